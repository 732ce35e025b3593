"""Every number is shown as a moment, for numbers come from others too."""

from __future__ import annotations

import math

import pytest

from action_api.services.times import rfc3339


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_795_383_000.9, "2026-11-22T21:30:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
        (1e12, "9999-12-31T23:59:59Z"),
        (1e17, "9999-12-31T23:59:59Z"),
        (math.inf, "9999-12-31T23:59:59Z"),
        (10**400, "9999-12-31T23:59:59Z"),
        (-5, "1970-01-01T00:00:00Z"),
        (-math.inf, "1970-01-01T00:00:00Z"),
        (math.nan, "1970-01-01T00:00:00Z"),
    ],
)
def test_a_moment_is_shown_in_whole_seconds_and_one_out_of_range_as_the_nearest(
    seconds: float, shown: str
) -> None:
    assert rfc3339(seconds) == shown
