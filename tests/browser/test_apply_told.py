"""Applying, and watching it, where the service answers in ways that are hard to bring about."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import told_service as told
from tests.browser.told_service import OpenTold, ToldService

FILMS = ("film00000", "film00001", "film00002")
SESSION = {"username": "Alice", "role": "blessed", "modes": ["preserve_current", "append"]}
HOLDING = {**SESSION, "role": "admin", "modes": ["hard_replace"]}
PLAN = {"keep": 0, "remove": 0, "add": 3, "move": 0, "estimated_seconds": 5, "ends_at": None}
QUEUE = {"connected": True, "as_of": told.ago(0), "now_playing": None, "entries": []}
GONE = (404, {"code": "not_found", "detail": "There is no such job."})
MINUTE_MS = 60_000


def playlist() -> dict[str, Any]:
    return {
        "id": "p1",
        "name": "Friday",
        "items": [
            {"video_id": one, "title": one, "duration_seconds": 60, "available": True}
            for one in FILMS
        ],
        "created_by": "Alice",
        "created_at": told.ago(3),
        "updated_at": told.ago(3),
        "revision": 3,
        "source": "live",
    }


def job(job_id: str, name: str) -> dict[str, Any]:
    return {
        "id": job_id,
        "playlist": {"id": "p1", "name": name},
        "mode": "append",
        "state": "done",
        "requested_by": "Alice",
        "created_at": told.ago(1),
        "updated_at": told.ago(1),
        "progress": {"done": 0, "total": 0},
        "items": [],
        "verified": True,
    }


def answers(**more: Any) -> told.Answers:
    return told.full("blessed") | {
        "/auth/session": SESSION,
        "/playlists/p1": playlist(),
        "/stats/playlists/p1": {"applies": 0, "last_applied_at": None},
        "/queue": QUEUE,
        "/apply-jobs": {"jobs": []},
        "/apply-jobs/plan": PLAN,
        **more,
    }


def minute_passes(page: Page) -> None:
    """In small steps: an answer is waited for before the next question is planned."""
    for _ in range(60):
        page.clock.run_for(1000)
        page.wait_for_timeout(20)


def asked(service: ToldService, path: str) -> int:
    return sum(path in one for one in service.asked)


def dialog_of_a_changed_playlist(page: Page) -> Any:
    page.locator(".handle").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("button", name="Apply to queue…").click()
    return page.get_by_role("dialog")


def test_unsaved_changes_are_said_to_stay_behind(open_told: OpenTold) -> None:
    """The playlist goes on the queue as it is saved, which is not what the page shows."""
    page, _ = open_told(answers(), path="/playlists/?id=p1")
    page.get_by_role("button", name="Apply to queue…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Added")
    expect(page.get_by_role("dialog")).not_to_contain_text("unsaved")
    page.keyboard.press("Escape")
    expect(dialog_of_a_changed_playlist(page)).to_contain_text("your unsaved changes are not part")


def test_who_stays_on_the_page_does_not_find_the_question_again(open_told: OpenTold) -> None:
    """Nor who comes back to it by Back: browsers keep pages as they were left."""
    begun = {"/apply-jobs": (202, job("j1", "Friday"))}
    page, service = open_told(answers(**begun), path="/playlists/?id=p1")
    # no page comes: the browser stays where it is
    page.route("**/queue/?job=j1", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Apply to queue…").click()
    page.get_by_role("button", name="Apply: add 3").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".toast")).to_contain_text("“Friday” is being put on the queue.")
    assert service.asked.count("POST /apply-jobs") == 1


def test_what_is_said_while_the_dialog_is_open_is_said_in_it(open_told: OpenTold) -> None:
    """Screen readers hear nothing from outside of an open modal dialog."""
    page, _ = open_told(answers(), path="/playlists/?id=p1")
    page.get_by_role("button", name="Apply to queue…").click()
    spoken = page.locator("dialog [data-announcer]")
    expect(spoken).to_have_text("Receipt: 3 added, 0 removed")
    outside = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    said = [node for node in outside if "Receipt: 3 added" in str(node.get("name", {}))]
    assert [node for node in said if not node["ignored"]]


def test_the_moving_time_of_the_last_question_is_not_read_out_each_second(
    open_told: OpenTold,
) -> None:
    stops = {**told.playing()["now_playing"], "elapsed_seconds": 1930}
    plan = (200, {**PLAN, "stops": stops, "remove": 41})
    page, _ = open_told(
        answers(**{"/auth/session": HOLDING, "/apply-jobs/plan": plan[1]}),
        path="/playlists/?id=p1",
    )
    page.get_by_role("button", name="Apply to queue…").click()
    page.get_by_role("button", name="Replace everything…").click()
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("This stops The Blob (1958) at 32:1")
    expect(alert).to_contain_text(", removes 41 items")
    expect(alert.locator("[aria-live=off]")).to_contain_text("at 32:1")


def test_a_job_nobody_knows_is_asked_for_ever_less_often(open_told: OpenTold) -> None:
    page, service = open_told(answers(**{"/apply-jobs/gone": GONE}), path="/404.html")
    page.clock.install()
    page.goto("/queue/?job=gone")
    expect(page.locator(".job")).to_contain_text("There is no such job")
    minute_passes(page)
    assert 3 <= asked(service, "/apply-jobs/gone") <= 9


def test_while_the_service_is_away_a_page_full_of_questions_asks_few(open_told: OpenTold) -> None:
    """The queue page asks for four things; no failure is a reason to look at the status again."""
    page, service = open_told(answers(), path="/queue/?job=j1")
    expect(page.locator(".queue-list")).to_be_visible()
    service.answers = dict.fromkeys((*answers(), "/apply-jobs/j1"), told.API_DOWN)
    page.clock.install()
    page.reload()
    expect(page.locator("[data-away=service]").first).to_be_visible()
    service.asked.clear()
    minute_passes(page)
    assert asked(service, "/health") <= 10
    assert asked(service, "/apply-jobs?") == 0
    assert asked(service, "/queue") >= 10
    service.answers = answers()
    minute_passes(page)
    expect(page.get_by_role("button", name="Status:")).to_have_attribute(
        "aria-label", "Status: Online"
    )
    expect(page.locator("[data-away=service]")).to_have_count(0)


def test_the_keyboard_follows_a_link_to_another_job(open_told: OpenTold) -> None:
    """The card of the one before is gone, and with it whatever had the focus in it."""
    jobs = [job("j1", "Friday"), job("j2", "Saturday")]
    told_jobs = {f"/apply-jobs/{one['id']}": one for one in jobs}
    page, _ = open_told(
        answers(**{"/apply-jobs": {"jobs": jobs}, **told_jobs}), path="/queue/?job=j1"
    )
    heading = page.locator("#job-heading")
    expect(heading).to_contain_text("Friday")
    page.get_by_role("link", name="Saturday").press("Enter")
    expect(heading).to_contain_text("Saturday")
    expect(heading).to_be_focused()
