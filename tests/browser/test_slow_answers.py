"""Answers that come late: none overwrites what was done or asked meanwhile."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import told_service as told
from tests.browser.told_service import OpenTold, ToldService

SESSION = {"username": "Alice", "role": "blessed", "modes": []}
ADMIN = {**SESSION, "role": "admin"}


def slowly(page: Page, path: str, ms: int) -> None:
    """From the next page on, answers from there take so long."""
    page.add_init_script(
        f"""{{
          const quick = fetch;
          window.fetch = async (...request) => {{
            const slow = String(request[0]).includes("{path}");
            if (slow) await new Promise((resolve) => setTimeout(resolve, {ms}));
            return quick(...request);
          }};
        }}"""
    )


def refresh(state: str, created_days_ago: float = 0, **more: Any) -> dict[str, Any]:
    job = {
        "id": "r1",
        "state": state,
        "requested_by": "Alice",
        "created_at": told.ago(created_days_ago),
        "updated_at": told.ago(0),
        "progress": {"stage": "Fetching", "done": 1, "total": 10},
        "counts": None,
        "snapshot_id": None,
        "detail": None,
        **more,
    }
    return {"refreshes": [job]}


def admin_answers(refreshes: dict[str, Any]) -> told.Answers:
    return told.full() | {"/auth/session": ADMIN, "/admin/catalog/refreshes": refreshes}


def catalog_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Catalog")


def test_a_refresh_is_followed_over_a_slow_line(open_told: OpenTold) -> None:
    """Each answer takes longer than the pause between two questions."""
    page, service = open_told(admin_answers(refresh("running")), path="/404.html")
    slowly(page, "/admin/catalog/refreshes", 1500)
    page.goto("/admin/")
    expect(catalog_of(page)).to_contain_text("Fetching: 1 of 10")
    counts = {"added": 3, "removed": 0, "changed": 0, "rejected": 0}
    service.answers["/admin/catalog/refreshes"] = refresh("done", counts=counts)
    expect(catalog_of(page).locator(".notice")).to_contain_text("Done: 3 added", timeout=8000)


def test_a_refresh_that_waits_is_no_alarm_where_two_clocks_differ(open_told: OpenTold) -> None:
    """The server's clock is an hour behind the viewer's: it has not waited an hour for that."""
    page, _ = open_told(admin_answers(refresh("pending", 1 / 24)), path="/admin/")
    expect(catalog_of(page)).to_contain_text("Waiting for the worker…")


def marathon(open_told: OpenTold, *, ms: int = 0) -> tuple[Page, ToldService]:
    """A shuffle of one playlist, whose seed the service makes."""
    made = {
        "labels": {"A": {"id": "p1", "name": "Friday"}},
        "items": [{"video_id": "film00000", "title": "x", "label": "A", "available": True}],
        "seed": "made1",
        "explanation": "Shuffled.",
        "warnings": [],
    }
    answers = told.full() | {
        "/auth/session": SESSION,
        "/playlists": {"playlists": [], "source": "live", "as_of": told.ago(0)},
        "/marathons/preview": made,
    }
    page, service = open_told(answers, path="/404.html")
    slowly(page, "/marathons/preview", ms)
    page.goto("/marathon/?s=p1&method=shuffle")
    return page, service


def test_a_seed_is_typed_while_another_one_is_on_its_way(open_told: OpenTold) -> None:
    page, _ = marathon(open_told, ms=1000)
    field = page.get_by_label("Seed", exact=True)
    expect(page.get_by_text("Generating…")).to_be_visible()
    field.press_sequentially("halloween night", delay=120)
    expect(page.locator(".preview .ordered-item")).to_have_count(1)
    expect(field).to_have_value("halloween night")
    assert "seed=halloween+night" in page.url


def test_a_seed_can_be_emptied_and_typed_anew(open_told: OpenTold) -> None:
    """The one that the service makes meanwhile stands in the field again when it is left."""
    page, service = marathon(open_told)
    field = page.get_by_label("Seed", exact=True)
    expect(field).to_have_value("made1")
    with page.expect_response("**/marathons/preview"):
        field.fill("")
    page.wait_for_timeout(200)
    expect(field).to_have_value("")
    field.blur()
    expect(field).to_have_value("made1")
    field.fill("")
    field.press_sequentially("mine")
    expect(field).to_have_value("mine")
    assert any("preview" in one for one in service.asked)
