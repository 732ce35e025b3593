"""The marathon page in Chromium, over the real service: sources, methods, preview, saving."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.saved import People, dialog, new_name, save_under, titles, toast
from tests.browser.service_stack import Stack
from tests.browser.test_reorder import handle, middle, spoken, touch

ADMIN = "labadmin"
EPISODES = ("nt1e003", "nt1e001", "nt1e002")
FILMS = ("film00000", "film00004")


@pytest.fixture
def two(people: People) -> tuple[dict[str, Any], dict[str, Any]]:
    """A: three episodes out of order; B: two films."""
    return people.playlist(EPISODES, "Train"), people.playlist(FILMS, "Films")


def preview(page: Page) -> list[str]:
    """The ids shown in the preview, in order."""
    links = page.locator(".preview .entry-title")
    hrefs = links.evaluate_all("links => links.map(a => a.getAttribute('href'))")
    return [address.strip("/").split("/")[-1] for address in hrefs]


def becomes(page: Page, *ids: str) -> None:
    page.wait_for_function(
        """wanted => [...document.querySelectorAll(".preview .entry-title")]
          .map(a => a.getAttribute("href").split("/").at(-2)).join() === wanted""",
        arg=",".join(ids),
    )


def address(*playlists: dict[str, Any], more: str = "") -> str:
    return "/marathon/?" + "&".join(f"s={one['id']}" for one in playlists) + more


def test_playlists_are_chosen_in_order_and_interleaved_in_run_order(
    people: People, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    """Letters follow the order of choice, and change with it; episodes run ascending."""
    page = people.page(ADMIN, "/marathon/")
    for one in two:
        page.get_by_label("Add a playlist").fill(one["name"])
        page.get_by_role("button", name=f"Add {one['name']}", exact=True).click()
    becomes(page, "nt1e001", "film00000", "nt1e002", "film00004", "nt1e003")
    expect(page.locator(".preview .label-chip")).to_have_text(["A", "B", "A", "B", "A"])
    expect(page.locator(".preview .ordered-item").first).to_contain_text("S01E01")
    expect(page.locator(".preview .panel-sum")).to_contain_text("5 items")
    page.locator(".marathon-settings .handle").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    becomes(page, "film00000", "nt1e001", "film00004", "nt1e002", "nt1e003")
    page.go_back()
    becomes(page, "nt1e001", "film00000", "nt1e002", "film00004", "nt1e003")
    page.reload()
    becomes(page, "nt1e001", "film00000", "nt1e002", "film00004", "nt1e003")


def test_a_pattern_is_explained_and_its_errors_stand_under_the_character(
    people: People, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    """In words while typing; an unreadable one leaves the last preview as it was."""
    page = people.page(ADMIN, address(*two))
    field = page.get_by_label("Pattern", exact=True)
    field.fill("a2b")
    expect(page.locator(".pattern-words")).to_contain_text(f"2 from A ({two[0]['name']}), then 1")
    becomes(page, "nt1e001", "nt1e002", "film00000", "nt1e003", "film00004")
    field.fill("A2C")
    fault = page.locator(".pattern-fault")
    expect(fault).to_contain_text("Character 3: There is no source C; the sources are A and B.")
    expect(fault.locator(".pattern-here")).to_have_text("C")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert preview(page)[0] == "nt1e001"
    field.fill("A")
    expect(fault).to_contain_text("never names source B")
    page.get_by_role("button", name="A2B2").click()
    becomes(page, "nt1e001", "nt1e002", "film00000", "film00004", "nt1e003")


def test_a_seed_makes_the_same_shuffle_again(
    people: People, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    """Made by the service, shown, rolled anew, typed: the same seed is the same order."""
    page = people.page(ADMIN, address(*two))
    page.get_by_label("Shuffle").check()
    seed = page.get_by_role("textbox", name="Seed")
    expect(page).to_have_url(re.compile("seed=[^&]+"))
    assert f"seed={seed.input_value()}" in page.url
    with page.expect_response("**/marathons/preview"):
        page.get_by_role("button", name="Roll again").click()
    expect(page.locator(".preview[aria-busy=false] .ordered-item")).to_have_count(5)
    rolled, first = seed.input_value(), preview(page)
    assert f"seed={rolled}" in page.url
    with page.expect_response("**/marathons/preview"):
        seed.fill("another")
    with page.expect_response("**/marathons/preview"):
        seed.fill(rolled)
    becomes(page, *first)
    again = people.page(ADMIN, address(*two, more=f"&method=shuffle&seed={rolled}"))
    becomes(again, *first)
    page.get_by_label("Keep episodes in order").uncheck()
    expect(page.locator(".preview-facts")).not_to_contain_text("ascending")
    page.get_by_label("One after another").check()
    becomes(page, *EPISODES, *FILMS)


def test_who_may_not_generate_is_told_why(
    people: People, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    """Choosing and patterns work for everybody; the order needs the role, and says so."""
    page = people.page(None, address(*two, more="&pattern=A2B"))
    expect(page.locator(".pattern-words")).to_contain_text("2 from A")
    expect(page.locator(".preview")).to_contain_text("needs a sign-in with the role blessed")
    expect(page.locator("#main .notice").get_by_role("button", name="Sign in")).to_be_visible()


def test_what_is_doubtful_is_said_before_saving(people: People) -> None:
    """Duplicates, unavailable items and a source that ends early are told in words."""
    one = people.playlist([*FILMS, "gone-item"])
    other = people.playlist([f"nt2e{number:03}" for number in range(1, 20)] + ["film00000"])
    page = people.page(ADMIN, address(one, other))
    warnings = page.get_by_role("list", name="Worth knowing")
    expect(warnings).to_contain_text("Source A runs out")
    expect(warnings).to_contain_text("1 item cannot be queued")
    expect(warnings).to_contain_text("more than once")


def drag_by_mouse(page: Page, start: int, end: int) -> None:
    x, y = middle(handle(page, end))
    page.mouse.move(*middle(handle(page, start)))
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x, y - (10 - step) * 12)
    page.mouse.move(x, y + 8)
    page.mouse.up()


def drag_by_touch(page: Page, start: int, end: int) -> None:
    send = touch(page.context.new_cdp_session(page))
    x, y = middle(handle(page, start))
    _, target = middle(handle(page, end))
    send("touchStart", x, y)
    expect(page.locator(".sortable-chosen")).to_have_count(1)
    for step in range(1, 9):
        send("touchMove", x, y + (target + 8 - y) * step / 8)
    send("touchEnd", x, target)


def build_and_save(page: Page, name: str) -> None:
    """Search, add, reorder by mouse, touch and keyboard, save, open, reload."""
    page.wait_for_selector("#results")
    for number in range(1, 5):
        page.locator("#query").fill(f"night train s01e0{number}")
        expect(page.locator("#row-0 mark").first).to_be_visible()
        page.locator("#row-0").get_by_role("button").click()
    toast(page).get_by_role("button", name="Dismiss").click()
    drag_by_mouse(page, 0, 1)
    spoken(page, "Stop 1 moved to 2 of 4")
    drag_by_touch(page, 0, 2)
    spoken(page, "Stop 2 moved to 3 of 4")
    handle(page, 3).focus()
    page.keyboard.press("Alt+ArrowUp")
    spoken(page, "Stop 4 moved to 3 of 4")
    page.get_by_role("button", name="Save as playlist…").click()
    save_under(page, name)
    toast(page).get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.reload()
    expect(page.locator(".ordered-item")).to_have_count(4)
    assert [title[-1] for title in titles(page)] == ["1", "3", "4", "2"]


def test_the_whole_way_from_search_to_a_saved_marathon(people: People) -> None:
    """Search → add → reorder by mouse, touch and keyboard → save → reload → edit → marathon →
    reorder → save."""
    films = people.playlist(FILMS, "Way films")
    page = people.page(ADMIN, "/", has_touch=True)
    name = new_name("Way")
    build_and_save(page, name)
    drag_by_mouse(page, 0, 3)
    spoken(page, "Stop 1 moved to 4 of 4")
    bar = page.get_by_role("region", name="Unsaved changes")
    bar.get_by_role("button", name="Save", exact=True).click()
    expect(bar).to_be_hidden()
    playlist_id = page.url.partition("id=")[2]
    assert people.items(playlist_id) == ["nt1e003", "nt1e004", "nt1e002", "nt1e001"]
    page.goto(address({"id": playlist_id}, films, more="&order=free"))
    becomes(page, "nt1e003", "film00000", "nt1e004", "film00004", "nt1e002", "nt1e001")
    grip = page.locator(".preview .handle").first
    grip.focus()
    page.keyboard.press("Alt+ArrowDown")
    becomes(page, "film00000", "nt1e003", "nt1e004", "film00004", "nt1e002", "nt1e001")
    expect(page.locator(".preview .notice")).to_contain_text("changed this order by hand")
    page.locator(".preview .handle").last.focus()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Save as playlist…").click()
    expect(dialog(page).get_by_label("Name")).to_have_value(f"Marathon: {name} + {films['name']}")
    save_under(page, new_name("Marathon"))
    toast(page).get_by_role("button", name="Open").click()
    expect(page.locator(".ordered-item")).to_have_count(5)
    assert people.items(page.url.partition("id=")[2]) == [
        "film00000",
        "nt1e003",
        "nt1e004",
        "film00004",
        "nt1e002",
    ]


def test_the_marathon_goes_into_the_working_playlist(
    people: People, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    """In place of what is there, with a way back."""
    page = people.page(ADMIN, "/#playlist=film00002")
    expect(page.locator(".ordered-item")).to_have_count(1)
    page.goto(address(*two))
    page.get_by_role("button", name="Load into my list").click()
    expect(page.get_by_role("link", name="My list: 5 items")).to_be_visible()
    toast(page).get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="My list: 1 item")).to_be_visible()


def test_without_the_service_the_settings_stay(
    people: People, stack: Stack, two: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    """What was generated stays on the page and can be reordered; generating says what is wrong."""
    page = people.page(ADMIN, address(*two))
    becomes(page, "nt1e001", "film00000", "nt1e002", "film00004", "nt1e003")
    stack.service.stop_api()
    try:
        page.get_by_role("button", name="A2B2").click()
        expect(page.locator(".preview").get_by_role("alert")).to_contain_text("does not answer")
        assert preview(page)[1] == "film00000"
        page.locator(".preview .handle").first.focus()
        page.keyboard.press("Alt+ArrowDown")
        becomes(page, "film00000", "nt1e001", "nt1e002", "film00004", "nt1e003")
    finally:
        stack.service.start_api()
        stack.service.wait_connected()
    page.get_by_role("button", name="Try again").click()
    becomes(page, "nt1e001", "nt1e002", "film00000", "film00004", "nt1e003")
    page.keyboard.press("Control+z")
    becomes(page, "film00000", "nt1e001", "nt1e002", "film00004", "nt1e003")
