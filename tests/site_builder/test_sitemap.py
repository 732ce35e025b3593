from __future__ import annotations

from xml.etree import ElementTree as Xml

import pytest

from site_builder import sitemap
from site_builder.settings import load

SETTINGS = load({"PUBLIC_URL": "https://site.test"})
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(document: bytes) -> list[str | None]:
    return [element.text for element in Xml.fromstring(document).iter(f"{NAMESPACE}loc")]


def test_every_page_is_listed_with_its_full_address() -> None:
    made = sitemap.files(SETTINGS, ["/", "/video/a/"])
    assert addresses(made["sitemap.xml"]) == ["https://site.test/", "https://site.test/video/a/"]
    assert b"Sitemap: https://site.test/sitemap.xml" in made["robots.txt"]


def test_without_a_public_address_there_is_no_sitemap_to_get_wrong() -> None:
    assert list(sitemap.files(load({}), ["/"])) == ["robots.txt"]


def test_a_long_list_is_split_and_indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "LIMIT", 2)
    made = sitemap.files(SETTINGS, ["/1/", "/2/", "/3/"])
    assert addresses(made["sitemap.xml"]) == [
        "https://site.test/sitemap-1.xml",
        "https://site.test/sitemap-2.xml",
    ]
    assert addresses(made["sitemap-2.xml"]) == ["https://site.test/3/"]
