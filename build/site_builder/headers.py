"""The headers and redirects a release is served with, as a table and in Netlify's two formats.

The same table is written to `headers.json`: a web server that reads neither `_headers` nor
`_redirects` is configured with these values, and its configuration can be tested against them.

* `/*` gets the security headers. The policy allows no inline script or style at all; pictures come
  from the site, from MediaCMS and from wherever the snapshot's thumbnails are; requests go to the
  site and to the API.
* `/assets/*` and `/search/*` carry a content hash in their names and never change: cached for a
  year. Everything else is revalidated (`no-cache`), so that a new release is seen at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from site_builder.settings import Settings, origin_of

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
HASHED_FOLDERS = ("assets", "search")


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """Headers for one path pattern; no two patterns set the same header for one path."""

    path: str
    headers: Mapping[str, str]


def security_headers(settings: Settings, thumbnail_origins: Iterable[str]) -> dict[str, str]:
    """The headers of every response, by name."""
    pictures = _sources(settings.mediacms_url, *thumbnail_origins)
    policy = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        f"img-src {pictures}",
        "font-src 'self'",
        f"connect-src {_sources(settings.api_base_url)}",
        "manifest-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        # text becomes a script's address through lib/script-address.js alone, and markup never
        "require-trusted-types-for 'script'",
        "trusted-types kryten",
    ]
    if settings.public_url.startswith("https:"):
        policy.append("upgrade-insecure-requests")
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def rules(security: Mapping[str, str], paths: Iterable[str]) -> tuple[HeaderRule, ...]:
    """The whole table for a release whose files (without precompressed ones) are `paths`."""
    folders: set[str] = set()
    files: set[str] = {"/"}
    for path in paths:
        first, slash, _ = path.partition("/")
        if slash:
            folders.add(first)
        else:
            files.add(f"/{path}")
    table = [HeaderRule("/*", security)]
    for folder in sorted(folders):
        caching = IMMUTABLE if folder in HASHED_FOLDERS else REVALIDATE
        table.append(HeaderRule(f"/{folder}/*", {"Cache-Control": caching}))
    for name in sorted(files):
        table.append(HeaderRule(name, {"Cache-Control": REVALIDATE}))
    return tuple(table)


def netlify_headers(table: Iterable[HeaderRule]) -> bytes:
    """The `_headers` file."""
    blocks = [
        rule.path + "".join(f"\n  {name}: {value}" for name, value in rule.headers.items())
        for rule in table
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def headers_json(table: Iterable[HeaderRule]) -> bytes:
    """The same table for machines: `[{"path", "headers": {name: value}}]`."""
    rows = [{"path": rule.path, "headers": dict(rule.headers)} for rule in table]
    return (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode()


def netlify_redirects(settings: Settings) -> bytes:
    """The `_redirects` file: the API under the site's own origin.

    Slashes at the end are the host's business: on Netlify a rule that adds one matches its own
    target too and goes round for ever where there is no such page.
    """
    lines = [
        "# Netlify, Cloudflare Pages and others complete /category/x to /category/x/ by itself."
    ]
    if settings.api_base_url:
        lines.append(f"/api/* {settings.api_base_url}/api/:splat 200")
    return ("\n".join(lines) + "\n").encode()


def _sources(*urls: str) -> str:
    origins = sorted({origin for url in urls if (origin := origin_of(url))})
    return " ".join(["'self'", *origins])
