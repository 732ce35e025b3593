"""Applying a playlist in Chromium over the real channel: receipt, progress, failures, ways back."""

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
    GONE,
    REELS,
    SOON,
    LiveStack,
    apply_dialog,
    job,
    receipt,
    rows,
    shows,
    title_of,
)
from tests.browser.saved import People
from tests.browser.test_accessibility import findings


@pytest.fixture
def people(live: LiveStack, open_page: OpenPage) -> People:
    return people_of(live, open_page)


def test_the_queue_is_shown_as_it_is_when_the_job_has_ended(
    people: People, live: LiveStack
) -> None:
    """At once, and not when the page would look again by itself: here its timers stand still."""
    live.seed([REELS[50]])
    page = open_dialog(people, BLESSED, people.playlist(REELS[:15]))
    page.clock.install()
    press_apply(page)
    expect(job(page).get_by_role("progressbar")).to_be_visible()
    expect(rows(page).first).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    ended(page, "done")
    shows(page, 16)


def test_what_the_receipt_says_happens_and_everybody_watches(
    people: People, live: LiveStack
) -> None:
    """Numbers kept to the item, progress in a browser nobody signed in to, the order on CyTube."""
    live.seed([REELS[0], REELS[40], REELS[5], REELS[41]])
    before = live.uids()
    playlist = people.playlist(REELS[:18])
    page = open_dialog(people, BLESSED, playlist)
    expect(apply_dialog(page).get_by_label(KEEP)).to_be_checked()
    promised = receipt(page)
    assert promised == {"Added": 16, "Kept": 2, "Moved": 1, "Removed": 2, "Already queued": 1}
    apply_dialog(page).get_by_text("Removed", exact=True).click()
    expect(apply_dialog(page).locator("[data-part=remove] li").first).to_have_text("Reel 041")
    expect(apply_dialog(page).get_by_role("region", name="Receipt")).to_contain_text("Takes about")
    press_apply(page)
    watcher = people.page(None, page.url.removeprefix(live.stack.url))
    expect(job(watcher).get_by_role("progressbar")).to_be_visible()
    expect(job(watcher)).to_contain_text("closing this tab stops nothing")
    expect(job(watcher).get_by_role("button", name="Cancel")).to_have_count(0)
    page.close()
    ended(watcher, "done")
    expect(job(watcher)).to_contain_text("17 of 18 items on the queue. 1 left out.")
    expect(job(watcher).get_by_text("Verified")).to_be_visible()
    expect(watcher.locator("#announcer")).to_contain_text("is on the queue")
    assert live.queue() == list(REELS[:18])
    after = live.uids()
    assert len(set(after) - set(before)) == promised["Added"]
    assert len(set(after) & set(before)) == promised["Kept"]
    assert len(set(before) - set(after)) == promised["Removed"]
    assert live.playing() == REELS[0]
    expect(rows(watcher).first).to_contain_text("Reel 001")
    shows(watcher, 18)


def marathon(people: People, *sources: tuple[str, ...]) -> list[str]:
    """The video_ids of an interleaved marathon, as the service orders it."""
    wish = {
        "sources": [people.playlist(source)["id"] for source in sources],
        "method": "interleave",
        "pattern": "A2 B",
    }
    with people.api(BLESSED) as api:
        answer = api.post("/marathons/preview", json=wish)
    assert answer.status_code == 200, answer.text
    return [item["video_id"] for item in answer.json()["items"]]


def test_a_marathon_comes_up_on_every_screen_and_plays_in_the_channel(
    people: People, live: LiveStack, open_page: OpenPage
) -> None:
    """Whoever has the queue open sees it begin and end; CyTube's own page has it in order."""
    wanted = marathon(people, REELS[:8], REELS[20:24])
    assert wanted[:3] == [REELS[0], REELS[1], REELS[20]]
    watcher = people.page(None, "/queue/")
    expect(watcher.get_by_role("region", name="The queue")).to_contain_text("Nothing is queued")
    page = open_dialog(people, BLESSED, people.playlist(wanted))
    assert receipt(page) == {"Added": 12}
    press_apply(page)
    ended(watcher, "done")
    expect(watcher.locator(".recent-job").first).to_have_attribute("data-state", "done")
    channel = open_page("/", base=live.stack.channel.cytube.http_url)
    titles = channel.locator("#queue li span:nth-child(2)")
    expect(titles).to_have_text([title_of(video_id) for video_id in wanted])
    expect(channel.locator("#playing-title")).to_have_text(title_of(wanted[0]))


def test_progress_comes_by_events_and_without_them_by_asking(
    people: People, live: LiveStack
) -> None:
    """A proxy that swallows the events costs nobody the sight of the end."""
    playlist = people.playlist(REELS[:16])
    deaf, quick = people.page(None, "/queue/"), people.page(None, "/queue/")
    deaf.route("**/apply-jobs/*/events", lambda route: route.abort())
    asked: list[str] = []
    quick.on("request", lambda request: asked.append(request.url))
    with people.api(BLESSED) as api:
        wish = {"playlist_id": playlist["id"], "mode": "append"}
        made = api.post("/apply-jobs", json=wish).json()
    for page in (deaf, quick):
        page.goto(f"/queue/?job={made['id']}")
    for page in (deaf, quick):
        ended(page, "done")
        expect(job(page)).to_contain_text("16 of 16 items on the queue.")
    assert sum(url.endswith(f"/apply-jobs/{made['id']}") for url in asked) == 1


