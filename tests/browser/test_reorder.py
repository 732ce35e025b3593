"""Putting a list in order: mouse, touch, keyboard and menu, by one component."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.conftest import OpenPage

FILMS = "/#playlist=film00000.film00001.film00002.film00003.film00004"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def order(page: Page) -> str:
    """The last digits of the ids in the list's order."""
    links = page.locator(".ordered-item .entry-title")
    return "".join(
        address.strip("/")[-1]
        for address in links.evaluate_all("links => links.map(a => a.getAttribute('href'))")
    )


def becomes(page: Page, wanted: str) -> None:
    page.wait_for_function(
        """wanted => [...document.querySelectorAll(".ordered-item .entry-title")]
          .map(a => a.getAttribute("href").at(-2)).join("") === wanted""",
        arg=wanted,
    )


def handle(page: Page, index: int) -> Locator:
    return page.locator(".ordered-item .handle").nth(index)


def spoken(page: Page, text: str) -> None:
    expect(page.locator("#announcer")).to_contain_text(text)


@pytest.fixture
def listed(open_page: OpenPage) -> Page:
    page = open_page(FILMS)
    expect(page.locator(".ordered-item")).to_have_count(5)
    return page


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_dragging_by_mouse_moves_the_entry_and_says_so(listed: Page) -> None:
    """Dropped where it was let go, announced, one step for undo."""
    listed.mouse.move(*middle(handle(listed, 0)))
    listed.mouse.down()
    x, y = middle(handle(listed, 3))
    for step in range(1, 11):
        listed.mouse.move(x, middle(handle(listed, 0))[1] if step == 0 else y - (10 - step) * 12)
    listed.mouse.move(x, y + 8)
    listed.mouse.up()
    becomes(listed, "12304")
    spoken(listed, "The Blob (1958) moved to 4 of 5")
    listed.get_by_role("button", name="Undo moving").click()
    becomes(listed, "01234")


def test_dragging_to_the_edge_scrolls_to_where_the_entry_is_wanted(open_page: OpenPage) -> None:
    """A list longer than its window scrolls under the held entry, down to its end."""
    many = ".".join(f"nt1e{number:03}" for number in range(1, 31))
    page = open_page(f"/#playlist={many}", viewport={"width": 1280, "height": 700})
    expect(page.locator(".ordered-item")).to_have_count(30)
    box = page.locator(".panel-scroll").bounding_box()
    assert box is not None
    x, y = middle(handle(page, 0))
    edge = box["y"] + box["height"] - 12
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x, y + (edge - y) * step / 10)
    page.wait_for_function(
        """() => {
          const list = document.querySelector(".panel-scroll");
          return list.scrollTop > 0 && list.scrollTop + list.clientHeight >= list.scrollHeight - 2;
        }"""
    )
    page.mouse.move(x, edge - 2)
    page.mouse.up()
    spoken(page, "Night Train S01E01 Stop 1 moved to 30 of 30")
    assert order(page)[:2] == "23"


def test_space_lifts_arrows_move_space_drops(listed: Page) -> None:
    """Each move is spoken; the drop is one step for undo; focus stays on the entry."""
    handle(listed, 0).focus()
    listed.keyboard.press("Space")
    spoken(listed, "lifted, at 1 of 5")
    listed.keyboard.press("ArrowDown")
    spoken(listed, "moved to 2 of 5")
    listed.keyboard.press("ArrowDown")
    becomes(listed, "12034")
    listed.keyboard.press("Space")
    spoken(listed, "The Blob (1958) dropped at 3 of 5")
    expect(handle(listed, 2)).to_be_focused()
    listed.keyboard.press("Control+z")
    becomes(listed, "01234")


def test_escape_returns_what_was_lifted(listed: Page) -> None:
    """Nothing has happened, and nothing is there to undo."""
    undo = listed.locator(".panel-tools button").first
    label = undo.get_attribute("aria-label")
    handle(listed, 4).focus()
    listed.keyboard.press("Space")
    listed.keyboard.press("Home")
    becomes(listed, "40123")
    listed.keyboard.press("Escape")
    becomes(listed, "01234")
    spoken(listed, "returned to 5 of 5")
    expect(undo).to_have_attribute("aria-label", label or "")


