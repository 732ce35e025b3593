"""Every error of ours has a status, a code of its own and words."""

from __future__ import annotations

import inspect

import pytest

from action_api.domain import errors
from action_api.http_errors import status_of

BASES = {errors.PlaylistError, errors.Unavailable}
ALL = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.PlaylistError) and kind not in BASES
]


@pytest.mark.parametrize("kind", ALL)
def test_every_error_has_a_status(kind: type[errors.PlaylistError]) -> None:
    assert 400 <= status_of(kind) < 600
    assert kind.title


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in ALL]
    assert len(set(codes)) == len(codes)


def test_only_what_is_away_is_a_server_error() -> None:
    away = {kind.code for kind in ALL if status_of(kind) >= 500}
    assert {"nats_unavailable", "robot_unavailable", "conflict"} <= away
    assert not away & {"invalid_request", "otp_invalid", "locked", "rate_limited"}
