"""The saved playlists in Chromium, over the real service: read, edit, name, delete, import."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.saved import (
    People,
    choose_of_playlist,
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
from tests.browser.service_stack import Viewer, ask_for_code, panel
from tests.browser.test_accessibility import findings
from tests.browser.test_reorder import becomes, handle

FILMS = ("film00000", "film00001", "film00002")
ADMIN = "labadmin"


def test_the_list_filters_sorts_and_opens_with_links_that_come_back(people: People) -> None:
    """Filter and order are in the address, Back leads from a playlist to the list as it was."""
    name = people.playlist(FILMS[:1], "Zebra")["name"]
    people.playlist(FILMS, "Zebra")
    page = people.page(None, "/playlists/")
    page.get_by_label("Filter by name or maker").fill("zebra")
    expect(page.locator(".saved-row")).to_have_count(2)
    page.get_by_label("Sort by").select_option("Name")
    expect(page.locator(".saved-name").first).to_have_text(name)
    page.get_by_label("Sort by").select_option("Most items")
    expect(page.locator(".saved-facts").first).to_contain_text("3 items")
    assert page.url.endswith("/playlists/?q=zebra&sort=items")
    page.locator(".saved-name").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    # the keyboard goes on there, and the window has the playlist's name
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title(f"{name} · Late Show")
    opened(page, 1)
    page.get_by_label("Breadcrumb").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title("Playlists · Late Show")
    page.go_back()
    expect(page).to_have_title(f"{name} · Late Show")
    page.reload()
    opened(page, 1)
    page.go_back()
    expect(page.locator(".saved-row")).to_have_count(2)
    expect(page.get_by_label("Filter by name or maker")).to_have_value("zebra")


@pytest.mark.parametrize(("name", "way"), [(None, "Sign in"), ("Alice", "ask an admin")])
def test_who_may_not_change_reads_everything_and_is_told_why(
    people: People, name: str | None, way: str
) -> None:
    """Items, times and loading into one's own list are there; handles and saving are not."""
    playlist = people.playlist(FILMS)
    page = people.page(name, path_of(playlist))
    opened(page, 3)
    expect(page.locator(".handle")).to_have_count(0)
    notice = page.locator("#main .notice")
    expect(notice).to_contain_text(way)
    page.get_by_role("button", name="Load into my list").click()
    expect(page.get_by_role("link", name="My list: 3 items")).to_be_visible()
    if name is None:
        notice.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("dialog", name="Sign in")).to_contain_text("change this playlist")


def test_editing_marks_what_is_unsaved_and_saves_it(people: People) -> None:
    """Moved, removed, added: told in words, undone, saved, and there after a reload."""
    playlist = people.playlist(FILMS)
    page = people.page(ADMIN, path_of(playlist))
    handle(page, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("region", name="Unsaved changes")).to_contain_text("1 item moved")
    handle(page, 2).focus()
    page.keyboard.press("Delete")
    search_to_add(page, "amelie")
    page.get_by_role("button", name="Add Amélie").click()
    bar = page.get_by_role("region", name="Unsaved changes")
    expect(bar).to_contain_text("1 item added, 1 item removed, 1 item moved")
    handle(page, 0).focus()
    page.keyboard.press("Control+z")
    opened(page, 2)
    page.keyboard.press("Control+Shift+z")
    opened(page, 3)
    save(page)
    page.reload()
    becomes(page, "104")
    assert people.items(playlist["id"]) == ["film00001", "film00000", "film00004"]


