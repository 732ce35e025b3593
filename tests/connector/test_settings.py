"""The connector's settings and what their errors say."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.errors import SettingError
from connector.settings import DEFAULT_TEMPLATE, load

NO_FILE = Path("/nonexistent/.env")


def test_defaults() -> None:
    """With nothing set, everything but the address has a value."""
    settings = load({}, NO_FILE)
    assert settings.mediacms_url is None
    assert settings.mediacms_token is None
    assert settings.manifest_url_template == DEFAULT_TEMPLATE
    assert settings.data_dir == Path("var/data")
    assert (settings.keep_snapshots, settings.max_shrink_percent) == (5, 20)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """`.env` gives what the environment does not; an empty value counts as not set."""
    env_file = tmp_path / ".env"
    env_file.write_text("MEDIACMS_URL=http://file.example/\nKEEP_SNAPSHOTS=9\nMEDIACMS_TOKEN=\n")
    settings = load({"MEDIACMS_URL": "https://env.example/", "DATA_DIR": ""}, env_file)
    assert settings.mediacms_url == "https://env.example"
    assert settings.keep_snapshots == 9
    assert settings.mediacms_token is None
    assert settings.data_dir == Path("var/data")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MEDIACMS_URL", "media.example.com", "Not an http(s) address"),
        ("MEDIACMS_URL", "ftp://media.example.com", "Not an http(s) address"),
        ("MEDIACMS_URL", "https://", "Not an http(s) address"),
        ("MEDIACMS_URL", "https://m.example:99999", "Not an http(s) address"),
        ("MEDIACMS_URL", "https://m.example/?page=2", "Not an http(s) address"),
        ("MEDIACMS_URL", "https://[bad", "Not an http(s) address"),
        ("MEDIACMS_URL", "https://user:secret@m.example", "MEDIACMS_TOKEN"),
        ("MANIFEST_URL_TEMPLATE", "https://tv.example/x.json", "{video_id}"),
        ("MANIFEST_URL_TEMPLATE", "{video_id}", "http(s)"),
        ("KEEP_SNAPSHOTS", "0", "Not a whole number from 1 to 1000"),
        ("KEEP_SNAPSHOTS", "many", "Not a whole number from 1 to 1000"),
        ("MAX_SHRINK_PERCENT", "120", "Not a number from 0 to 100"),
        ("MAX_SHRINK_PERCENT", "nan", "Not a number from 0 to 100"),
        ("LOG_LEVEL", "LOUD", "Not one of DEBUG"),
        ("MEDIACMS_TOKEN", "Token abc", "bare key"),
        ("MEDIACMS_TOKEN", "geh€im", "bare key"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str, words: str) -> None:
    """The error names the setting and the way out; it shows the value unless that is a secret."""
    with pytest.raises(SettingError) as caught:
        load({name: value}, NO_FILE)
    assert name in str(caught.value)
    assert words in str(caught.value)
    if name == "MEDIACMS_TOKEN" or "secret" in value:
        assert value not in str(caught.value)
    else:
        assert value in str(caught.value)


def test_the_token_is_not_in_the_representation() -> None:
    """Printing the settings tells no secret."""
    assert "abc123" not in repr(load({"MEDIACMS_TOKEN": "abc123"}, NO_FILE))
