from __future__ import annotations

import json

from site_builder import headers
from site_builder.settings import load

SETTINGS = load(
    {
        "MEDIACMS_URL": "https://media.test",
        "API_BASE_URL": "https://api.test/playlist",
        "PUBLIC_URL": "https://site.test",
    }
)


def policy(**environ: str) -> dict[str, str]:
    security = headers.security_headers(load(environ), ["https://t.test"])
    parts = security["Content-Security-Policy"].split("; ")
    return {part.partition(" ")[0]: part.partition(" ")[2] for part in parts}


def test_the_policy_allows_no_inline_code_and_no_foreign_code() -> None:
    security = headers.security_headers(SETTINGS, ["https://t.test"])["Content-Security-Policy"]
    assert "unsafe" not in security
    assert "*" not in security
    found = policy()
    for name in ("script-src", "style-src", "worker-src", "form-action"):
        assert found[name] == "'self'"
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert found[name] == "'none'"
    assert found["require-trusted-types-for"] == "'script'"
    assert found["trusted-types"] == "kryten"


def test_pictures_and_requests_go_only_where_the_settings_and_the_snapshot_say() -> None:
    found = policy(MEDIACMS_URL="https://media.test/x", API_BASE_URL="http://127.0.0.1:9/api")
    assert found["img-src"] == "'self' https://media.test https://t.test"
    assert found["connect-src"] == "'self' http://127.0.0.1:9"


def test_plain_http_is_upgraded_only_where_the_site_has_https() -> None:
    assert "upgrade-insecure-requests" in policy(PUBLIC_URL="https://a.test")
    assert "upgrade-insecure-requests" not in policy(PUBLIC_URL="http://a.test")


def test_hashed_files_are_kept_for_a_year_and_everything_else_is_asked_for_again() -> None:
    table = headers.rules({"A": "b"}, ["assets/a-1.js", "search/b-2.bin", "index.html", "x/y.html"])
    caching = {rule.path: rule.headers.get("Cache-Control") for rule in table}
    assert caching == {
        "/*": None,
        "/assets/*": "public, max-age=31536000, immutable",
        "/search/*": "public, max-age=31536000, immutable",
        "/x/*": "no-cache",
        "/": "no-cache",
        "/index.html": "no-cache",
    }


def test_the_table_for_machines_says_the_same_as_the_one_for_netlify() -> None:
    table = headers.rules(headers.security_headers(SETTINGS, []), ["index.html", "assets/a.js"])
    rebuilt = ""
    for row in json.loads(headers.headers_json(table)):
        lines = [row["path"], *(f"  {name}: {value}" for name, value in row["headers"].items())]
        rebuilt += "\n".join(lines) + "\n\n"
    assert rebuilt.strip() == headers.netlify_headers(table).decode().strip()


def test_the_api_is_reached_under_the_site_where_its_address_is_known() -> None:
    assert "/api/* https://api.test/playlist/api/:splat 200" in (
        headers.netlify_redirects(SETTINGS).decode().splitlines()
    )
    assert "/api" not in headers.netlify_redirects(load({})).decode()
