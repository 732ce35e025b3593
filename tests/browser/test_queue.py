"""The live queue in Chromium over the real channel: what plays, what comes, and being cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.queue_stack import REELS, SOON, LiveStack, job, rows, shows
from tests.browser.saved import People
from tests.browser.service_stack import ANSWERS
from tests.browser.test_accessibility import findings

STAMP = re.compile(r"(\d+):(\d\d) of 10:00")


@pytest.fixture
def visit_live(live: LiveStack, open_page: OpenPage) -> OpenPage:
    def visit(path: str = "/queue/", **options: Any) -> Page:
        return open_page(path, base=live.stack.url, **{"expected": ANSWERS, **options})

    return visit


@pytest.fixture
def whole(live: LiveStack) -> Iterator[LiveStack]:
    """A stack of which a part may be stopped; afterwards everything runs and is connected."""
    yield live
    if not live.stack.channel.nats.running:
        live.stack.channel.nats.start()
    if not live.stack.channel.robot.running:
        live.stack.channel.robot.start()
    live.stack.service.wait_connected(within=30)


def elapsed(page: Page) -> int:
    found = STAMP.search(page.locator(".playhead-times").inner_text())
    assert found is not None
    return 60 * int(found.group(1)) + int(found.group(2))


def test_the_queue_is_shown_in_order_with_times_in_the_viewers_own_clock(
    live: LiveStack, visit_live: OpenPage
) -> None:
    """Who queued, what leaves after playing, totals, and starts as told by a clock in Tokyo."""
    live.seed(REELS[:2])
    live.seed(REELS[2:3], by="carol", temp=True)
    here = visit_live(timezone_id="Europe/Berlin", locale="en-GB")
    shows(here, 3)
    expect(rows(here).nth(0)).to_have_attribute("aria-current", "true")
    expect(rows(here).nth(2).get_by_text("carol")).to_be_visible()
    expect(rows(here).nth(2).get_by_text("temporary")).to_be_visible()
    expect(here.get_by_role("region", name="The queue")).to_contain_text("3 items, 30 min, ends")
    there = visit_live(timezone_id="Asia/Tokyo", locale="en-GB")
    starts = [rows(page).nth(1).locator("time") for page in (here, there)]
    berlin, tokyo = (re.findall(r"(\d\d):(\d\d)", start.inner_text())[0] for start in starts)
    assert berlin[1] == tokyo[1]
    assert (int(tokyo[0]) - int(berlin[0])) % 24 == 8


def test_it_moves_by_itself(live: LiveStack, visit_live: OpenPage) -> None:
    """Elapsed time advances each second, others' changes come without a reload."""
    live.seed(REELS[:2])
    page = visit_live()
    before = elapsed(page)
    page.wait_for_function(
        f"""() => {{
          const told = document.querySelector(".playhead-times").innerText;
          const found = /(\\d+):(\\d\\d) of/.exec(told);
          return 60 * Number(found[1]) + Number(found[2]) >= {before + 2};
        }}"""
    )
    assert before + 2 <= elapsed(page) <= before + 4
    live.seed(REELS[2:3], by="bob")
    shows(page, 3)
    live.stack.channel.cytube.join("labadmin")
    live.stack.channel.cytube.act("labadmin", "jumpTo", live.uids()[1])
    expect(rows(page).nth(1)).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("region", name="Now playing")).to_contain_text("Reel 002")
    expect(page.locator("#announcer")).to_contain_text("Now playing")
    expect(rows(page).nth(0)).to_contain_text("earlier")


def test_every_page_says_what_plays_where_it_is_known(
    live: LiveStack, visit_live: OpenPage
) -> None:
    """A link to the queue in the header; nothing of it, and nothing moved, where nothing plays."""
    page = visit_live("/categories/")
    expect(page.get_by_role("button", name="Status: Online")).to_be_visible()
    link = page.get_by_role("banner").get_by_role("link", name="Now playing: ")
    expect(link).to_have_count(0)
    height = page.locator(".site-header").bounding_box()
    live.seed(REELS[:1])
    page.reload()
    expect(link).to_have_text("Now playing: Reel 001")
    expect(page.get_by_role("button", name="Status: Online")).to_be_visible()
    assert page.locator(".site-header").bounding_box() == height
    link.click()
    expect(page.get_by_role("region", name="Now playing")).to_contain_text("Reel 001")


