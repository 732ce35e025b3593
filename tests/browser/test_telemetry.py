"""What browsers tell of searching and applying, and the admin's view of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.apply_pages import (
    APPEND,
    BLESSED,
    ended,
    open_dialog,
    people_of,
    press_apply,
)
from tests.browser.conftest import OpenPage
from tests.browser.queue_stack import REELS, LiveStack, apply_dialog, receipt
from tests.browser.saved import path_of
from tests.browser.service_stack import Stack, Viewer, sign_in
from tests.browser.test_accessibility import findings
from tests.integration.metrics_reader import Shown
from tests.standins.processes import wait_until

InChannel = Callable[[str], Viewer]
BEACON = "/api/v1/telemetry"
SESSIONS = "playlist_search_sessions_total"
TIMES = "playlist_search_seconds_count"
# a third one comes with the refresh that other tests ask for
BLOBS = re.compile(r"\b[23] of")


class Beacons:
    """What a page sends, as long as it lives."""

    def __init__(self, page: Page) -> None:
        self.sent: list[Request] = []
        page.on("request", lambda one: self.sent.append(one) if BEACON in one.url else None)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(one.post_data or "") for one in self.sent]


def search_and_add(page: Page) -> None:
    """Types a query key by key, and adds its first result."""
    page.wait_for_selector(".catalog-live")
    page.locator("#query").press_sequentially("blob", delay=30)
    expect(page.locator(".results-count")).to_contain_text(BLOBS)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Added")


def online(page: Page) -> None:
    expect(page.get_by_role("button", name="Status: Online")).to_be_visible()


def look_away(page: Page) -> None:
    """As when the tab is left for another: the page is there, and nobody sees it."""
    page.evaluate(
        """() => {
          const hidden = { value: "hidden", configurable: true };
          Object.defineProperty(document, "visibilityState", hidden);
          document.dispatchEvent(new Event("visibilitychange"));
          delete document.visibilityState;
        }"""
    )


def test_a_search_and_an_add_are_told_once_and_without_a_word_of_them(
    stack: Stack, visit: OpenPage
) -> None:
    """One beacon: times of searches, yes and yes, and no cookie; /metrics has exactly that."""
    before = Shown(stack.service.url)
    page = visit("/")
    beacons = Beacons(page)
    online(page)
    search_and_add(page)
    with page.expect_response(f"**{BEACON}") as answered:
        look_away(page)
    assert answered.value.status == 204
    (body,) = beacons.bodies
    assert set(body) == {"searched", "added", "search_ms"}
    assert (body["searched"], body["added"]) == (True, True)
    assert 1 <= len(body["search_ms"]) <= 4
    assert all(0 < one < 20_000 for one in body["search_ms"])
    assert "cookie" not in beacons.sent[0].all_headers()
    after = Shown(stack.service.url)
    for step in ("searched", "added"):
        assert after.value(SESSIONS, step=step) == before.value(SESSIONS, step=step) + 1
    count = after.value(TIMES)
    assert count == before.value(TIMES) + len(body["search_ms"])
    # leaving the page tells the rest, and nothing twice
    page.locator("#query").fill("train")
    expect(page.locator(".results-count")).not_to_contain_text(BLOBS)
    page.locator("#results .add").first.click()
    page.goto("/categories/")
    wait_until(
        lambda: Shown(stack.service.url).value(TIMES) == count + 1,
        what="what was told on leaving",
        within=30,
    )
    left = Shown(stack.service.url)
    for step in ("searched", "added"):
        assert left.value(SESSIONS, step=step) == after.value(SESSIONS, step=step)


@pytest.mark.parametrize("how", ["globalPrivacyControl = true", 'doNotTrack = "1"'])
def test_who_asks_not_to_be_tracked_is_not_measured(visit: OpenPage, how: str) -> None:
    """Nothing is sent, and nothing of the visit is kept."""
    page = visit("/categories/")
    name, _, value = how.partition(" = ")
    page.context.add_init_script(
        f"Object.defineProperty(Navigator.prototype, '{name}', {{ get: () => {value} }})"
    )
    beacons = Beacons(page)
    page.goto("/")
    online(page)
    search_and_add(page)
    look_away(page)
    page.goto("/categories/")
    online(page)
    assert beacons.sent == []
    assert page.evaluate("sessionStorage.getItem('kryten.visit')") is None


def test_without_a_service_nothing_is_sent(open_page: OpenPage) -> None:
    """A site that is only for browsing tells nobody anything."""
    page = open_page("/")
    beacons = Beacons(page)
    search_and_add(page)
    look_away(page)
    page.goto("/categories/")
    expect(page.get_by_role("heading", name="Categories")).to_be_visible()
    assert beacons.sent == []


def test_a_beacon_that_fails_is_silent_and_never_sent_again(visit: OpenPage) -> None:
    """One try; the page says nothing of it, and this visit tells no more."""
    page = visit("/")
    beacons = Beacons(page)

    def refuse(route: Route) -> None:
        route.fulfill(status=500, body="broken")

    page.route(f"**{BEACON}", refuse)
    online(page)
    search_and_add(page)
    look_away(page)
    wait_until(
        lambda: '"off":true' in str(page.evaluate("sessionStorage.getItem('kryten.visit')")),
        what="the failure noted",
        within=20,
    )
    expect(page.locator(".notice-bad")).to_have_count(0)
    page.locator("#query").press_sequentially(" x", delay=30)
    look_away(page)
    page.goto("/categories/")
    online(page)
    look_away(page)
    assert len(beacons.sent) == 1


def going(page: Page) -> Any:
    return page.get_by_role("region", name="How it is going", exact=True)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_admin_sees_how_it_is_going(
    stack: Stack, visit: OpenPage, in_channel: InChannel, screenshots: Path, scheme: str
) -> None:
    """Figures with their targets, "no data yet" instead of 0 %, since when; axe finds nothing."""
    page = visit("/admin/", color_scheme=scheme)
    sign_in(page, in_channel("labadmin"))
    panel = going(page)
    expect(panel).to_contain_text("by this host’s API, and since")
    codes = panel.get_by_role("listitem").filter(has_text="Sign-in codes delivered")
    expect(codes).to_contain_text("%")
    expect(codes).to_contain_text("Target: ≥ 99 %")
    applies = panel.get_by_role("listitem").filter(has_text="Applies without a failure")
    expect(applies).to_contain_text("no data yet")
    expect(applies).not_to_contain_text("met")
    page.get_by_role("button", name="Dismiss", exact=True).click()
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        panel.screenshot(path=screenshots / f"going-{width}-{scheme}.png")


def test_a_worker_that_is_gone_is_said(
    stack: Stack, visit: OpenPage, in_channel: InChannel, screenshots: Path
) -> None:
    """What only the worker counts is not taken for nothing; back again, it is asked again."""
    page = visit("/admin/")
    sign_in(page, in_channel("labadmin"))
    panel = going(page)
    expect(panel).to_contain_text("by the worker")
    stack.service.stop_worker()
    try:
        panel.get_by_role("button", name="Look again").click()
        expect(panel.locator(".notice")).to_contain_text("No worker answers")
        applies = panel.get_by_role("listitem").filter(has_text="Applies without a failure")
        expect(applies).to_contain_text("worker not answering")
        assert findings(page) == []
        panel.screenshot(path=screenshots / "going-no-worker.png")
    finally:
        stack.service.start_worker()
        stack.service.wait_connected()
    panel.get_by_role("button", name="Look again").click()
    expect(panel.locator(".notice")).to_have_count(0)


def test_the_time_from_landing_to_the_first_apply_is_told(
    live: LiveStack, open_page: OpenPage
) -> None:
    """Once in a visit, over the pages in between; the second apply is none of it."""
    counted = "playlist_landing_to_apply_seconds_count"
    people = people_of(live, open_page)
    playlist = people.playlist(REELS[:2])
    before = Shown(live.stack.service.url).value(counted)
    page = open_dialog(people, BLESSED, playlist)
    apply_dialog(page).get_by_label(APPEND).check()
    receipt(page)
    press_apply(page)
    wait_until(
        lambda: Shown(live.stack.service.url).value(counted) == before + 1,
        what="the first apply told",
        within=30,
    )
    ended(page, "done")
    page.goto(path_of(people.playlist(REELS[2:4])))
    page.get_by_role("button", name="Apply to queue…").click()
    apply_dialog(page).get_by_label(APPEND).check()
    receipt(page)
    press_apply(page)
    ended(page, "done")
    look_away(page)
    assert Shown(live.stack.service.url).value(counted) == before + 1