def test_a_failed_item_shows_what_cytube_said_and_is_retried(
    people: People, live: LiveStack
) -> None:
    """The rest is queued all the same; once the manifest is there, retry puts it in its place."""
    live.manifests.missing.add(GONE)
    playlist = people.playlist([REELS[1], GONE, REELS[2]])
    page = open_dialog(people, BLESSED, playlist)
    apply_dialog(page).get_by_label(APPEND).check()
    press_apply(page)
    ended(page, "done_with_failures")
    failure = job(page).locator(".job-failure")
    expect(failure).to_contain_text("Expected HTTP 200 OK, not 404 Not Found")
    expect(failure).to_contain_text("see whether the video is still there, then retry")
    assert live.queue() == [REELS[1], REELS[2]]
    expect(rows(page).first).to_contain_text("<img src=x onerror=")
    assert page.evaluate("window.broken") is None
    assert findings(page) == []
    live.manifests.missing.clear()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    job(page).get_by_role("button", name="Copy report").click()
    expect(page.get_by_text("Report copied.")).to_be_visible()
    report = page.evaluate("navigator.clipboard.readText()")
    assert "- Reel 001 (gone001): Expected HTTP 200 OK, not 404 Not Found" in report
    assert page.url in report
    job(page).get_by_role("button", name="Retry 1 failed item").click()
    ended(page, "done")
    assert live.queue() == [REELS[1], GONE, REELS[2]]
    expect(failure).to_have_count(0)


def test_one_apply_at_a_time_and_cancel_stops_it_between_items(
    people: People, live: LiveStack
) -> None:
    """The second is refused with a link to the first; what was queued stays, the rest can go on."""
    live.seed(REELS[59:])
    long, short = people.playlist(REELS[:40]), people.playlist(REELS[50:52])
    page = open_dialog(people, BLESSED, long)
    apply_dialog(page).get_by_label(APPEND).check()
    other = open_dialog(people, ADMIN, short)
    receipt(other)
    press_apply(page)
    expect(job(page).get_by_role("progressbar")).to_be_visible()
    apply_dialog(other).get_by_role("button", name=re.compile("^Apply")).click()
    refusal = apply_dialog(other).get_by_role("alert")
    expect(refusal).to_contain_text("Another playlist is being put on the queue just now")
    refusal.get_by_role("link", name="Watch it").click()
    expect(job(other).get_by_role("progressbar")).to_be_visible()
    job(other).get_by_role("button", name="Cancel").click()
    ended(other, "cancelled")
    ended(page, "cancelled")
    expect(job(page)).to_contain_text(f"Cancelled by {ADMIN}")
    queued = live.queue()
    assert 1 < len(queued) < 41
    assert queued == [REELS[59], *REELS[: len(queued) - 1]]
    expect(job(page)).to_contain_text(f"{len(queued) - 1} of 40 items came on the queue")
    expect(job(page).get_by_role("button", name="Go on with the rest")).to_be_enabled()


def test_replacing_everything_names_what_stops_and_can_be_undone(
    people: People, live: LiveStack
) -> None:
    """Blessed see why they may not; an admin is asked once more, and restores what was."""
    live.seed(REELS[10:14])
    playlist = people.playlist(REELS[:3])
    blessed = open_dialog(people, BLESSED, playlist)
    expect(apply_dialog(blessed).get_by_label(REPLACE)).to_be_disabled()
    expect(apply_dialog(blessed)).to_contain_text("Only admins may stop what is playing here")
    assert findings(blessed) == []
    page = open_dialog(people, ADMIN, playlist)
    apply_dialog(page).get_by_label(REPLACE).check()
    assert receipt(page) == {"Added": 3, "Removed": 4}
    apply_dialog(page).get_by_role("button", name="Replace everything…").click()
    sure = apply_dialog(page).get_by_role("alert")
    expect(sure).to_contain_text(re.compile(r"stops Reel 011 at \d+:\d\d, removes 4 items"))
    assert findings(page) == []
    assert live.queue() == list(REELS[10:14])
    apply_dialog(page).get_by_role("button", name="Stop it and replace everything").click()
    page.wait_for_url("**/queue/?job=*")
    ended(page, "done")
    assert live.queue() == list(REELS[:3])
    assert live.playing() == REELS[0]
    job(page).get_by_role("button", name="Restore the queue from before…").click()
    job(page).get_by_role("button", name="Restore it").click()
    expect(job(page).get_by_role("heading")).to_have_text("The queue was restored", timeout=SOON)
    assert live.queue() == list(REELS[10:14])
