"""What all commands of a shell print, and how they end."""

from __future__ import annotations

import pytest

from action_api.domain.errors import NatsUnavailable, NotFound
from action_api.settings import SettingsError
from action_api.shell import actor, clock_time, plain, run


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00:00"), (59, "0:00:59"), (3661, "1:01:01"), (360000, "100:00:00")],
)
def test_a_length_is_told_in_hours_minutes_and_seconds(seconds: int, shown: str) -> None:
    assert clock_time(seconds) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Café ✓ 日本", "Café ✓ 日本"),
        ("red \x1b[31m", "red \N{REPLACEMENT CHARACTER}[31m"),
        ("two\nlines\r", "two\N{REPLACEMENT CHARACTER}lines\N{REPLACEMENT CHARACTER}"),
        ("back\N{RIGHT-TO-LEFT OVERRIDE}wards", "back\N{REPLACEMENT CHARACTER}wards"),
    ],
)
def test_other_peoples_text_steers_no_terminal(given: str, shown: str) -> None:
    assert plain(given) == shown


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("KV_REPLICAS is 'many': a number is needed."), 2),
        (NatsUnavailable("NATS cannot be reached."), 3),
        (NotFound("There is no playlist named 'x'."), 1),
    ],
)
def test_what_goes_wrong_becomes_a_sentence_and_an_exit_code(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work() -> None:
        raise error

    with pytest.raises(SystemExit) as ended:
        run(work())
    assert ended.value.code == code
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"kryten-playlist: {error}\n")


def test_a_failure_told_in_other_peoples_words_steers_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def work() -> None:
        raise NotFound("There is no playlist named \x1b[2J.")

    with pytest.raises(SystemExit):
        run(work())
    assert "\x1b" not in capsys.readouterr().err


def test_a_user_without_a_name_can_run_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object) -> str:
        raise KeyError("getpwuid(): uid not found: 54321")

    monkeypatch.setattr("getpass.getuser", nobody)
    monkeypatch.setattr("os.getuid", lambda: 54321)
    assert actor().name == "user 54321"
