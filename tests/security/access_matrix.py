"""Who may call what, written down from the HTTP contract and not read from the code.

A row is a method and a path of the API, the least role that may call it, what to send, and what
whoever may call it is answered by a service that runs without a robot. A route without a row, and
a row without a route, fail the test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ROLES = ("anonymous", "viewer", "blessed", "admin")
NOT_THERE = "0" * 24
# what a service without a robot says where it needs one
AWAY = 503


@dataclass(frozen=True, slots=True)
class Row:
    """`{…}` of the path are filled with ids that name nothing, so that no call does harm."""

    method: str
    path: str
    least_role: str
    answer: int
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def concrete_path(self) -> str:
        return self.path.format(id=NOT_THERE, username="Nobody", video_id="movie01")


def _playlist() -> dict[str, Any]:
    return {"name": "Of the matrix", "items": ["movie01"]}


_MARATHON = {"sources": [NOT_THERE, NOT_THERE], "method": "concatenate"}
_APPLY = {"playlist_id": NOT_THERE, "mode": "append"}
_CODE = {"username": "Nobody", "otp": "0000-0000"}
_IF_MATCH = {"If-Match": '"1"'}

EVERYONE = (
    Row("GET", "/health", "anonymous", 503),
    Row("GET", "/openapi.json", "anonymous", 200),
    Row("POST", "/auth/otp/request", "anonymous", AWAY, {"username": "Nobody"}),
    Row("POST", "/auth/otp/verify", "anonymous", 409, _CODE),
    Row("POST", "/auth/ip-block", "anonymous", 403, {"block_token": "x"}),
    Row("GET", "/auth/session", "anonymous", 200),
    Row("POST", "/auth/logout", "anonymous", 204),
    Row("GET", "/playlists", "anonymous", 200),
    Row("GET", "/playlists/{id}", "anonymous", 404),
    Row("GET", "/playlists/{id}/export", "anonymous", 404),
    Row("GET", "/queue", "anonymous", AWAY),
    Row("GET", "/now-playing", "anonymous", AWAY),
    Row("GET", "/apply-jobs", "anonymous", 200),
    Row("GET", "/apply-jobs/{id}", "anonymous", 404),
    Row("GET", "/apply-jobs/{id}/events", "anonymous", 404),
    Row("POST", "/telemetry", "anonymous", 204, {}),
)
SIGNED_IN = (
    Row("POST", "/auth/logout-everywhere", "viewer", 204),
    Row("GET", "/notices", "viewer", 200),
    Row("DELETE", "/notices/{id}", "viewer", 404),
    Row("POST", "/likes", "viewer", AWAY),
)
BLESSED = (
    Row("POST", "/playlists", "blessed", 201, _playlist()),
    Row("POST", "/playlists/import", "blessed", 200, {"text": "movie01"}),
    Row("PUT", "/playlists/{id}", "blessed", 404, _playlist(), headers=_IF_MATCH),
    Row("PATCH", "/playlists/{id}", "blessed", 404, {"name": "Another"}, headers=_IF_MATCH),
    Row("DELETE", "/playlists/{id}", "blessed", 404, headers=_IF_MATCH),
    Row("POST", "/playlists/{id}/restore", "blessed", 404),
    Row("POST", "/marathons/preview", "blessed", 404, _MARATHON),
    Row("POST", "/apply-jobs", "blessed", AWAY, _APPLY),
    Row("POST", "/apply-jobs/plan", "blessed", AWAY, _APPLY),
    Row("POST", "/apply-jobs/{id}/cancel", "blessed", 404),
    Row("POST", "/apply-jobs/{id}/retry", "blessed", 404),
    Row("POST", "/apply-jobs/{id}/restore", "blessed", 404),
    Row("GET", "/likes/top", "blessed", 200),
    Row("GET", "/likes/items/{video_id}", "blessed", 200),
)
ADMIN = (
    Row("GET", "/admin/blessed", "admin", 200),
    Row("PUT", "/admin/blessed/{username}", "admin", 200),
    Row("DELETE", "/admin/blessed/{username}", "admin", 200),
    Row("GET", "/admin/admins", "admin", 200),
    Row("PUT", "/admin/admins/{username}", "admin", 200),
    Row("DELETE", "/admin/admins/{username}", "admin", 200),
    Row("GET", "/admin/ip-blocks", "admin", 200),
    Row("DELETE", "/admin/ip-blocks/{id}", "admin", 404),
    Row("GET", "/admin/audit", "admin", 200),
    Row("POST", "/admin/catalog/refresh", "admin", 202),
    Row("GET", "/admin/catalog/refreshes", "admin", 200),
    Row("GET", "/admin/catalog/refreshes/{id}", "admin", 404),
    Row("GET", "/admin/metrics", "admin", 200),
)
STATISTICS = (
    Row("GET", "/stats/summary", "anonymous", 200),
    Row("GET", "/stats/top-played", "anonymous", 200),
    Row("GET", "/stats/days", "anonymous", 200),
    Row("GET", "/stats/items/{video_id}", "blessed", 200),
    Row("GET", "/stats/playlists/{id}", "blessed", 404),
)
MATRIX = (*EVERYONE, *SIGNED_IN, *BLESSED, *STATISTICS, *ADMIN)
