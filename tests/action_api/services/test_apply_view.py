"""Applies as people get them."""

from __future__ import annotations

from dataclasses import replace

from action_api.domain.apply_job import ApplyJob
from action_api.domain.apply_plan import Mode
from action_api.services.apply_view import shown_job

ASKED = ApplyJob(
    "job", "p1", "Friday", Mode.APPEND, "Ann", 1000.0, 1000.0, total=1, asked_at=1000.0
)


def test_no_change_is_shown_as_older_than_the_asking() -> None:
    """A page keeps the newer of two answers; the worker's clock may be minutes behind."""
    running = replace(ASKED, state="running", updated_at=900.0)
    assert shown_job(running, ())["updated_at"] == shown_job(ASKED, ())["updated_at"]
    again = replace(ASKED, asked_at=2000.0, updated_at=1900.0)
    assert shown_job(again, ())["updated_at"] == "1970-01-01T00:33:20Z"
    later = replace(running, updated_at=2001.0)
    assert shown_job(later, ())["updated_at"] == "1970-01-01T00:33:21Z"