def test_without_the_robot_one_message_and_nothing_to_press(
    whole: LiveStack, visit_live: OpenPage
) -> None:
    """The queue stays in sight with its time, buttons are off; it recovers by itself."""
    whole.seed(REELS[:3])
    people = People(whole.stack, visit_live)
    with people.api("labadmin") as api:
        playlist = people.playlist(REELS[3:5])
        wish = {"playlist_id": playlist["id"], "mode": "append"}
        made = api.post("/apply-jobs", json=wish).json()
    page = people.page("labadmin", f"/queue/?job={made['id']}")
    expect(job(page)).to_have_attribute("data-state", "done", timeout=SOON)
    shows(page, 5)
    restore = job(page).get_by_role("button", name="Restore the queue from before…")
    expect(restore).to_be_enabled()
    whole.stack.channel.robot.stop()
    notice = page.locator(".queue-away")
    expect(notice).to_have_text(
        re.compile(r"^The robot is not in the channel\. The queue below is as it was at \d\d:"),
        timeout=SOON,
    )
    expect(notice).to_have_count(1)
    expect(restore).to_be_disabled()
    shows(page, 5)
    expect(page.get_by_role("region", name="Now playing")).to_have_count(0)
    expect(page.get_by_role("link", name="Now playing: ")).to_have_count(0)
    assert findings(page) == []
    whole.stack.channel.robot.start()
    expect(notice).to_have_count(0, timeout=SOON)
    expect(restore).to_be_enabled()
    expect(page.get_by_role("region", name="Now playing")).to_be_visible()


def test_nats_down_is_said_in_the_same_place(whole: LiveStack, visit_live: OpenPage) -> None:
    """Killed and started again: the message names NATS, then goes by itself."""
    whole.seed(REELS[:2])
    page = visit_live()
    shows(page, 2)
    whole.stack.channel.nats.kill()
    expect(page.locator(".queue-away")).to_contain_text("NATS is down", timeout=SOON)
    shows(page, 2)
    whole.stack.channel.nats.start()
    expect(page.locator(".queue-away")).to_have_count(0, timeout=30_000)
    expect(page.get_by_role("region", name="Now playing")).to_be_visible()


def test_a_job_nobody_knows_leads_back_to_the_queue(live: LiveStack, visit_live: OpenPage) -> None:
    page = visit_live("/queue/?job=nosuchjob")
    expect(job(page)).to_contain_text("There is no such job")
    job(page).get_by_role("link", name="Show the queue").click()
    expect(page.get_by_role("region", name="The queue")).to_contain_text("Nothing is queued")


def test_nothing_is_wrong_at_any_width(
    live: LiveStack, visit_live: OpenPage, screenshots: Path
) -> None:
    """axe finds nothing, nothing scrolls sideways, and a long queue is light."""
    live.seed(REELS)
    for width, scheme in ((1280, "dark"), (360, "light"), (320, "dark")):
        narrow = width < 500
        page = visit_live(
            viewport={"width": width, "height": 740 if narrow else 900},
            color_scheme=scheme,
            has_touch=narrow,
            is_mobile=narrow,
        )
        shows(page, len(REELS))
        assert findings(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=screenshots / f"queue-{width}-{scheme}.png")
        assert rows(page).count() < len(REELS)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        expect(page.locator(f"[aria-posinset='{len(REELS)}']")).to_be_visible()


def test_without_javascript_the_page_says_what_it_would_show(
    live: LiveStack, visit_live: OpenPage
) -> None:
    page = visit_live(java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("On the channel")
    # Playwright's switch leaves <noscript> unrendered, so its text is looked for in the source
    assert "Showing it needs JavaScript" in page.content()
