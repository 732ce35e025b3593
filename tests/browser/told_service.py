"""A service that answers as the contract says: for looks, and for refusals hard to bring about.

Whether the real service answers so is held by test_stats_live.py and test_likes_live.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from tests.browser.service_stack import ANSWERS

NOW = datetime.now(UTC)
HEALTH = {
    "service": "playlist",
    "version": "1.0",
    "status": "ok",
    "uptime_seconds": 60,
    "nats_connected": True,
    "robot_connected": True,
    "snapshot_id": "told",
    "nats": "connected",
    "robot": "connected",
}
EMPTY_SUMMARY = {"items_queued": 0, "items_played": 0, "seconds_queued": 0, "seconds_played": 0}
SUMMARY = {
    "items_queued": 12_480,
    "items_played": 11_902,
    "seconds_queued": 61_200_000,
    "seconds_played": 57_960_000,
}
API_DOWN = (
    503,
    {"code": "api_unavailable", "detail": "The service is not running.", "status": 503},
)
NATS_DOWN = (503, {"code": "nats_unavailable", "detail": "NATS is down.", "status": 503})

# path (without /api/v1 and query) → what is answered: JSON, or (status, JSON), or with headers
Answers = dict[str, Any]


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def played(video_id: str, title: str | None, plays: int, days: float) -> dict[str, Any]:
    return {
        "video_id": video_id,
        "title": title,
        "plays": plays,
        "seconds_played": plays * 5000,
        "last_played_at": ago(days),
    }


def top(count: int = 24) -> list[dict[str, Any]]:
    """Rows of the small catalog; the third is gone from it, the fourth tries to break out."""
    rows = [
        played("film00000", "The.Blob.[1958].mp4", 41, 0.1),
        played("film00001", "Beware! The Blob (1972).mp4", 37, 3),
        played("gone1", "Lost Reels (1961).mp4", 30, 90),
        played("hostile0_-", "<img src=x onerror=window.broken=1> Tags.mp4", 22, 1),
    ]
    for number in range(1, count - 3):
        title = f"Night Train S01E{number:02} Stop {number}.mp4"
        rows.append(played(f"nt1e{number:03}", title, 21 - number, number))
    return rows


def days(count: int) -> list[dict[str, Any]]:
    """A year or less in which nothing happened on every seventh day."""
    told = []
    for back in range(count - 1, -1, -1):
        plays = 0 if back % 7 == 3 else 4 + (back * 7919) % 23
        told.append(
            {
                "date": (NOW - timedelta(days=back)).date().isoformat(),
                "items_queued": plays + back % 3,
                "items_played": plays,
                "seconds_played": plays * 4870,
                "likes": (back * 31) % 9,
            }
        )
    return told


def copy() -> dict[str, Any]:
    """The copy beside the site, four hours old."""
    return {
        "as_of": ago(4 / 24),
        "summary": SUMMARY,
        "top_played": {window: top() for window in ("7d", "30d", "365d", "all")},
        "days": days(365),
        "items": {
            "film00000": [41, int(NOW.timestamp()) - 3 * 86400],
            "film00001": [37, int(NOW.timestamp()) - 40 * 86400],
            "constructor": [1, 1],
        },
    }


def full(role: str = "anonymous") -> Answers:
    """A service with much to tell, to somebody of that role."""
    name = None if role == "anonymous" else "Alice"
    return {
        "/health": HEALTH,
        "/auth/session": {"username": name, "role": role, "modes": []},
        "/now-playing": {"connected": True, "now_playing": None},
        "/notices": {"notices": []},
        "/stats/summary": SUMMARY,
        "/stats/top-played": {"window": "30d", "items": top()},
        "/stats/days": {"window": "30d", "days": days(365)},
        "/likes/top": {
            "window": "30d",
            "likes": 9,
            "liked_items": 2,
            "items": [
                {
                    "video_id": row["video_id"],
                    "title": row["title"],
                    "likes": 9 - at,
                    "last_liked_at": ago(at),
                }
                for at, row in enumerate(top(8))
            ],
        },
    }


def playing(video_id: str | None = "film00000", title: str = "The.Blob.[1958].mp4") -> Any:
    return {
        "connected": True,
        "now_playing": {
            "uid": 7,
            "video_id": video_id,
            "title": title,
            "seconds": 5163,
            "elapsed_seconds": 1200,
        },
    }


class ToldService:
    """Answers a page's requests; `answers` may be changed while the page runs, `asked` is a log."""

    def __init__(self, page: Page, answers: Mapping[str, Any], live: Any = None) -> None:
        """`live` is /live/stats.json; None: there is no such file."""
        self.answers = dict(answers)
        self.live = live
        self.asked: list[str] = []
        page.route("**/api/v1/**", self._answer)
        page.route("**/live/stats.json", self._file)

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        path = address.path.removeprefix("/api/v1")
        self.asked.append(
            f"{route.request.method} {path}" + (f"?{address.query}" if address.query else "")
        )
        answer = self.answers.get(path, (404, {"code": "not_found", "detail": f"no {path}"}))
        status, body, headers = 200, answer, {}
        if isinstance(answer, tuple):
            status, body, headers = (*answer, {})[:3]
        kind = "application/json" if status < 400 else "application/problem+json"
        route.fulfill(
            status=status, body=json.dumps(body), headers={"Content-Type": kind, **headers}
        )

    def _file(self, route: Route) -> None:
        self.asked.append("GET /live/stats.json")
        if self.live is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(body=json.dumps(self.live), content_type="application/json")


OpenTold = Callable[..., tuple[Page, ToldService]]


@pytest.fixture
def open_told(open_page: Callable[..., Page]) -> OpenTold:
    """`open_told(answers, live=…, path=…)` → the page and the service it asks."""

    def open_(
        answers: Answers, *, live: Any = None, path: str = "/stats/", **options: Any
    ) -> tuple[Page, ToldService]:
        page = open_page("/404.html", **{"expected": ANSWERS, **options})
        service = ToldService(page, answers, live)
        page.goto(path)
        return page, service

    return open_
