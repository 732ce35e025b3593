"""Saved playlists and marathons for everybody: axe, the narrowest window, fingers, pictures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.saved import (
    People,
    choose_of_playlist,
    dialog,
    opened,
    path_of,
    save_under,
    search_to_add,
)
from tests.browser.test_accessibility import findings
from tests.browser.test_reorder import handle

ADMIN = "labadmin"
MIXED = ("film00000", "film00001", "no-such-item", "film00000", "hostile0_-")
VIEWS: dict[str, dict[str, Any]] = {
    "wide-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "narrow-light": {
        "viewport": {"width": 320, "height": 640},
        "color_scheme": "light",
        "has_touch": True,
        "is_mobile": True,
    },
}


class Look:
    """Looks at a page in one state: axe, sideways scrolling, a picture for people."""

    def __init__(self, page: Page, folder: Path, view: str) -> None:
        self._page = page
        self._folder = folder
        self._view = view
        self.found: dict[str, list[str]] = {}

    def __call__(self, name: str) -> None:
        found = findings(self._page)
        wide = self._page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            found.append(f"scrolls sideways by {wide} px")
        if found:
            self.found[name] = found
        self._page.screenshot(path=self._folder / f"{name}-{self._view}.png")


@pytest.mark.parametrize("view", VIEWS)
def test_every_state_of_the_playlists_page_is_sound(
    people: People, screenshots: Path, view: str
) -> None:
    """List, editor, unsaved changes, dialogs, report and conflict: axe clean, one direction."""
    people.bless("Bob")
    playlist = people.playlist(MIXED, "Looks")
    page = people.page(ADMIN, "/playlists/", **VIEWS[view])
    look = Look(page, screenshots, view)
    expect(page.locator(".saved-row").first).to_be_visible()
    look("playlists")
    page.get_by_role("button", name="Import…").first.click()
    dialog(page).get_by_role("textbox").fill("film00000\nnothing of the kind")
    dialog(page).get_by_role("button", name="Check").click()
    expect(dialog(page).get_by_role("status")).to_contain_text("1 of 2 lines")
    look("playlists-import")
    page.goto(path_of(playlist))
    opened(page, 5)
    handle(page, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    search_to_add(page, "night train")
    expect(page.locator(".editor-aside .find-hits li")).to_have_count(8)
    look("playlists-editor")
    page.get_by_role("button", name="Replace…").first.click()
    look("playlists-replace")
    page.keyboard.press("Escape")
    choose_of_playlist(page, "Save as…")
    save_under(page, playlist["name"])
    expect(dialog(page).get_by_role("alert")).to_be_visible()
    look("playlists-taken")
    page.keyboard.press("Escape")
    people.edit("Bob", playlist, [*MIXED, "film00004"])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".conflict")).to_be_visible()
    look("playlists-conflict")
    page.on("dialog", lambda question: question.accept())
    page.goto("/playlists/?id=there-is-none")
    expect(page.get_by_role("heading", level=1)).to_contain_text("no such playlist")
    look("playlists-gone")
    assert look.found == {}


@pytest.mark.parametrize("view", VIEWS)
def test_every_state_of_the_marathon_page_is_sound(
    people: People, screenshots: Path, view: str
) -> None:
    """Empty, generated, shuffled, and with an unreadable pattern: axe clean, one direction."""
    sources = [people.playlist(MIXED, "Looks"), people.playlist(["nt1e001", "nt1e002"], "Looks")]
    page = people.page(ADMIN, "/marathon/", **VIEWS[view])
    look = Look(page, screenshots, view)
    expect(page.locator(".source-choices li").first).to_be_visible()
    look("marathon-empty")
    page.goto("/marathon/?" + "&".join(f"s={one['id']}" for one in sources))
    expect(page.locator(".preview .ordered-item")).to_have_count(7)
    look("marathon")
    page.get_by_role("textbox", name="Pattern").fill("A2 B-1")
    expect(page.locator(".pattern-fault")).to_be_visible()
    page.get_by_role("textbox", name="Pattern").scroll_into_view_if_needed()
    look("marathon-fault")
    page.get_by_label("Shuffle").check()
    # the service's seed is in the address with its answer, no sooner
    expect(page).to_have_url(re.compile("seed=[^&]+"))
    expect(page.locator(".preview[aria-busy=false] .ordered-item")).to_have_count(7)
    look("marathon-shuffle")
    assert look.found == {}


def test_who_is_not_signed_in_gets_sound_pages(people: People, screenshots: Path) -> None:
    """What one may not do is said, not hidden; axe finds nothing in it."""
    playlist = people.playlist(MIXED, "Looks")
    page = people.page(None, path_of(playlist), **VIEWS["narrow-light"])
    look = Look(page, screenshots, "narrow-light")
    opened(page, 5)
    look("playlists-anonymous")
    page.goto(f"/marathon/?s={playlist['id']}")
    expect(page.locator(".preview")).to_contain_text("needs a sign-in")
    look("marathon-anonymous")
    assert look.found == {}


def test_targets_are_large_enough_for_a_finger(people: People) -> None:
    """On a touch screen every control of the editor and of the marathon is 44 px high."""
    playlist = people.playlist(["film00000", "film00001"], "Looks")
    page = people.page(ADMIN, path_of(playlist), **VIEWS["narrow-light"])
    opened(page, 2)
    handle(page, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    small = """() => [...document.querySelectorAll("#main :is(button, input, select), nav a")]
      .filter((one) => one.offsetParent !== null && !one.closest("label"))
      .map((one) => [one.getAttribute("aria-label") ?? one.textContent ?? one.id, one.offsetHeight])
      .filter(([name, height]) => height < 44)"""
    assert page.evaluate(small) == []
    page.on("dialog", lambda question: question.accept())
    page.goto(f"/marathon/?s={playlist['id']}")
    expect(page.locator(".preview .ordered-item")).to_have_count(2)
    assert page.evaluate(small) == []
