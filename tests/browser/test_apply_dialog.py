"""The dialog before an apply: who may do what, by mouse, finger and keyboard, and how old it is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.apply_pages import (
    ADMIN,
    APPEND,
    BLESSED,
    KEEP,
    REPLACE,
    ended,
    open_dialog,
    people_of,
    press_apply,
)
from tests.browser.conftest import OpenPage
from tests.browser.queue_stack import (
    REELS,
    SOON,
    LiveStack,
    apply_dialog,
    receipt,
)
from tests.browser.saved import People, path_of
from tests.browser.test_accessibility import findings
from tests.standins.processes import wait_until


@pytest.fixture
def people(live: LiveStack, open_page: OpenPage) -> People:
    return people_of(live, open_page)


def test_a_receipt_that_has_aged_is_made_anew_before_anything_happens(
    people: People, live: LiveStack
) -> None:
    """Somebody queues while the dialog is open: the new numbers are shown, and asked for again."""
    live.seed(REELS[30:32])
    page = people.page(BLESSED, "/playlists/")
    page.clock.install()
    page.goto(path_of(people.playlist(REELS[:2])))
    page.get_by_role("button", name="Apply to queue…").click()
    assert receipt(page) == {"Added": 2, "Kept": 1, "Removed": 1}
    live.seed(REELS[32:34], by="bob")
    page.clock.fast_forward(30_000)
    apply_dialog(page).get_by_role("button", name=re.compile("^Apply")).click()
    expect(apply_dialog(page)).to_contain_text("The queue has changed since you looked")
    assert receipt(page) == {"Added": 2, "Kept": 1, "Removed": 3}
    assert live.queue() == list(REELS[30:34])
    press_apply(page)
    ended(page, "done")
    assert live.queue() == [REELS[30], *REELS[:2]]


def test_who_may_not_apply_sees_the_ways_and_why_not(people: People, live: LiveStack) -> None:
    """A viewer gets reasons and no receipt; nobody is asked to sign in, and comes back to it."""
    playlist = people.playlist(REELS[:2])
    viewer = open_dialog(people, "bob", playlist)
    for way in (KEEP, APPEND, REPLACE):
        expect(apply_dialog(viewer).get_by_label(way)).to_be_disabled()
    expect(apply_dialog(viewer)).to_contain_text("Needs the role blessed")
    expect(apply_dialog(viewer).get_by_role("button", name=re.compile("^Apply"))).to_have_count(0)
    nobody = people.page(None, path_of(playlist))
    nobody.get_by_role("button", name="Apply to queue…").click()
    expect(nobody.get_by_role("dialog", name="Sign in")).to_contain_text(
        "Sign in to put playlists on the queue"
    )
    assert live.queue() == []


def test_without_robot_or_nats_nothing_can_be_applied_until_it_is_back(
    people: People, live: LiveStack
) -> None:
    """One message for each, nothing to press but another try, and that works when it is back."""
    channel, playlist = live.stack.channel, people.playlist(REELS[:2])
    page = people.page(BLESSED, path_of(playlist))
    apply = apply_dialog(page).get_by_role("button", name=re.compile("^Apply"))
    alert = apply_dialog(page).get_by_role("alert")
    for part, words in (
        (channel.robot, "The robot is not in the channel"),
        (channel.nats, "NATS is down"),
    ):
        part.stop()
        try:
            page.get_by_role("button", name="Apply to queue…").click()
            expect(alert).to_contain_text(words, timeout=SOON)
            expect(alert).to_have_count(1)
            expect(apply).to_be_disabled()
        finally:
            part.start()
            live.stack.service.wait_connected(within=30)
        with people.api(BLESSED) as api:
            wait_until(
                lambda: all(api.get("/queue").json().get("connected") for _ in range(4)),
                what="the service following the queue again",
                within=60,
            )
        alert.get_by_role("button", name="Try again").click()
        assert receipt(page) == {"Added": 2}
        expect(apply).to_be_enabled()
        page.keyboard.press("Escape")
    assert live.queue() == []


def test_the_dialog_fits_a_small_phone(people: People, live: LiveStack) -> None:
    """At 320 px nothing scrolls sideways, axe finds nothing, and a finger hits every control."""
    live.seed(REELS[10:12])
    page = open_dialog(
        people,
        ADMIN,
        people.playlist(REELS[:3]),
        viewport={"width": 320, "height": 640},
        color_scheme="light",
        has_touch=True,
        is_mobile=True,
    )
    receipt(page)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("dialog button, dialog .way, dialog summary")]
          .map((part) => [part.textContent.slice(0, 30), part.offsetWidth, part.offsetHeight])"""
    )
    assert len(sizes) >= 7
    assert [size for size in sizes if min(size[1:]) < 44] == []


def test_the_keyboard_alone_applies_a_playlist(people: People, live: LiveStack) -> None:
    """Choosing by arrows, applying by Enter; Escape leaves and gives the focus back."""
    playlist = people.playlist(REELS[:2])
    page = people.page(BLESSED, path_of(playlist))
    page.get_by_role("button", name="Apply to queue…").press("Enter")
    expect(apply_dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Apply to queue…")).to_be_focused()
    page.keyboard.press("Enter")
    apply_dialog(page).get_by_label(KEEP).focus()
    page.keyboard.press("ArrowDown")
    expect(apply_dialog(page).get_by_label(APPEND)).to_be_checked()
    assert receipt(page) == {"Added": 2}
    apply_dialog(page).get_by_role("button", name="Apply: add 2").press("Enter")
    page.wait_for_url("**/queue/?job=*")
    ended(page, "done")
    assert live.queue() == list(REELS[:2])
