"""Signing in on the site with a code read from the private message in the channel."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.service_stack import (
    Stack,
    Viewer,
    account,
    ask_for_code,
    choose,
    open_panel,
    panel,
    sign_in,
)

WRONG = "0000-0000"
InChannel = Callable[[str], Viewer]


def type_code(page: Page, code: str) -> None:
    panel(page).get_by_label("Code").fill(code)
    panel(page).get_by_role("button", name="Sign in").click()


def test_a_viewer_signs_in_and_out_and_keeps_her_list(
    visit: OpenPage, in_channel: InChannel
) -> None:
    """The code from the PM signs Alice in; list, search and page stay, in and out."""
    alice = in_channel("Alice")
    page = visit("/?q=blob")
    page.locator("#row-0").get_by_role("button").click()
    sign_in(page, alice)
    expect(panel(page)).to_be_hidden()
    expect(account(page)).to_contain_text("viewer")
    expect(account(page).get_by_role("button")).to_be_focused()
    expect(page.locator(".ordered-item")).to_have_count(1)
    assert page.url.endswith("/?q=blob")
    page.goto("/categories/")
    expect(account(page)).to_contain_text("Alice")
    expect(page.get_by_role("link", name="Admin", exact=True)).to_be_hidden()
    choose(page, "Sign out")
    expect(account(page).get_by_role("button", name="Sign in")).to_be_visible()
    page.goto("/")
    expect(page.locator(".ordered-item")).to_have_count(1)
    expect(account(page).get_by_role("button", name="Sign in")).to_be_visible()


def test_an_admin_signs_in_and_finds_the_way_to_administration(
    visit: OpenPage, in_channel: InChannel
) -> None:
    """The header names the role, the menu and the navigation lead to the admin page."""
    page = visit("/")
    sign_in(page, in_channel("labadmin"))
    expect(account(page)).to_contain_text("admin")
    expect(page.get_by_role("link", name="Admin", exact=True)).to_be_visible()
    choose(page, "Administration")
    expect(page.get_by_role("heading", name="Blessed")).to_be_visible()


def test_sign_in_works_with_the_keyboard_alone(visit: OpenPage, in_channel: InChannel) -> None:
    """Enter opens the panel in the field, Enter goes on, Escape leaves and returns the focus."""
    alice = in_channel("Alice")
    page = visit("/categories/")
    button = account(page).get_by_role("button", name="Sign in")
    button.focus()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_label("Your CyTube name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_label("Your CyTube name")).to_be_focused()
    page.keyboard.type("alice")
    page.keyboard.press("Enter")
    field = panel(page).get_by_label("Code")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    page.keyboard.type(alice.code().lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(account(page)).to_contain_text("Alice")


def test_the_whole_message_may_be_pasted(visit: OpenPage, in_channel: InChannel) -> None:
    """Pasting the private message leaves the code in the field; so does a code with spaces."""
    alice = in_channel("Alice")
    page = visit("/categories/")
    open_panel(page)
    ask_for_code(page, "Alice")
    text = alice.message()
    field = panel(page).get_by_label("Code")
    field.evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
        }""",
        text,
    )
    expect(field).to_have_value(re.compile("^[0-9A-Z]{4}-[0-9A-Z]{4}$"))
    field.press("Enter")
    expect(account(page)).to_contain_text("Alice")


def test_a_name_that_cannot_be_or_is_not_there_is_told_at_its_field(visit: OpenPage) -> None:
    """The sentence says what to do, the field is marked and focused, and the name stays to edit."""
    page = visit("/categories/")
    open_panel(page)
    ask_for_code(page, "no such name")
    expect(panel(page).get_by_role("alert")).to_contain_text("1 to 20 letters")
    ask_for_code(page, "carol")
    expect(panel(page).get_by_role("alert")).to_contain_text("carol is not in the channel now")
    field = panel(page).get_by_label("Your CyTube name")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("carol")


def test_a_guest_is_told_to_log_in_where_the_name_has_rights(
    stack: Stack, visit: OpenPage, in_channel: InChannel
) -> None:
    """A guest under a blessed name gets no code and learns which account is needed."""
    admin = visit("/admin/")
    sign_in(admin, in_channel("labadmin"))
    admin.get_by_label("Add to blessed").fill("stranger")
    admin.get_by_label("Add to blessed").press("Enter")
    expect(admin.get_by_role("list", name="Blessed")).to_contain_text("stranger")
    stack.channel.cytube.join("stranger", guest=True, ip="127.0.0.7")
    page = visit("/categories/")
    open_panel(page)
    ask_for_code(page, "stranger")
    expect(panel(page).get_by_role("alert")).to_contain_text("registered account stranger")


def test_wrong_codes_are_counted_and_lock_for_a_while(
    visit: OpenPage, in_channel: InChannel
) -> None:
    """A slip costs nothing, a wrong code says what is left, the third locks and counts down."""
    carol = in_channel("carol")
    page = visit("/categories/")
    open_panel(page)
    ask_for_code(page, "carol")
    code = carol.code()
    type_code(page, "12")
    alert = panel(page).get_by_role("alert")
    expect(alert).to_contain_text("eight letters and digits")
    type_code(page, WRONG)
    expect(alert).to_contain_text("2 attempts left")
    type_code(page, WRONG)
    expect(alert).to_contain_text("1 attempt left")
    type_code(page, WRONG)
    expect(alert).to_contain_text("locked for a while")
    panel(page).get_by_role("button", name="Send a new code").click()
    expect(alert).to_contain_text("too many wrong codes for carol")
    expect(alert).to_contain_text("You can try again in 0:0")
    expect(panel(page).get_by_role("button", name="New code in")).to_be_disabled()
    type_code(page, code)
    expect(alert).to_contain_text("too many wrong codes for carol")
    expect(alert).to_contain_text("You can try again now", timeout=10_000)
    panel(page).get_by_role("button", name="Send a new code").click()
    expect(alert).to_be_empty()
    type_code(page, carol.code())
    expect(account(page)).to_contain_text("carol")


