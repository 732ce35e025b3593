"""What saved playlists and marathons share: links, seeds, suggestions, and lists to be dragged."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.saved import (
    People,
    choose_of_playlist,
    dialog,
    opened,
    path_of,
    save,
    toast,
)
from tests.browser.test_reorder import becomes, middle, spoken, touch

FILMS = ("film00000", "film00001", "film00002")
ADMIN = "labadmin"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def copied(page: Page) -> str:
    """What the page has put on the clipboard."""
    expect(toast(page)).to_contain_text("copied")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_link_of_a_saved_playlist_opens_it_for_anybody(people: People) -> None:
    """Copied in the list or at the playlist, it leads a stranger to the same items."""
    playlist = people.playlist(FILMS, "Linked")
    page = people.page(ADMIN, "/playlists/", **CLIPBOARD)
    page.get_by_role("button", name=f"Actions for {playlist['name']}", exact=True).click()
    page.get_by_role("menuitem", name="Copy link").click()
    link = copied(page)
    assert link.endswith(path_of(playlist))
    page.goto(path_of(playlist))
    opened(page, 3)
    page.evaluate("navigator.clipboard.writeText('')")
    choose_of_playlist(page, "Copy link")
    assert copied(page) == link
    stranger = people.page(None, link[link.index("/playlists/") :])
    opened(stranger, 3)
    becomes(stranger, "012")


def test_the_seed_is_copied(people: People) -> None:
    """What is on the clipboard is the seed that is shown."""
    one = people.playlist(FILMS)
    page = people.page(
        ADMIN, f"/marathon/?s={one['id']}&method=shuffle&seed=halloween", **CLIPBOARD
    )
    expect(page.locator(".preview .ordered-item")).to_have_count(3)
    line = page.locator(".seed-line")
    line.get_by_role("button", name="Copy").click()
    assert copied(page) == "halloween"


def test_what_cannot_be_queued_is_replaced_by_a_suggestion(people: People) -> None:
    """Items with a title like it are offered with the reason; one press puts it in the place."""
    playlist = people.playlist(["film00000", "no-such-item", "film00002"])
    page = people.page(ADMIN, "/404.html")

    def with_suggestion(route: Route) -> None:
        """As the service says it of an item that left the catalog, which its own tests prove."""
        answer = route.fetch()
        shown: dict[str, Any] = answer.json()
        suggested = {"video_id": "film00001", "title": "Beware.The.Blob.[1972].mp4"}
        shown["items"][1] |= {"title": "Blob.The.Second.avi", "suggestions": [suggested]}
        route.fulfill(response=answer, json=shown)

    page.route(f"**/api/v1/playlists/{playlist['id']}", with_suggestion)
    page.goto(path_of(playlist))
    opened(page, 3)
    page.unroute_all()
    page.locator(".ordered-item").nth(1).get_by_role("button", name="Replace…").click()
    expect(dialog(page)).to_contain_text("With a title like it")
    expect(dialog(page)).to_contain_text("Beware The Blob (1972)")
    dialog(page).get_by_role("button", name="Use this").click()
    becomes(page, "012")
    save(page)
    assert people.items(playlist["id"]) == list(FILMS)


def test_a_marathon_longer_than_a_list_may_be_says_what_was_left_out(people: People) -> None:
    """The preview is whole, the working playlist takes 4,000 of it and says so."""
    one = people.playlist(FILMS)
    page = people.page(ADMIN, "/404.html")

    def longer(route: Route) -> None:
        answer = route.fetch()
        shown: dict[str, Any] = answer.json()
        first = shown["items"][0]
        shown["items"] = [first | {"video_id": f"film{number:05}"} for number in range(4002)]
        route.fulfill(response=answer, json=shown)

    page.route("**/api/v1/marathons/preview", longer)
    page.goto(f"/marathon/?s={one['id']}&method=concatenate")
    expect(page.locator(".preview .panel-sum")).to_contain_text(re.compile("4.?002 items"))
    # found by its place: looking at the roles of four thousand entries takes Playwright long
    page.locator(".preview-ways button", has_text="Load into my list").click()
    expect(toast(page)).to_contain_text(re.compile("full: 4.?000 items kept, 2 left out"))


@pytest.mark.parametrize("where", ["saved playlist", "marathon preview"])
def test_the_other_lists_are_dragged_by_touch_and_by_mouse_too(people: People, where: str) -> None:
    """The same component: held by its handle, moved, dropped, announced."""
    playlist = people.playlist(FILMS)
    path = path_of(playlist)
    if where == "marathon preview":
        path = f"/marathon/?s={playlist['id']}&method=concatenate&order=free"
    page = people.page(ADMIN, path, has_touch=True)
    root = page.locator(".preview" if where == "marathon preview" else "#main")
    grips = root.locator(".ordered-item .handle")
    expect(grips).to_have_count(3)
    grips.first.scroll_into_view_if_needed()
    drag_by_touch(page, grips.nth(0), grips.nth(2))
    spoken(page, "The Blob (1958) moved to 3 of 3")
    drag_by_mouse(page, grips.nth(0), grips.nth(1))
    spoken(page, "Beware! The Blob (1972) moved to 2 of 3")
    hrefs = root.locator(".ordered-item .entry-title").evaluate_all(
        "links => links.map(a => a.getAttribute('href').split('/').at(-2))"
    )
    assert hrefs == ["film00002", "film00001", "film00000"]


def drag_by_touch(page: Page, start: Locator, end: Locator) -> None:
    send = touch(page.context.new_cdp_session(page))
    x, y = middle(start)
    _, target = middle(end)
    send("touchStart", x, y)
    expect(page.locator(".sortable-chosen")).to_have_count(1)
    for step in range(1, 9):
        send("touchMove", x, y + (target + 8 - y) * step / 8)
    send("touchEnd", x, target)


def drag_by_mouse(page: Page, start: Locator, end: Locator) -> None:
    x, y = middle(end)
    page.mouse.move(*middle(start))
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x, y - (10 - step) * 12)
    page.mouse.move(x, y + 8)
    page.mouse.up()


def test_a_long_saved_playlist_scrolls_with_the_page_under_a_held_entry(people: People) -> None:
    """Held at the window's lower edge, the entry gets to the end of the list."""
    playlist = people.playlist([f"nt1e{number:03}" for number in range(1, 41)])
    page = people.page(ADMIN, path_of(playlist), viewport={"width": 1280, "height": 700})
    opened(page, 40)
    grip = page.locator(".ordered-item .handle").first
    grip.scroll_into_view_if_needed()
    x, y = middle(grip)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x, y + (690 - y) * step / 10)
    last = page.locator(".ordered-item .entry-title[href*=nt1e040]")
    expect(last).to_be_in_viewport()
    page.mouse.move(x, 680)
    page.mouse.up()
    spoken(page, "Night Train S01E01 Stop 1 moved to ")
    hrefs = page.locator(".ordered-item .entry-title").evaluate_all(
        "links => links.map(a => a.getAttribute('href').split('/').at(-2))"
    )
    assert hrefs.index("nt1e001") > 30
