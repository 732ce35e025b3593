"""The site builder's settings, read from the environment and .env and checked once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from site_builder.errors import SettingError

# A host name, an IPv4 address or a bracketed IPv6 one: the only shapes that may enter a header.
ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
# What may stand in _redirects without ending the rule.
PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
DEFAULT_TEMPLATES = Path(__file__).resolve().parents[2] / "site_templates"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and under which addresses they are served; an empty address is unset."""

    data_dir: Path
    site_dir: Path
    templates_dir: Path
    public_url: str
    api_base_url: str
    datasette_url: str
    mediacms_url: str
    site_title: str
    keep_releases: int


def load(
    environ: Mapping[str, str | None],
    *,
    data_dir: Path | None = None,
    site_dir: Path | None = None,
    templates_dir: Path | None = None,
) -> Settings:
    """Read and check every setting. Raises SettingError naming the setting and its value."""

    def text(name: str, default: str = "") -> str:
        return (environ.get(name) or default).strip()

    return Settings(
        data_dir=data_dir or Path(text("DATA_DIR", "var/data")),
        site_dir=site_dir or Path(text("SITE_DIR", "var/site")),
        templates_dir=templates_dir or Path(text("SITE_TEMPLATES_DIR", str(DEFAULT_TEMPLATES))),
        public_url=_root_address("PUBLIC_URL", text("PUBLIC_URL")),
        api_base_url=_address("API_BASE_URL", text("API_BASE_URL")),
        datasette_url=_address("DATASETTE_URL", text("DATASETTE_URL")),
        mediacms_url=_address("MEDIACMS_URL", text("MEDIACMS_URL")),
        site_title=text("SITE_TITLE", "Kryten Playlist"),
        keep_releases=_count("KEEP_RELEASES", text("KEEP_RELEASES", "3")),
    )


def origin_of(url: str) -> str | None:
    """`scheme://host[:port]` of a web address, or None where it has none that is sound."""
    try:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
    except ValueError:
        return None
    return origin if ORIGIN.fullmatch(origin) else None


def _address(name: str, value: str) -> str:
    if not value:
        return ""
    address = value.rstrip("/")
    origin = origin_of(address)
    if origin is None or not PATH.fullmatch(urlsplit(address).path):
        raise _bad_address(name, value)
    if address.lower() != origin + urlsplit(address).path.lower():
        raise _bad_address(name, value)
    return origin + urlsplit(address).path


def _bad_address(name: str, value: str) -> SettingError:
    return SettingError(
        f"{name} has value {value!r}. It must be an address such as https://example.org, "
        "without user name, query or fragment, or empty."
    )


def _root_address(name: str, value: str) -> str:
    address = _address(name, value)
    if address and urlsplit(address).path:
        raise SettingError(
            f"{name} has value {value!r}. The site's links start at the root of its host: "
            "give it a host (or subdomain) of its own and leave the path out."
        )
    return address


def _count(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 100:
        raise SettingError(f"{name} has value {value!r}. It must be a whole number from 1 to 100.")
    return int(value)
