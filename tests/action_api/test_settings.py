"""Settings: a bad one is named with its value and the way out, and secrets are not shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from action_api.settings import SettingsError, load_settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("OTP_TTL_SECONDS", "soon", "valid integer"),
        ("OTP_TTL_SECONDS", "601", "less than or equal to 600"),
        ("KV_REPLICAS", "0", "greater than or equal to 1"),
        ("NATS_URL", "localhost:4222", "nats://127.0.0.1:4222"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy", "proxy"),
        ("ALLOWED_ORIGINS", "example.org", "https://"),
        ("ADMINS", "alice,not a name", "CyTube names"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
        ("ALLOW_BLESSED_HARD_REPLACE", "maybe", "boolean"),
        ("CYTUBE_CHANNEL", "two words", "one word"),
    ],
)
def test_a_bad_value_is_named_with_the_way_out(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({name: value}, None)
    message = str(caught.value)
    assert message.startswith(f"Setting {name} has value {value!r}:")
    assert words in message
    assert "It is:" in message


def test_a_short_secret_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"SECRET_KEY": "hunter2"}, None)
    assert "Setting SECRET_KEY is 7 bytes long, 32 are needed" in str(caught.value)
    assert "openssl rand" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_missing_secret_is_asked_for_only_where_it_is_needed() -> None:
    settings = load_settings({}, None)
    with pytest.raises(SettingsError, match="SECRET_KEY is missing"):
        settings.secret()


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"KV_REPLICAS": "x", "METRICS_PORT": "y"}, None)
    assert len(str(caught.value).splitlines()) == 2


def test_the_environment_wins_over_the_file_and_empty_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CYTUBE_CHANNEL=fromfile\nSESSION_HOURS=5\nLOG_LEVEL=DEBUG\n")
    settings = load_settings({"CYTUBE_CHANNEL": "fromenv", "LOG_LEVEL": ""}, file)
    assert (settings.cytube_channel, settings.session_hours) == ("fromenv", 5)
    assert settings.log_level == "DEBUG"


def test_lists_are_split_at_commas() -> None:
    given = {"NATS_URL": "nats://a:1, nats://b:2", "ADMINS": "Alice,bob", "TRUSTED_PROXIES": "::1"}
    settings = load_settings(given, None)
    assert settings.nats_url == ("nats://a:1", "nats://b:2")
    assert settings.admins == ("Alice", "bob")
    assert str(settings.trusted_proxies[0]) == "::1/128"


def test_no_secret_is_in_the_settings_own_text() -> None:
    given = {"SECRET_KEY": "s" * 40, "NATS_PASSWORD": "p" * 40}
    shown = repr(load_settings(given, None))
    assert "s" * 40 not in shown
    assert "p" * 40 not in shown


def test_counters_are_in_the_state_unless_they_have_a_place_of_their_own() -> None:
    state = {"STATE_DIR": "/srv/state"}
    assert load_settings(state, None).counters_dir == Path("/srv/state/metrics")
    assert load_settings(state | {"METRICS_DIR": ""}, None).counters_dir.name == "metrics"
    assert load_settings(state | {"METRICS_DIR": "/run/x"}, None).counters_dir == Path("/run/x")
