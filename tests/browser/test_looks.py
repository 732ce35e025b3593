"""Screenshots of every page for people to look at (var/screenshots, not kept in the repository)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

VIEWS = {
    "catalog": "/#playlist=film00000.film00001.nt1e002.film00002.film00000",
    "search": "/?q=night%20train%20s02&c=horror",
    "empty": "/?q=blob%20zzz",
    "category": "/category/movies/",
    "categories": "/categories/",
    "video": "/video/nt1e002/",
    "lost": "/404.html",
}


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", [1280, 360])
def test_each_page_has_a_picture(
    open_page: OpenPage, screenshots: Path, width: int, scheme: str
) -> None:
    """Every view is drawn and its main heading or search is in sight."""
    narrow = width < 500
    page = open_page(
        "/404.html",
        viewport={"width": width, "height": 740 if narrow else 900},
        color_scheme=scheme,
        has_touch=narrow,
        is_mobile=narrow,
    )
    for name, path in VIEWS.items():
        page.goto("about:blank")
        page.goto(path)
        expect(page.locator("#query, main h1:not(.visually-hidden)").first).to_be_in_viewport()
        if "catalog" in name or "?" in path:
            page.wait_for_selector(".catalog-live")
        picture = page.screenshot(path=screenshots / f"{name}-{width}-{scheme}.png")
        assert len(picture) > 5000
