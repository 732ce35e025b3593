"""The connector's settings, from the environment and .env; each error names the setting."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from connector.errors import SettingError

DEFAULT_TEMPLATE = "https://www.420grindhouse.com/api/v1/media/cytube/{video_id}.json?format=json"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the connector reads; the token is left out of the representation."""

    mediacms_url: str | None
    mediacms_token: str | None
    manifest_url_template: str
    data_dir: Path
    keep_snapshots: int
    max_shrink_percent: float
    public_url: str | None
    log_level: str

    def __repr__(self) -> str:
        return f"Settings(mediacms_url={self.mediacms_url!r}, data_dir={self.data_dir!r}, …)"


def load(environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Read the settings; the environment wins over `.env`. Raises SettingError.

    An empty value counts as not set.
    """
    from_file = {name: value for name, value in dotenv_values(env_file).items() if value}
    given = {**from_file, **(os.environ if environment is None else environment)}
    values = {name: value.strip() for name, value in given.items() if value.strip()}
    url = values.get("MEDIACMS_URL")
    return Settings(
        mediacms_url=http_url("MEDIACMS_URL", url) if url else None,
        mediacms_token=_token(values.get("MEDIACMS_TOKEN")),
        manifest_url_template=_template(values.get("MANIFEST_URL_TEMPLATE", DEFAULT_TEMPLATE)),
        data_dir=Path(values.get("DATA_DIR", "var/data")),
        keep_snapshots=int(_number(values, "KEEP_SNAPSHOTS", 5, low=1, high=1000, whole=True)),
        max_shrink_percent=_number(values, "MAX_SHRINK_PERCENT", 20, low=0, high=100, whole=False),
        public_url=values.get("PUBLIC_URL"),
        log_level=_level(values.get("LOG_LEVEL", "INFO")),
    )


def http_url(name: str, value: str) -> str:
    """`value` without a trailing slash; raises SettingError unless it is an http(s) address."""
    try:
        address = urlsplit(value)
        sound = address.scheme in ("http", "https") and bool(address.hostname)
        sound = sound and not (address.query or address.fragment) and (address.port or 1) > 0
    except ValueError:
        sound = False
    if not sound:
        raise SettingError(
            f"{name} has value {value!r}. Not an http(s) address like https://media.example.com"
        )
    if address.username is not None:
        raise SettingError(f"{name} carries a user name. Put a token in MEDIACMS_TOKEN instead.")
    return value.rstrip("/")


def _token(value: str | None) -> str | None:
    if value is not None and not (value.isascii() and value.isprintable() and " " not in value):
        raise SettingError(
            "MEDIACMS_TOKEN has characters a token cannot have. Give the bare key, "
            "without the word Token before it."
        )
    return value


def _template(value: str) -> str:
    if "{video_id}" not in value or not value.startswith(("http://", "https://")):
        raise SettingError(
            f"MANIFEST_URL_TEMPLATE has value {value!r}. Not an http(s) address with {{video_id}}"
        )
    return value


def _number(
    values: Mapping[str, str], name: str, default: float, *, low: float, high: float, whole: bool
) -> float:
    text = values.get(name)
    if text is None:
        return default
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        kind = "whole number" if whole else "number"
        raise SettingError(f"{name} has value {text!r}. Not a {kind} from {low:g} to {high:g}")
    return number


def _level(value: str) -> str:
    if value.upper() not in LOG_LEVELS:
        raise SettingError(f"LOG_LEVEL has value {value!r}. Not one of {', '.join(LOG_LEVELS)}")
    return value.upper()
