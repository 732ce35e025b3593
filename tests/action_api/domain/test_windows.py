"""Windows take in whole UTC days up to and with today."""

from __future__ import annotations

from datetime import date

import pytest

from action_api.domain.errors import InvalidRequest
from action_api.domain.windows import Window, day_of, window_of

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("window", "days", "first"),
    [
        (Window.WEEK, 7, date(2026, 2, 23)),
        (Window.MONTH, 30, date(2026, 1, 31)),
        (Window.YEAR, 365, date(2025, 3, 2)),
        (Window.ALL, None, None),
    ],
)
def test_window_takes_in_as_many_days_as_it_says_today_among_them(
    window: Window, days: int | None, first: date | None
) -> None:
    assert window.days == days
    assert window.first_day(TODAY) == first


def test_window_holds_its_first_day_and_today_and_no_day_outside() -> None:
    assert Window.WEEK.holds(date(2026, 2, 23), TODAY)
    assert Window.WEEK.holds(TODAY, TODAY)
    assert not Window.WEEK.holds(date(2026, 2, 22), TODAY)
    assert not Window.WEEK.holds(date(2026, 3, 2), TODAY)
    assert Window.ALL.holds(date(1999, 1, 1), TODAY)
    assert not Window.ALL.holds(date(2026, 3, 2), TODAY)


def test_window_is_read_from_its_name_and_the_default_stands_for_none() -> None:
    assert window_of("365d") is Window.YEAR
    assert window_of(None) is Window.MONTH
    assert window_of(None, Window.ALL) is Window.ALL


@pytest.mark.parametrize("value", ["8d", "", "ALL", 7, True, ["7d"], {"window": "7d"}, "x" * 999])
def test_any_other_window_is_refused_naming_the_field_and_the_choices(value: object) -> None:
    with pytest.raises(InvalidRequest) as refused:
        window_of(value)
    assert refused.value.fields == {"field": "window"}
    assert "7d, 30d, 365d, all" in refused.value.detail
    assert len(refused.value.detail) < 200


def test_day_of_a_moment_is_the_day_in_utc() -> None:
    assert day_of(0) == date(1970, 1, 1)
    assert day_of(86399.999) == date(1970, 1, 1)
    assert day_of(86400) == date(1970, 1, 2)
