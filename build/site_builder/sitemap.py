"""sitemap.xml and robots.txt, which tell search engines what there is."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from site_builder.settings import Settings

# https://www.sitemaps.org/protocol.html: at most this many addresses in one file
LIMIT = 50_000
OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def files(settings: Settings, paths: Sequence[str]) -> dict[str, bytes]:
    """The files by path in the release: robots.txt always, sitemaps where PUBLIC_URL is set."""
    made = {"robots.txt": _robots(settings)}
    if not settings.public_url:
        return made
    addresses = [settings.public_url + path for path in paths]
    chunks = [addresses[start : start + LIMIT] for start in range(0, len(addresses), LIMIT)]
    if len(chunks) == 1:
        return made | {"sitemap.xml": _document("urlset", "url", chunks[0])}
    parts = {f"sitemap-{n}.xml": chunk for n, chunk in enumerate(chunks, start=1)}
    index = [f"{settings.public_url}/{name}" for name in parts]
    made["sitemap.xml"] = _document("sitemapindex", "sitemap", index)
    return made | {name: _document("urlset", "url", chunk) for name, chunk in parts.items()}


def _document(root: str, element: str, addresses: Sequence[str]) -> bytes:
    lines = [f"<{element}><loc>{escape(address)}</loc></{element}>\n" for address in addresses]
    return (OPEN.format(root) + "".join(lines) + f"</{root}>\n").encode()


def _robots(settings: Settings) -> bytes:
    lines = ["User-agent: *", "Disallow: /api/"]
    if settings.public_url:
        lines.append(f"Sitemap: {settings.public_url}/sitemap.xml")
    return ("\n".join(lines) + "\n").encode()
