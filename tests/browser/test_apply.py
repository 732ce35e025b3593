"""Applying a playlist in Chromium over the real channel: receipt, progress, failures, ways back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

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
from tests.browser.saved import People, path_of
from tests.browser.service_stack import ANSWERS
from tests.browser.test_accessibility import findings

KEEP = "Keep what is playing, replace the rest"
APPEND = "Add to the end"
REPLACE = "Replace everything now"
ADMIN = "labadmin"
BLESSED = "Alice"


@pytest.fixture
def people(live: LiveStack, open_page: OpenPage) -> People:
    def visit(path: str = "/", **options: Any) -> Page:
        return open_page(path, base=live.stack.url, **{"expected": ANSWERS, **options})

    found = People(live.stack, visit)
    found.bless(BLESSED)
    return found


def open_dialog(people: People, name: str, playlist: dict[str, Any], **options: Any) -> Page:
    page = people.page(name, path_of(playlist), **options)
    page.get_by_role("button", name="Apply to queue…").click()
    expect(apply_dialog(page)).to_be_visible()
    return page


def press_apply(page: Page) -> None:
    """Applies by the receipt that is shown; the page of the job comes."""
    apply_dialog(page).get_by_role("button", name=re.compile("^Apply")).click()
    page.wait_for_url("**/queue/?job=*")


def ended(page: Page, state: str) -> None:
    expect(job(page)).to_have_attribute("data-state", state, timeout=SOON)


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
