"""axe finds nothing on any page, in the dark and in the light, wide and narrow."""

from __future__ import annotations

from functools import cache

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.served_site import ROOT

PAGES = (
    "/",
    "/?q=blob&c=movies",
    "/?q=nothing%20at%20all",
    "/#playlist=film00000.film00001.film00000",
    "/category/horror/",
    "/categories/",
    "/video/nt1e002/",
    "/video/film00005/",
    "/offline/",
    "/404.html",
)


@cache
def axe_source() -> str:
    return (ROOT / "tests/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


# neither what goes on for ever, like the light of what is on air, nor what only moves and grows
AT_REST = """() => !document.querySelector("[aria-busy=true]") && !document.getAnimations().some(
  ({ playState, effect }) => playState === "running"
    && effect.getComputedTiming().endTime !== Infinity
    && effect.getKeyframes().some((frame) =>
      ["opacity", "filter", "color", "backgroundColor"].some((name) => name in frame)))"""


def findings(page: Page) -> list[str]:
    """What axe finds once the page is at rest: half faded in, a text has half its contrast."""
    page.evaluate(axe_source())
    page.wait_for_function(AT_REST)
    found = page.evaluate(
        """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
          .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
            `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`))"""
    )
    return [str(line) for line in found]


@pytest.mark.parametrize(
    "change",
    [
        "main.animate([{ opacity: 0.1 }, { opacity: 1 }], 1000)",
        """main.style.opacity = 0.3
        main.setAttribute("aria-busy", "true")
        setTimeout(() => {
          main.style.opacity = 1
          main.removeAttribute("aria-busy")
        }, 1000)""",
    ],
    ids=["animation", "busy"],
)
def test_a_page_is_looked_at_when_it_is_at_rest(open_page: OpenPage, change: str) -> None:
    """What fades in, or is dim while an answer is awaited, is no finding."""
    page = open_page("/404.html")
    page.evaluate(f"""() => {{ const main = document.querySelector("main"); {change} }}""")
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing(open_page: OpenPage, scheme: str) -> None:
    """On every kind of page, with the program running."""
    page = open_page("/404.html", color_scheme=scheme)
    found = {}
    for path in PAGES:
        page.goto("about:blank")
        page.goto(path)
        if path.startswith(("/?", "/#")) or path == "/":
            page.wait_for_selector(".catalog-live")
        if "#" in path:
            expect(page.locator(".ordered-item")).to_have_count(3)
        found[path] = findings(page)
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_in_what_opens(open_page: OpenPage, scheme: str) -> None:
    """Sheet, menu, dialogs, toast and walked-to row on a phone."""
    page = open_page(
        "/?q=train#playlist=film00000.film00001",
        color_scheme=scheme,
        viewport={"width": 360, "height": 740},
        has_touch=True,
    )
    page.wait_for_selector("#results")
    page.locator("#query").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert findings(page) == []
    page.locator(".panel-toggle").tap()
    page.get_by_role("button", name="Actions for The Blob").tap()
    assert findings(page) == []
    page.get_by_role("menuitem", name="Move to position").tap()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.locator(".panel-toggle").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels(open_page: OpenPage, path: str) -> None:
    """The narrowest window, which is also 400 % zoom of a wide one, needs one direction only."""
    page = open_page(path, viewport={"width": 320, "height": 568})
    if path == "/" or path.startswith(("/?", "/#")):
        page.wait_for_selector(".catalog-live")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320


def test_targets_are_large_enough_for_a_finger(open_page: OpenPage) -> None:
    """On a touch screen every control of catalog and list is at least 24 px, the main ones 44."""
    page = open_page(
        "/#playlist=film00000.film00001",
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    )
    page.wait_for_selector("#results")
    page.locator(".panel-toggle").tap()
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("button")]
          .filter((button) => button.offsetParent !== null)
          .map((button) => [button.getAttribute("aria-label") ?? button.textContent,
            button.offsetWidth, button.offsetHeight])"""
    )
    assert [size for size in sizes if min(size[1:]) < 44] == []


def test_no_field_is_so_small_that_a_phone_zooms_to_it(open_page: OpenPage) -> None:
    """Safari on a phone does that below 16 px, and leaves the page zoomed."""
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = open_page("/404.html", expected=("Failed to load",), **phone)
    for path in ("/#playlist=film00000", "/playlists/", "/marathon/"):
        page.goto(path)
        page.wait_for_function("document.querySelector('main input')")
        if "#" in path:
            page.wait_for_selector("#start-at", state="attached")
        sizes = page.evaluate(
            """() => [...document.querySelectorAll("input, select, textarea")]
              .map((field) => [field.id, parseFloat(getComputedStyle(field).fontSize)])"""
        )
        assert sizes
        assert [field for field in sizes if field[1] < 16] == [], path
