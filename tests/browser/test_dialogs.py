"""Dialogs: what closes one, what it is called, and what is spoken while it is open."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import told_service as told
from tests.browser.told_service import OpenTold

PLAYLISTS = {"playlists": [], "source": "live", "as_of": told.ago(0)}
PASTED = "The Blob\nThe Shining"
SPACE_LIFTS = re.compile("^Space lifts, arrow keys move")


def answers(role: str) -> told.Answers:
    return told.full(role) | {"/playlists": PLAYLISTS}


def import_dialog(page: Page) -> Locator:
    """The dialog to paste text in, with some in it."""
    page.get_by_role("button", name="Import…").first.click()
    dialog = page.locator("dialog", has=page.locator("#import-text"))
    dialog.locator("#import-text").fill(PASTED)
    return dialog


def corner(dialog: Locator, by: int) -> tuple[float, float]:
    """A point so many pixels inside the dialog's upper left corner; below 0 it is beside it."""
    box = dialog.bounding_box()
    assert box is not None
    return box["x"] + by, box["y"] + by


@pytest.fixture
def page(open_told: OpenTold) -> Page:
    return open_told(answers("blessed"), path="/playlists/")[0]


def test_a_press_on_the_edge_of_a_dialog_leaves_it_open(page: Page) -> None:
    """What was pasted is not lost by a click that missed the field by a little."""
    dialog = import_dialog(page)
    page.mouse.click(*corner(dialog, 6))
    expect(dialog.locator("#import-text")).to_have_value(PASTED)


def test_marking_text_beyond_the_edge_leaves_the_dialog_open(page: Page) -> None:
    dialog = import_dialog(page)
    field = dialog.locator("#import-text").bounding_box()
    assert field is not None
    page.mouse.move(field["x"] + 60, field["y"] + 20)
    page.mouse.down()
    page.mouse.move(*corner(dialog, -30), steps=5)
    page.mouse.up()
    expect(dialog.locator("#import-text")).to_have_value(PASTED)


def test_a_press_beside_a_dialog_closes_it(page: Page) -> None:
    dialog = import_dialog(page)
    page.mouse.click(*corner(dialog, -30))
    expect(dialog).to_have_count(0)


def test_each_of_two_dialogs_has_its_own_name(open_told: OpenTold) -> None:
    """Over the one that asks for a text comes the one that asks who is there."""
    page, _ = open_told(answers("anonymous"), path="/playlists/")
    dialog = import_dialog(page)
    dialog.get_by_role("button", name="Check").click()
    panel = page.locator("dialog", has=page.locator("#sign-in-name"))
    expect(panel).to_have_accessible_name("Sign in")
    expect(dialog).to_have_accessible_name("Import")


def test_who_may_not_import_is_told_where_they_look(open_told: OpenTold) -> None:
    """In the dialog: a message behind it is dimmed, and silent."""
    refused = {"code": "not_permitted", "detail": "No.", "required_role": "blessed"}
    page, _ = open_told(
        answers("viewer") | {"/playlists/import": (403, refused)}, path="/playlists/"
    )
    dialog = import_dialog(page)
    dialog.get_by_role("button", name="Check").click()
    expect(dialog.get_by_role("alert")).to_contain_text("needs the role blessed")


def test_no_two_elements_of_a_page_have_one_id(open_told: OpenTold) -> None:
    """The parts of a page are drawn apart from each other; what describes one is not another's."""
    page, _ = open_told(told.full() | {"/now-playing": told.playing(None)}, path="/")
    page.wait_for_selector("#results")
    page.locator("#row-0").get_by_role("button").click()
    heart = page.get_by_role("banner").get_by_role("button", name="Like")
    expect(heart).to_have_accessible_description(
        "What is playing is not from this catalog, so it cannot be liked."
    )
    expect(page.locator(".handle")).to_have_accessible_description(SPACE_LIFTS)
