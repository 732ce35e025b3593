"""The statistics of the real channel on the site's pages, also while its parts are down."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.apply_pages import BLESSED, people_of
from tests.browser.conftest import OpenPage
from tests.browser.queue_stack import REELS, LiveStack
from tests.browser.saved import People
from tests.browser.service_stack import ANSWERS
from tests.standins.processes import wait_until

PLAYED = REELS[50]


@pytest.fixture
def whole(live: LiveStack) -> Iterator[LiveStack]:
    """A stack of which a part may be stopped; afterwards everything runs and is connected."""
    yield live
    if not live.stack.channel.nats.running:
        live.stack.channel.nats.start()
    if live.stack.service.health() is None:
        live.stack.service.start_api()
    live.stack.service.wait_connected(within=30)


def visit(live: LiveStack, open_page: OpenPage, path: str) -> Page:
    return open_page(path, base=live.stack.url, expected=ANSWERS)


def copy(live: LiveStack) -> dict[str, Any]:
    """What the worker has left beside the site."""
    file = live.stack.folder / "site" / "live" / "stats.json"
    found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {"items": {}}
    return found


def play(live: LiveStack, video_id: str = PLAYED) -> int:
    """Plays it, and waits until that is counted and published; returns its plays."""
    before = copy(live)["items"].get(video_id, [0])[0]
    live.seed([video_id])
    wait_until(
        lambda: copy(live)["items"].get(video_id, [0])[0] == before + 1,
        what="the play in the copy beside the site",
        within=40,
    )
    return int(before) + 1


def top_row(page: Page) -> Locator:
    rows = page.get_by_role("region", name="Top played").get_by_role("listitem")
    return rows.filter(has_text=f"Reel {PLAYED[-3:]}")


def told_plays(count: int) -> re.Pattern[str]:
    return re.compile(rf"{count} plays?last played (just now|\d minutes? ago)")


def test_a_play_is_seen_on_every_page_that_tells_of_it(
    live: LiveStack, open_page: OpenPage
) -> None:
    """Totals, top played, the day's column, the result of a search, the item's own page."""
    plays = play(live)
    page = visit(live, open_page, "/stats/?window=7d")
    expect(top_row(page)).to_contain_text(told_plays(plays))
    with people_of(live, open_page).api("bob") as api:
        total = api.get("/stats/summary").json()["items_played"]
    expect(page.locator(".total").first).to_contain_text(str(total))
    expect(page.get_by_role("img")).to_have_accessible_description(re.compile(r"plays? in all"))
    top_row(page).get_by_role("button", name="Add Reel").click()
    expect(page.locator(".toast")).to_contain_text("Added Reel")
    page.goto(f"/?q=Reel%20{PLAYED[-3:]}")
    expect(page.locator("#row-0 .row-played")).to_have_text(
        re.compile(r"played (just now|\d minutes? ago)")
    )
    page.goto(f"/video/{PLAYED}/")
    expect(page.locator(".video-facts")).to_contain_text(
        re.compile(rf"Played {plays} times?, most recently (just now|\d minutes? ago)")
    )


def test_the_blessed_see_how_often_a_playlist_was_applied(
    live: LiveStack, open_page: OpenPage
) -> None:
    """In the list and on the playlist's page; viewers see nothing of it."""
    people = people_of(live, open_page)
    never, applied = people.playlist(REELS[:2], "Never"), people.playlist(REELS[2:4], "Applied")
    _apply(people, applied["id"])
    page = people.page(BLESSED, "/playlists/")
    words = re.compile(r"applied 1 time, most recently (just now|\d minutes? ago)")
    expect(_row(page, applied).locator(".applied")).to_have_text(words)
    expect(_row(page, never).locator(".applied")).to_have_text("never applied")
    _row(page, applied).get_by_role("link").click()
    expect(page.locator(".editor-head .applied")).to_have_text(words)
    page = people.page("bob", "/playlists/")
    expect(_row(page, applied)).to_be_visible()
    expect(page.locator(".applied")).to_have_count(0)


def _row(page: Page, playlist: dict[str, Any]) -> Locator:
    return page.locator(".saved-row", has=page.get_by_role("link", name=playlist["name"]))


def _apply(people: People, playlist_id: str) -> None:
    """Appends it, and waits until that is done and counted."""
    with people.api(BLESSED) as api:
        wish = {"playlist_id": playlist_id, "mode": "append"}
        made = api.post("/apply-jobs", json=wish)
        assert made.status_code == 202, made.text
        wait_until(
            lambda: api.get(f"/stats/playlists/{playlist_id}").json()["applies"] == 1,
            what="the apply done and counted",
            within=60,
        )


def test_without_the_api_the_page_shows_the_copy(whole: LiveStack, open_page: OpenPage) -> None:
    """As of when, and that likes must wait; when the API is back, so is the present."""
    plays = play(whole)
    page = visit(whole, open_page, "/stats/?window=all")
    expect(top_row(page)).to_contain_text(told_plays(plays))
    whole.stack.service.stop_api()
    page.reload()
    notice = page.locator(".notice-warn")
    expect(notice).to_contain_text(
        re.compile(r"does not answer: these numbers are as of .*\d\d:\d")
    )
    expect(top_row(page)).to_contain_text(told_plays(plays))
    expect(page.get_by_role("region", name="Top liked")).to_contain_text("when the service is back")
    page.goto(f"/?q=Reel%20{PLAYED[-3:]}")
    expect(page.locator("#row-0 .row-played")).to_be_visible()
    page.goto("/stats/?window=all")
    expect(notice).to_be_visible()
    whole.stack.service.start_api()
    whole.stack.service.wait_connected(within=30)
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_have_count(0)
    expect(top_row(page)).to_contain_text(told_plays(plays))


def test_without_nats_the_page_says_so_and_keeps_its_numbers(
    whole: LiveStack, open_page: OpenPage
) -> None:
    """Killed and started again: the numbers stay in sight, the message names NATS and goes."""
    plays = play(whole)
    whole.stack.channel.nats.kill()
    wait_until(
        lambda: not (whole.stack.service.health() or {}).get("nats_connected", True),
        what="the service knowing that NATS is down",
        within=30,
    )
    page = visit(whole, open_page, "/stats/?window=365d")
    notice = page.locator(".notice-warn")
    expect(notice).to_contain_text("NATS is down")
    expect(top_row(page)).to_contain_text(re.compile(rf"{plays} plays?last"))
    whole.stack.channel.nats.start()
    whole.stack.service.wait_connected(within=30)
    expect(notice).to_have_count(0, timeout=40_000)
    expect(top_row(page)).to_be_visible()