def test_a_new_code_can_be_asked_for_after_a_pause(visit: OpenPage, in_channel: InChannel) -> None:
    """How long the code works and when another can be had is counted down; the old one is void."""
    alice = in_channel("Alice")
    page = visit("/categories/")
    page.clock.install()
    open_panel(page)
    ask_for_code(page, "Alice")
    first = alice.code()
    expect(panel(page)).to_contain_text(re.compile("code works for [45]:[0-9]{2} more"))
    again = panel(page).get_by_role("button", name="New code in")
    expect(again).to_be_disabled()
    page.clock.fast_forward(31_000)
    panel(page).get_by_role("button", name="Send a new code").click()
    second = alice.code()
    type_code(page, first)
    expect(panel(page).get_by_role("alert")).to_contain_text("2 attempts left")
    page.clock.fast_forward(301_000)
    expect(panel(page)).to_contain_text("The code has expired")
    type_code(page, second)
    expect(account(page)).to_contain_text("Alice")


def test_a_message_nobody_confirmed_is_said_honestly(
    stack: Stack, visit: OpenPage, in_channel: InChannel
) -> None:
    """Where the channel swallows the message, the panel does not claim that it arrived."""
    in_channel("Alice")
    page = visit("/categories/")
    stack.channel.cytube.change(pmFault="lost")
    open_panel(page)
    ask_for_code(page, "Alice")
    expect(panel(page)).to_contain_text("has not confirmed that it arrived")
    stack.channel.cytube.change(pmFault="none")


def test_signing_out_everywhere_ends_the_other_browser(
    visit: OpenPage, in_channel: InChannel
) -> None:
    """The other browser learns it when it is looked at again, and says why."""
    alice = in_channel("Alice")
    one, other = visit("/categories/"), visit("/categories/")
    sign_in(one, alice)
    sign_in(other, alice)
    choose(one, "Sign out everywhere")
    expect(account(one).get_by_role("button", name="Sign in")).to_be_visible()
    other.reload()
    expect(account(other).get_by_role("button", name="Sign in")).to_be_visible()


def test_who_got_a_code_unasked_is_told_what_to_do(visit: OpenPage) -> None:
    """The first step leads to an explanation and back."""
    page = visit("/categories/")
    open_panel(page)
    panel(page).get_by_role("button", name="I got a code I did not ask for").click()
    expect(panel(page)).to_contain_text("one word block")
    expect(panel(page).get_by_role("button", name="Back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_label("Your CyTube name")).to_be_focused()


def test_a_code_nobody_asked_for_may_block_the_address_until_an_admin_lifts_it(
    visit: OpenPage, in_channel: InChannel
) -> None:
    """The offer blocks for 72 h, the panel says until when, the admin sees and lifts it."""
    admin = visit("/admin/")
    sign_in(admin, in_channel("labadmin"))
    in_channel("labmod")
    page = visit("/categories/")
    open_panel(page)
    panel(page).get_by_label("Your CyTube name").fill("labmod")
    panel(page).get_by_role("button", name="I have a code").click()
    type_code(page, WRONG)
    expect(panel(page).get_by_role("alert")).to_contain_text("Nobody asked for a code for labmod")
    panel(page).get_by_role("button", name="Block this address for 72 hours").click()
    expect(panel(page)).to_contain_text("Nobody can sign in from this address until")
    panel(page).get_by_role("button", name="Close", exact=True).last.click()
    open_panel(page)
    ask_for_code(page, "labmod")
    expect(panel(page).get_by_role("alert")).to_contain_text("blocked until")
    blocks = admin.get_by_role("region", name="Blocked addresses")
    blocks.get_by_role("button", name="Look again").click()
    expect(blocks).to_contain_text("127.0.0.1")
    blocks.get_by_role("button", name="Lift the block of 127.0.0.1").click()
    expect(blocks).to_contain_text("None now")
    panel(page).get_by_role("button", name="Send me a code").click()
    expect(panel(page).get_by_label("Code")).to_be_visible()


def test_the_panel_fits_a_narrow_and_a_magnified_screen(
    visit: OpenPage, in_channel: InChannel, screenshots: Path
) -> None:
    """At 320 px, which is 1280 at 400 %, both steps need scrolling in one direction only."""
    in_channel("Alice")
    page = visit("/", viewport={"width": 320, "height": 480})
    open_panel(page)
    for step in ("name", "code"):
        box = panel(page).bounding_box()
        assert box is not None, step
        assert box["x"] >= 0, step
        assert box["x"] + box["width"] <= 320, step
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, step
        assert panel(page).evaluate("it => it.scrollWidth <= it.clientWidth"), step
        page.screenshot(path=screenshots / f"sign-in-{step}-320.png")
        if step == "name":
            ask_for_code(page, "Alice")
            expect(panel(page).get_by_label("Code")).to_be_visible()
