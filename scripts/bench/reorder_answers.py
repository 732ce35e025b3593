"""The catalog of the reordering benchmark, and what the service would answer to its pages."""

from __future__ import annotations

from typing import Any

CATALOG_ITEMS = 2000
MOMENT = "2026-11-22T20:00:00Z"


def catalog() -> list[dict[str, Any]]:
    """Episodes, so that every entry has the badges a real one has."""
    return [
        {
            "video_id": f"nt{number:05}",
            "title": f"Night Train S{1 + number // 100:02}E{1 + number % 100:02} Stop {number}.mp4",
            "categories": ["TV"],
            "duration": 1200 + number % 600,
        }
        for number in range(CATALOG_ITEMS)
    ]


def ids(size: int) -> list[str]:
    return [f"nt{number % CATALOG_ITEMS:05}" for number in range(size)]


def answers(size: int) -> dict[str, Any]:
    """What the service would say, by path."""
    head = {
        "id": "one",
        "name": "One",
        "item_count": size,
        "duration_seconds": 1500 * size,
        "created_by": "alice",
        "created_at": MOMENT,
        "updated_by": "alice",
        "updated_at": MOMENT,
        "revision": 1,
    }
    items = [
        {
            "video_id": video_id,
            "title": f"Night Train S01E{1 + at % 100:02} Stop {at}.mp4",
            "duration_seconds": 1200 + at % 600,
            "available": True,
            "reason": None,
        }
        for at, video_id in enumerate(ids(size))
    ]
    generated = [
        item | {"label": "A", "episode": {"season": 1, "number": 1 + at}}
        for at, item in enumerate(items)
    ]
    return {
        "/health": {"status": "healthy", "nats_connected": True, "robot_connected": True},
        "/auth/session": {"username": "alice", "role": "blessed", "modes": [], "expires_at": None},
        "/notices": {"notices": []},
        "/playlists": {"playlists": [head], "source": "live", "as_of": MOMENT},
        "/playlists/one": head | {"items": items, "source": "live", "as_of": MOMENT},
        "/marathons/preview": {
            "labels": {"A": {"id": "one", "name": "One"}},
            "items": generated,
            "seed": None,
            "pattern": "A",
            "explanation": "1 from A at a time.",
            "warnings": [],
            "duration_seconds": 1500 * size,
        },
    }
