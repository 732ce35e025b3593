"""Saved playlists when something stands in the way: another editor, no service, no NATS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.saved import (
    People,
    dialog,
    new_name,
    opened,
    path_of,
    save,
    save_under,
    search_to_add,
    titles,
    toast,
)
from tests.browser.service_stack import Stack
from tests.browser.test_playlists_shared import drag_by_mouse, drag_by_touch
from tests.browser.test_reorder import becomes, handle
from tests.standins.processes import wait_until

FILMS = ("film00000", "film00001", "film00002")
ADMIN = "labadmin"


@pytest.fixture
def stopped_api(stack: Stack) -> Iterator[Stack]:
    """The service's API can be stopped; it runs again afterwards."""
    yield stack
    if stack.service.health() is None:
        stack.service.start_api()
    stack.service.wait_connected()


def collided(people: People, mine: str = "Alt+ArrowDown") -> Page:
    """Bob, in his browser, has added one item and saved; labadmin moved another and saves too."""
    people.bless("Bob")
    playlist = people.playlist(FILMS)
    page = people.page(ADMIN, path_of(playlist))
    opened(page, 3)
    handle(page, 0).focus()
    page.keyboard.press(mine)
    bobs = people.page("Bob", path_of(playlist))
    opened(bobs, 3)
    search_to_add(bobs, "amelie")
    bobs.get_by_role("button", name="Add Amélie").click()
    save(bobs)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".conflict")).to_contain_text("Bob saved this playlist while you edited it")
    return page


def id_of(page: Page) -> str:
    return page.url.partition("id=")[2]


def test_a_conflict_shows_both_sides_and_merges(people: People) -> None:
    """What Bob added and what I moved are told by title; merged, marked, looked at, saved."""
    page = collided(people)
    sides = page.locator(".conflict-side")
    expect(sides.nth(0)).to_contain_text("Amélie à la ferme (2001) added at 4")
    expect(sides.nth(1)).to_contain_text("moved from")
    assert people.items(id_of(page)) == [*FILMS, "film00004"]
    page.get_by_role("button", name="Merge both, then look").click()
    becomes(page, "1024")
    expect(page.locator(".badge-origin")).to_have_text("theirs")
    save(page)
    assert people.items(id_of(page)) == ["film00001", "film00000", "film00002", "film00004"]


def test_in_a_conflict_theirs_can_be_taken_and_mine_come_back(people: People) -> None:
    """Their version is on the page with nothing unsaved, and undo leads to mine."""
    page = collided(people)
    page.get_by_role("button", name="Take theirs").click()
    becomes(page, "0124")
    expect(page.get_by_role("region", name="Unsaved changes")).to_be_hidden()
    page.keyboard.press("Control+z")
    becomes(page, "102")


def test_in_a_conflict_mine_can_become_a_copy(people: People) -> None:
    """The copy holds my version, theirs stays what it is."""
    page = collided(people)
    theirs = id_of(page)
    page.get_by_role("button", name="Save mine as a copy…").click()
    name = new_name("Mine")
    save_under(page, name)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    becomes(page, "102")
    assert people.items(theirs) == [*FILMS, "film00004"]
    assert people.items(id_of(page)) == ["film00001", "film00000", "film00002"]


def test_without_the_service_saving_says_what_to_do_and_loses_nothing(
    people: People, stopped_api: Stack
) -> None:
    """Search, add, reorder each way go on; saving keeps list and name, and works later."""
    page = people.page(ADMIN, "/", has_touch=True)
    page.wait_for_selector("#results")
    stopped_api.service.stop_api()
    for query in ("the blob 1958", "shining"):
        page.locator("#query").fill(query)
        expect(page.locator("#row-0 mark").first).to_be_visible()
        page.locator("#row-0").get_by_role("button").click()
    toast(page).get_by_role("button", name="Dismiss").click()
    drag_by_mouse(page, handle(page, 0), handle(page, 1))
    becomes(page, "20")
    drag_by_touch(page, handle(page, 0), handle(page, 1))
    becomes(page, "02")
    handle(page, 1).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_role("button", name="Save as playlist…").click()
    name = new_name("Offline")
    save_under(page, name)
    alert = dialog(page).get_by_role("alert")
    expect(alert).to_contain_text("Nothing is lost")
    with page.expect_download() as download:
        alert.get_by_role("button", name="Save as a text file").click()
    assert download.value.path().read_text(encoding="utf-8") == "film00002\nfilm00000\n"
    page.reload()
    becomes(page, "20")
    page.get_by_role("button", name="Save as playlist…").click()
    save_under(page, name)
    expect(alert).to_contain_text("Nothing is lost")
    stopped_api.service.start_api()
    stopped_api.service.wait_connected()
    dialog(page).locator("button[type=submit]").click()
    expect(toast(page)).to_contain_text(f"Saved “{name}”")
    toast(page).get_by_role("button", name="Open").click()
    becomes(page, "20")


def test_without_the_service_saved_playlists_are_read_and_an_edit_waits(
    people: People, stack: Stack, stopped_api: Stack
) -> None:
    """The copy beside the site is shown as such; what was edited stays, and is saved later."""
    playlist = people.playlist(FILMS, "Copied")
    copy = stack.folder / "site" / "live" / "playlists.json"
    wait_until(
        lambda: copy.exists() and playlist["id"] in copy.read_text(encoding="utf-8"),
        what="the worker publishes the playlist",
        within=40,
    )
    page = people.page(ADMIN, path_of(playlist))
    opened(page, 3)
    handle(page, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    stopped_api.service.stop_api()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".save-problem")).to_contain_text("Nothing is lost")
    page.on("dialog", lambda question: question.accept())
    page.goto("/playlists/")
    notice = page.locator("#main .notice")
    expect(notice).to_contain_text("does not answer: this is its copy")
    expect(page.get_by_text("unsaved changes")).to_be_visible()
    page.locator(".saved-name").filter(has_text=playlist["name"]).click()
    opened(page, 3)
    assert titles(page)[0] == "The Blob (1958)"
    page.get_by_role("button", name="Resume").click()
    becomes(page, "102")
    stopped_api.service.start_api()
    stopped_api.service.wait_connected()
    save(page)
    assert people.items(playlist["id"]) == ["film00001", "film00000", "film00002"]


def test_without_nats_saving_stays_on_this_server_and_says_so(
    people: People, stopped_api: Stack
) -> None:
    """Read, edited and saved with NATS down; afterwards it is everybody's."""
    playlist = people.playlist(FILMS)
    page = people.page(ADMIN, path_of(playlist))
    opened(page, 3)
    stopped_api.channel.nats.stop()
    try:
        handle(page, 2).focus()
        page.keyboard.press("Delete")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(toast(page)).to_contain_text("on this server: NATS is down")
        page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").click()
        expect(page.locator("#main .notice")).to_contain_text("NATS is down")
        mine = page.locator(".saved-row").filter(has_text=playlist["name"])
        expect(mine).to_contain_text("on this server, not merged yet")
    finally:
        stopped_api.channel.nats.start()
    stopped_api.service.wait_connected()
    wait_until(
        lambda: people.stored(playlist["id"]) == "live",
        what="the edit is merged",
        within=20,
    )
    page.reload()
    expect(mine).not_to_contain_text("not merged yet")
    assert people.items(playlist["id"]) == list(FILMS[:2])
