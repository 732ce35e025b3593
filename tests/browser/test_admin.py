"""The admin page: who has rights, who is shut out, what was changed, and the catalog."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import served_site
from tests.browser.conftest import OpenPage
from tests.browser.service_stack import Stack, Viewer, account, choose, panel, sign_in
from tests.browser.test_accessibility import findings

InChannel = Callable[[str], Viewer]


@pytest.fixture(scope="module")
def known_admin() -> dict[str, Any]:
    """What labadmin's browser keeps of one sign-in, for all tests here."""
    return {}


@pytest.fixture
def admin(visit: OpenPage, in_channel: InChannel, known_admin: dict[str, Any]) -> Page:
    """labadmin on the admin page."""
    page = visit("/admin/", **known_admin)
    if not known_admin:
        sign_in(page, in_channel("labadmin"))
        known_admin["storage_state"] = page.context.storage_state()
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    return page


@pytest.fixture
def whole_source(stack: Stack) -> Iterator[Stack]:
    """What the catalog is made of may be changed, and is put back."""
    before = stack.source.read_text(encoding="utf-8")
    yield stack
    stack.source.write_text(before, encoding="utf-8")


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def add(page: Page, which: str, name: str) -> None:
    field = section(page, which).get_by_label(f"Add to {which.lower()}")
    field.fill(name)
    field.press("Enter")


def remove(page: Page, which: str, name: str) -> None:
    label = f"Remove {name} from {which.lower()}"
    section(page, which).get_by_role("button", name=label).click()