def test_unsaved_changes_wait_for_who_comes_back(people: People) -> None:
    """Leaving asks first; the changes are kept in the browser, marked in the list, and resumed."""
    playlist = people.playlist(FILMS)
    page = people.page(ADMIN, path_of(playlist))
    handle(page, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    asked: list[str] = []
    page.on("dialog", lambda question: (asked.append(question.type), question.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    becomes(page, "012")
    page.get_by_role("button", name="Resume").click()
    becomes(page, "102")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").click()
    mine = page.locator(".saved-row").filter(has_text=playlist["name"])
    expect(mine).to_contain_text("unsaved changes")
    mine.get_by_role("link").click()
    becomes(page, "102")
    page.get_by_role("button", name="Revert").click()
    becomes(page, "012")
    expect(page.get_by_role("region", name="Unsaved changes")).to_be_hidden()


def test_a_taken_name_has_three_ways_out(people: People) -> None:
    """Open the existing one, save as "X (2)", or overwrite it, which can be undone."""
    taken = people.playlist(FILMS)
    page = people.page(ADMIN, "/#playlist=film00004.film00005")
    page.get_by_role("button", name="Save as playlist…").click()
    save_under(page, taken["name"].upper())
    expect(dialog(page).get_by_role("link", name="Open the existing one")).to_have_attribute(
        "href", path_of(taken)
    )
    dialog(page).get_by_role("button", name=re.compile(r"Save as “.* \(2\)”")).click()
    expect(toast(page)).to_contain_text("(2)”")
    page.get_by_role("button", name="Save as playlist…").click()
    save_under(page, taken["name"])
    dialog(page).get_by_role("button", name="Overwrite it (3 items by labadmin)").click()
    expect(toast(page)).to_contain_text(f"Saved “{taken['name']}”")
    assert people.items(taken["id"]) == ["film00004", "film00005"]
    toast(page).get_by_role("button", name="Undo").click()
    expect(toast(page)).to_contain_text("is as it was")
    assert people.items(taken["id"]) == list(FILMS)


def test_renaming_and_copying(people: People) -> None:
    """A new name at once, refused where it is taken; a copy under a name of its own is opened."""
    other, playlist = people.playlist(FILMS), people.playlist(FILMS[:2])
    page = people.page(ADMIN, path_of(playlist))
    opened(page, 2)
    choose_of_playlist(page, "Rename…")
    save_under(page, other["name"])
    expect(dialog(page).get_by_role("alert")).to_contain_text("already")
    renamed = new_name("Renamed")
    save_under(page, renamed)
    expect(page.get_by_role("heading", level=1)).to_have_text(renamed)
    handle(page, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("button", name="Save as…").click()
    copy = new_name("Copy")
    save_under(page, copy)
    expect(page.get_by_role("heading", level=1)).to_have_text(copy)
    becomes(page, "10")
    assert people.items(playlist["id"]) == list(FILMS[:2])


def test_renaming_goes_on_where_somebody_changed_the_items_meanwhile(people: People) -> None:
    """It is said once; the next try takes what they made of it."""
    playlist = people.playlist(FILMS[:2])
    page = people.page(ADMIN, path_of(playlist))
    opened(page, 2)
    people.edit(ADMIN, playlist, FILMS)
    choose_of_playlist(page, "Rename…")
    renamed = new_name("Renamed")
    save_under(page, renamed)
    expect(dialog(page).get_by_role("alert")).to_contain_text("Try again to go on all the same")
    save_under(page, renamed)
    expect(page.get_by_role("heading", level=1)).to_have_text(renamed)
    assert people.items(playlist["id"]) == list(FILMS)


def test_deleting_can_be_undone(people: People) -> None:
    """The playlist leaves the list and comes back with one press."""
    playlist = people.playlist(FILMS)
    page = people.page(ADMIN, "/playlists/")
    page.get_by_role("button", name=f"Actions for {playlist['name']}", exact=True).click()
    page.get_by_role("menuitem", name="Delete").click()
    mine = page.locator(".saved-row").filter(has=page.get_by_text(playlist["name"], exact=True))
    expect(mine).to_have_count(0)
    toast(page).get_by_role("button", name="Undo").click()
    expect(mine).to_have_count(1)
    assert people.items(playlist["id"]) == list(FILMS)


def test_what_cannot_be_queued_is_told_and_replaced_by_title(people: People) -> None:
    """The reason stands at the item; a search finds another for its place."""
    playlist = people.playlist(["film00000", "no-such-item", "film00002"])
    page = people.page(ADMIN, path_of(playlist))
    entry = page.locator(".ordered-item").nth(1)
    expect(entry).to_contain_text("Cannot be queued: This item is not in the catalog")
    entry.get_by_role("button", name="Replace…").click()
    dialog(page).get_by_label("Or search the catalog").fill("beware blob")
    dialog(page).get_by_role("button", name="Use Beware! The Blob").click()
    becomes(page, "012")
    save(page)
    assert people.items(playlist["id"]) == list(FILMS)


def test_import_reports_each_line_before_anything_is_saved(people: People) -> None:
    """Ids, titles and addresses are found; what is not says why; then it becomes a playlist."""
    page = people.page(ADMIN, "/playlists/")
    page.get_by_role("button", name="Import…").first.click()
    text = "film00000\nThe Shining [1980] pt1.mp4\nno such title <b>\n"
    dialog(page).get_by_role("textbox").fill(text + "https://pictures.example/view?m=film00001")
    dialog(page).get_by_role("button", name="Check").click()
    expect(dialog(page).get_by_role("status")).to_contain_text("3 of 4 lines found")
    bad = dialog(page).locator(".import-bad")
    expect(bad).to_have_count(1)
    expect(bad).to_contain_text("no such title <b>")
    expect(bad).to_contain_text("The catalog has no item with this title")
    dialog(page).get_by_role("button", name="Save as a playlist…").click()
    name = new_name("Imported")
    save_under(page, name)
    toast(page).get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert titles(page) == ["The Blob (1958)", "The Shining (1980) pt1", "Beware! The Blob (1972)"]


def test_a_playlist_is_exported_in_four_formats(people: People) -> None:
    """Each choice downloads the service's file under the playlist's name."""
    playlist = people.playlist(FILMS, "Exported")
    page = people.page(None, path_of(playlist))
    opened(page, 3)
    for choice, ending in (("JSON", "json"), ("text", "txt"), ("CSV", "csv"), ("M3U", "m3u")):
        with page.expect_download() as download:
            choose_of_playlist(page, f"Export as {choice}")
        assert download.value.suggested_filename.endswith(f".{ending}")
        assert "film00002" in download.value.path().read_text(encoding="utf-8")


def test_hostile_names_are_text(people: People) -> None:
    """A name with markup is shown as typed, in the list, the editor and the dialogs."""
    name = new_name('<img src=x onerror="window.broken=1"> & "it"')
    with people.api(ADMIN) as api:
        made = api.post("/playlists", json={"name": name, "items": ["hostile0_-", "hostile1_-"]})
    page = people.page(ADMIN, "/playlists/")
    page.locator(".saved-name").filter(has_text=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    choose_of_playlist(page, "Rename…")
    save_under(page, people.playlist(FILMS)["name"])
    expect(dialog(page).get_by_role("alert")).to_be_visible()
    assert made.status_code == 201
    assert page.evaluate("window.broken") is None


def test_saving_without_a_sign_in_leads_through_it_and_back(
    visit: OpenPage, in_channel: Callable[[str], Viewer], people: People
) -> None:
    """The list, the name and the open question are as they were; then it is saved."""
    admin = in_channel(ADMIN)
    page = visit("/#playlist=film00004.film00005")
    page.get_by_role("button", name="Save as playlist…").click()
    name = new_name("After sign-in")
    save_under(page, name)
    alert = dialog(page).get_by_role("alert")
    expect(alert).to_contain_text("What you made stays here")
    alert.get_by_role("button", name="Sign in").click()
    expect(panel(page)).to_contain_text("to save playlists")
    ask_for_code(page, admin.name)
    panel(page).get_by_label("Code").fill(admin.code())
    panel(page).get_by_role("button", name="Sign in").click()
    expect(dialog(page).get_by_label("Name")).to_have_value(name)
    dialog(page).locator("button[type=submit]").click()
    toast(page).get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    becomes(page, "45")


def test_what_happened_to_an_edit_made_offline_is_told_until_dismissed(people: People) -> None:
    """A note of the service names both playlists, opens either, and goes when it is read."""
    playlist, copy = people.playlist(FILMS), people.playlist(FILMS[:1])
    note = {
        "id": "n1",
        "kind": "offline_conflict",
        "detail": "Bob changed it while NATS was down: both versions are kept.",
        "playlist": {"id": playlist["id"], "name": playlist["name"]},
        "copy": {"id": copy["id"], "name": copy["name"]},
        "at": "2026-11-22T20:00:00Z",
    }
    page = people.page(ADMIN, "/404.html")
    # as the service says it; how it comes to say so is proved by its own tests
    page.route("**/api/v1/notices", lambda route: route.fulfill(json={"notices": [note]}))
    page.route("**/api/v1/notices/n1", lambda route: route.fulfill(status=204))
    page.goto("/playlists/")
    notice = page.locator("#main .notice").filter(has_text="both versions are kept")
    notice.get_by_role("link", name="Open your version").click()
    opened(page, 1)
    page.go_back()
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)


def test_a_deleted_playlist_is_found_and_taken_back_later(people: People) -> None:
    """Behind "Deleted playlists", also after the page was left; under another name if need be."""
    playlist = people.playlist(FILMS, "Thrown away")
    name = playlist["name"]
    with people.api(ADMIN) as api:
        address = f"/playlists/{playlist['id']}"
        assert api.delete(address, headers={"If-Match": '"1"'}).status_code == 204
        assert api.post("/playlists", json={"name": name, "items": ["film00001"]}).is_success
    page = people.page(ADMIN, "/playlists/")
    page.get_by_text("Deleted playlists").click()
    row = page.locator(".trash-row").filter(has_text=name)
    expect(row).to_contain_text("3 items")
    assert findings(page) == []
    row.get_by_role("button", name=f"Restore {name}").click()
    toast(page).get_by_role("button", name=re.compile("^Restore as")).click()
    expect(toast(page)).to_contain_text("is back")
    expect(row).to_have_count(0)
    assert people.items(playlist["id"]) == list(FILMS)
    expect(page.locator(".saved-name").filter(has_text=name)).to_have_count(2)


def test_who_may_not_restore_is_not_shown_what_was_deleted(people: People) -> None:
    page = people.page(None, "/playlists/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Playlists")
    expect(page.locator("#account-slot")).to_contain_text("Sign in")
    expect(page.get_by_text("Deleted playlists")).to_have_count(0)
