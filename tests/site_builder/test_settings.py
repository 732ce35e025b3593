from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.errors import SettingError
from site_builder.settings import load, origin_of


def test_defaults_need_no_setting_at_all() -> None:
    settings = load({})
    assert settings.data_dir == Path("var/data")
    assert settings.site_dir == Path("var/site")
    assert (settings.public_url, settings.api_base_url, settings.keep_releases) == ("", "", 3)
    assert (settings.templates_dir / "package.json").is_file()


def test_an_argument_wins_over_the_environment() -> None:
    assert load({"DATA_DIR": "a"}, data_dir=Path("b")).data_dir == Path("b")


def test_an_address_loses_its_last_slash_and_keeps_its_path() -> None:
    settings = load({"DATASETTE_URL": "https://SQL.example.org/db/", "PUBLIC_URL": "http://a:80/"})
    assert settings.datasette_url == "https://sql.example.org/db"
    assert settings.public_url == "http://a:80"


@pytest.mark.parametrize(
    "value",
    [
        "example.org",
        "ftp://example.org",
        "https://user:secret@example.org",
        "https://example.org?x=1",
        "https://example.org#top",
        "https://exa mple.org",
        "https://a;script-src *",
        "https://a/b c",
        "https://[::1",
        "https://",
        "https://a\nX-Header: 1",
    ],
)
def test_an_unsound_address_is_refused_by_name_and_value(value: str) -> None:
    with pytest.raises(SettingError, match="API_BASE_URL has value") as caught:
        load({"API_BASE_URL": value})
    assert repr(value) in str(caught.value)


def test_the_public_address_has_no_path_because_links_start_at_the_root() -> None:
    with pytest.raises(SettingError, match="PUBLIC_URL has value 'https://a/b'"):
        load({"PUBLIC_URL": "https://a/b"})


@pytest.mark.parametrize("value", ["0", "-1", "x", "101", "1.5", "²"])
def test_a_number_of_releases_outside_1_to_100_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match="KEEP_RELEASES has value"):
        load({"KEEP_RELEASES": value})


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://A.example:8443/x?y", "https://a.example:8443"),
        ("javascript:alert(1)", None),
        ("https://a b/", None),
        ("/thumbs/1.jpg", None),
        ("https://a;b/", None),
    ],
)
def test_an_origin_is_only_what_may_stand_in_a_header(url: str, origin: str | None) -> None:
    assert origin_of(url) == origin