def test_who_is_no_admin_sees_why_and_a_way_in(visit: OpenPage, in_channel: InChannel) -> None:
    """Anonymous: why, and a button; a viewer: who may change it; an admin: the page."""
    page = visit("/admin/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("This page is for admins")
    main.get_by_role("button", name="Sign in").click()
    expect(panel(page)).to_contain_text("Sign in to administer this site")
    page.keyboard.press("Escape")
    sign_in(page, in_channel("Alice"))
    expect(main).to_contain_text("Alice is viewer")
    expect(page.get_by_role("heading", name="Audit trail")).to_be_hidden()
    choose(page, "Sign out")
    sign_in(page, in_channel("labadmin"))
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()


def test_blessing_works_at_the_users_next_request(
    admin: Page, visit: OpenPage, in_channel: InChannel
) -> None:
    """Blessed and un-blessed by the admin, bob is it at his next request, without signing in."""
    bob = visit("/categories/")
    sign_in(bob, in_channel("bob"))
    expect(account(bob)).to_contain_text("viewer")
    add(admin, "Blessed", "bob")
    expect(section(admin, "Blessed")).to_contain_text("bob")
    role = "fetch('/api/v1/auth/session').then(reply => reply.json()).then(it => it.role)"
    assert bob.evaluate(role) == "blessed"
    bob.reload()
    expect(account(bob)).to_contain_text("blessed")
    remove(admin, "Blessed", "bob")
    expect(section(admin, "Blessed")).not_to_contain_text("bob")
    assert bob.evaluate(role) == "viewer"


def test_removing_can_be_undone_and_leaves_the_focus_in_the_list(admin: Page) -> None:
    """The toast's Undo puts the name back; the keyboard stays where the person was."""
    add(admin, "Blessed", "carol")
    names = section(admin, "Blessed")
    expect(names).to_contain_text("carol")
    remove(admin, "Blessed", "carol")
    expect(names).not_to_contain_text("carol")
    expect(section(admin, "Blessed").get_by_label("Add to blessed")).to_be_focused()
    admin.get_by_role("button", name="Undo", exact=True).click()
    expect(names).to_contain_text("carol")


def test_what_cannot_be_added_is_told_at_the_field(admin: Page) -> None:
    """A name that cannot be, and one that is on the list, cost no request."""
    section_ = section(admin, "Admins")
    add(admin, "Admins", "not a name")
    expect(section_.get_by_role("alert")).to_contain_text("1 to 20 letters")
    add(admin, "Admins", "LabAdmin")
    expect(section_.get_by_role("alert")).to_contain_text("on this list already")


def test_an_admin_of_the_setting_cannot_be_removed_here(admin: Page) -> None:
    """The row says where the name comes from and has no button."""
    row = section(admin, "Admins").get_by_role("listitem").filter(has_text="labadmin")
    expect(row).to_contain_text("by the setting ADMINS")
    expect(row.get_by_role("button")).to_have_count(0)


def test_an_admin_who_removes_herself_is_asked_and_then_out(
    admin: Page, visit: OpenPage, in_channel: InChannel
) -> None:
    """One question, the harmless answer focused; afterwards the page is closed to her."""
    add(admin, "Admins", "Alice")
    page = visit("/admin/")
    sign_in(page, in_channel("Alice"))
    remove(page, "Admins", "Alice")
    question = page.get_by_role("dialog", name="Remove yourself?")
    expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(section(page, "Admins")).to_contain_text("Alice")
    remove(page, "Admins", "Alice")
    question.get_by_role("button", name="Remove me").click()
    expect(page.get_by_role("main")).to_contain_text("Alice is viewer")


@pytest.fixture
def without_setting(stack: Stack, tmp_path: Path) -> Iterator[str]:
    """The same site and channel behind a service whose setting ADMINS names nobody."""
    service = stack.make_service(tmp_path / "service", admins=())
    site = served_site.Server(stack.folder, api=service.upstream)
    with service:
        service.wait_connected()
        site.start()
        yield site.url
        site.stop()


def test_the_last_admin_stays(
    admin: Page, without_setting: str, visit: OpenPage, in_channel: InChannel
) -> None:
    """The service refuses the removal; its sentence is shown, the list and the page stay."""
    add(admin, "Admins", "Alice")
    page = visit("/admin/", base=without_setting)
    sign_in(page, in_channel("Alice"))
    expect(section(page, "Admins").get_by_role("listitem")).to_have_count(1)
    remove(page, "Admins", "Alice")
    page.get_by_role("button", name="Remove me").click()
    expect(page.locator(".toast")).to_contain_text("Alice is the last admin")
    expect(section(page, "Admins")).to_contain_text("Alice")
    remove(admin, "Admins", "Alice")
    expect(section(admin, "Admins")).not_to_contain_text("Alice")


def test_the_audit_trail_shows_what_was_just_done_and_can_be_filtered(admin: Page) -> None:
    """Who, what and when of a change are there at once; words and kind narrow it down."""
    trail = section(admin, "Audit trail")
    add(admin, "Blessed", "newcomer")
    first = trail.get_by_role("row").nth(1)
    expect(first).to_contain_text("labadmin")
    expect(first).to_contain_text("blessed newcomer")
    expect(first.locator("time")).to_have_attribute("datetime", re.compile(r"^20\d\d-"))
    remove(admin, "Blessed", "newcomer")
    expect(first).to_contain_text("took the blessing from newcomer")
    trail.get_by_label("Find in the trail").fill("NEWCOMER took")
    expect(trail.get_by_role("status")).to_contain_text("1 change of")
    trail.get_by_label("Find in the trail").fill("nobody at all")
    expect(trail.get_by_role("status")).to_contain_text("0 changes of")
    trail.get_by_label("Find in the trail").fill("")
    trail.get_by_label("Kind").select_option("blessed")
    expect(trail.get_by_role("row").filter(has_text="admin from")).to_have_count(0)


def test_a_refresh_shows_progress_and_result_and_the_new_catalog(
    admin: Page, visit: OpenPage, whole_source: Stack
) -> None:
    """One click: progress, then the counts; another visitor searches on and finds it after."""
    reader = visit("/?q=blob")
    expect(reader.locator(".results-count")).to_have_text("2 of 400")
    item = {"video_id": "fresh001", "title": "Curse of the Blob (1988).mp4", "categories": ["TV"]}
    with whole_source.source.open("a", encoding="utf-8") as source:
        source.write(json.dumps(item) + "\n")
    catalog = section(admin, "Catalog")
    catalog.get_by_role("button", name="Refresh the catalog").click()
    expect(catalog.get_by_role("progressbar")).to_be_visible()
    reader.locator("#query").fill("shining")
    expect(reader.locator(".results-count")).to_have_text("1 of 400")
    outcome = catalog.locator(".notice")
    expect(outcome).to_contain_text("Done: 1 added, none removed, none changed", timeout=30_000)
    outcome.get_by_role("button", name="Reload to see it").click()
    expect(admin.locator("footer")).to_contain_text("401 items")
    section(admin, "Catalog").get_by_text("Earlier refreshes").click()
    history = section(admin, "Catalog").get_by_role("list", name="Earlier refreshes")
    expect(history).to_contain_text("by labadmin. Done: 1 added")
    reader.goto("/?q=curse")
    expect(reader.locator(".results-count")).to_have_text("1 of 401")


def test_a_refresh_that_fails_says_why_and_leaves_the_catalog(
    admin: Page, whole_source: Stack
) -> None:
    """The reason of the program that failed is on the page; the old catalog stays."""
    whole_source.source.unlink()
    catalog = section(admin, "Catalog")
    catalog.get_by_role("button", name="Refresh the catalog").click()
    outcome = catalog.locator(".notice-bad")
    expect(outcome).to_contain_text("Failed; the old catalog stays", timeout=30_000)
    expect(outcome).to_contain_text("catalog.jsonl")


def test_without_javascript_the_page_says_what_it_is(visit: OpenPage) -> None:
    """What admins do here, and where else it can be done."""
    page = visit("/admin/", java_script_enabled=False)
    # Playwright's switch leaves <noscript> unrendered, so its text is looked for in the source
    assert "It needs JavaScript" in page.content()
    assert "kryten-playlist blessed" in page.content()
    expect(page.get_by_role("link", name="Datasette")).to_be_visible()


def test_without_a_network_the_stored_page_opens_and_says_so(visit: OpenPage) -> None:
    """The service worker keeps the page, never an answer of the service."""
    page = visit("/", service_workers="allow")
    page.wait_for_function(
        "async () => (await navigator.serviceWorker.ready).active?.state === 'activated'"
    )
    page.context.set_offline(True)
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("stored on this device")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_in_panel_menu_and_admin_page(
    visit: OpenPage, in_channel: InChannel, screenshots: Path, scheme: str
) -> None:
    """Every step of the panel, the status, the menu and the admin page, wide and narrow."""
    viewer = in_channel("labadmin")
    page = visit("/admin/", color_scheme=scheme)
    found = {"refused": findings(page)}
    account(page).get_by_role("button", name="Sign in").click()
    found["name"] = findings(page)
    page.screenshot(path=screenshots / f"sign-in-name-1280-{scheme}.png")
    panel(page).get_by_role("button", name="I got a code").click()
    found["unasked"] = findings(page)
    panel(page).get_by_role("button", name="Back").click()
    panel(page).get_by_label("Your CyTube name").fill("labadmin")
    panel(page).get_by_role("button", name="Send me a code").click()
    code = viewer.code()
    panel(page).get_by_label("Code").fill("0000-0000")
    panel(page).get_by_role("button", name="Sign in").click()
    expect(panel(page).get_by_role("alert")).to_contain_text("2 attempts left")
    found["code"] = findings(page)
    page.screenshot(path=screenshots / f"sign-in-code-1280-{scheme}.png")
    panel(page).get_by_label("Code").fill(code)
    panel(page).get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    expect(section(page, "Admins")).to_contain_text("labadmin")
    found["admin"] = findings(page)
    page.screenshot(path=screenshots / f"admin-1280-{scheme}.png", full_page=True)
    page.get_by_role("button", name="Status:").click()
    found["status"] = findings(page)
    page.keyboard.press("Escape")
    account(page).get_by_role("button").first.click()
    found["menu"] = findings(page)
    page.screenshot(path=screenshots / f"account-menu-1280-{scheme}.png")
    page.keyboard.press("Escape")
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        found[f"admin at {width}"] = findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 360, "height": 740})
    page.screenshot(path=screenshots / f"admin-360-{scheme}.png", full_page=True)
    assert not any(found.values()), found