def test_alt_arrows_move_at_once(listed: Page) -> None:
    """Without lifting, from anywhere in the entry, focus going with it."""
    handle(listed, 1).focus()
    listed.keyboard.press("Alt+ArrowDown")
    becomes(listed, "02134")
    listed.keyboard.press("Alt+ArrowDown")
    becomes(listed, "02314")
    expect(handle(listed, 3)).to_be_focused()
    listed.keyboard.press("Alt+ArrowUp")
    becomes(listed, "02134")


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        ("Move to top", "20134"),
        ("Move up", "02134"),
        ("Move down", "01324"),
        ("Move to bottom", "01342"),
    ],
)
def test_the_menu_moves(listed: Page, choice: str, wanted: str) -> None:
    """Every entry's menu takes it to where the choice says, and keeps the keyboard there."""
    listed.get_by_role("button", name="Actions for The Shining").click()
    listed.get_by_role("menuitem", name=choice).click()
    becomes(listed, wanted)
    expect(listed.get_by_role("button", name="Actions for The Shining")).to_be_focused()


def test_the_menu_moves_to_a_typed_position(listed: Page) -> None:
    """A number that is no place in the list is refused in words."""
    listed.get_by_role("button", name="Actions for The Blob (1958)").click()
    listed.get_by_role("menuitem", name="Move to position").click()
    field = listed.get_by_label("Where should")
    field.fill("9")
    field.press("Enter")
    expect(listed.get_by_role("alert")).to_have_text("Type a whole number from 1 to 5.")
    field.fill("5")
    field.press("Enter")
    becomes(listed, "12340")


def test_delete_removes_and_the_keyboard_goes_to_the_next(listed: Page) -> None:
    """Removing several in a row needs no mouse."""
    handle(listed, 1).focus()
    listed.keyboard.press("Delete")
    becomes(listed, "0234")
    expect(handle(listed, 1)).to_be_focused()


def test_one_of_two_equal_items_is_moved_the_one_meant(open_page: OpenPage) -> None:
    """Entries are named by their own keys, not by item or index."""
    page = open_page("/#playlist=film00000.film00001.film00000")
    expect(page.locator(".ordered-item")).to_have_count(3)
    key = page.locator(".ordered-item").nth(2).get_attribute("data-key")
    handle(page, 2).focus()
    page.keyboard.press("Alt+ArrowUp")
    becomes(page, "001")
    expect(page.locator(".ordered-item").nth(1)).to_have_attribute("data-key", key or "")


def test_an_order_sticks(listed: Page) -> None:
    """After a reload the list is as it was left."""
    handle(listed, 0).focus()
    listed.keyboard.press("Alt+ArrowDown")
    becomes(listed, "10234")
    listed.reload()
    becomes(listed, "10234")


def touch(cdp: CDPSession) -> Callable[[str, float, float], None]:
    def send(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return send


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    many = ".".join(f"nt1e{number:03}" for number in range(1, 21))
    page = open_page(f"/#playlist={many}", **PHONE)
    page.locator(".panel-toggle").tap()
    expect(page.locator(".ordered-item")).to_have_count(20)
    page.locator(".toast").get_by_role("button", name="Dismiss").tap()
    return page


def test_a_long_press_on_the_handle_drags_by_touch(phone: Page) -> None:
    """Held, moved, let go: the entry is where the finger left it."""
    send = touch(phone.context.new_cdp_session(phone))
    x, y = middle(handle(phone, 0))
    _, target = middle(handle(phone, 2))
    send("touchStart", x, y)
    expect(phone.locator(".sortable-chosen")).to_have_count(1)
    for step in range(1, 9):
        send("touchMove", x, y + (target + 8 - y) * step / 8)
    send("touchEnd", x, target)
    spoken(phone, "Night Train S01E01 Stop 1 moved to 3 of 20")
    assert order(phone)[:3] == "231"


def test_a_swipe_over_the_handle_scrolls(phone: Page) -> None:
    """A finger that moves at once scrolls the list and moves no entry."""
    before = order(phone)
    x, y = middle(handle(phone, 4))
    send = touch(phone.context.new_cdp_session(phone))
    send("touchStart", x, y)
    for step in range(1, 9):
        send("touchMove", x, y - 18 * step)
    send("touchEnd", x, y)
    phone.wait_for_function("() => document.querySelector('.panel-scroll').scrollTop > 50")
    assert order(phone) == before
