"""Settings of action API, event worker and command line: environment variables, then .env."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from action_api.domain.usernames import USERNAME

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MINIMUM_KEY_BYTES = 32


class SettingsError(Exception):
    """One or more settings are wrong; each line of the message names setting, value and way out."""


def _split(value: object) -> object:
    """A comma-separated text as its parts; anything else as it is."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _network(value: object) -> Network:
    return ipaddress.ip_network(str(value), strict=False)


def _origin(value: str) -> str:
    """An origin as browsers send it: scheme://host[:port], no path, no trailing slash."""
    text = value.rstrip("/").lower()
    scheme, separator, host = text.partition("://")
    if not separator or scheme not in {"http", "https"} or not host or "/" in host:
        raise ValueError("must be an origin such as https://playlist.example.org")
    return text


def _username(value: str) -> str:
    if not USERNAME.fullmatch(value):
        raise ValueError("must hold CyTube names: 1 to 20 letters, digits, '_' and '-'")
    return value


def _nats_server(value: str) -> str:
    scheme, separator, host = value.partition("://")
    if not separator or scheme not in {"nats", "tls", "ws", "wss"} or not host:
        raise ValueError("must be an address such as nats://127.0.0.1:4222")
    return value


def _creds_file(value: Path | None) -> Path | None:
    if value is None:
        return None
    try:
        text = value.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"cannot be read: {error}") from None
    if "BEGIN NATS USER JWT" not in text or "BEGIN USER NKEY SEED" not in text:
        raise ValueError("must be a .creds file with a user's JWT and seed, as nsc makes it")
    return value


def _one_word(value: str) -> str:
    if not value or any(char.isspace() or char in "*>" for char in value):
        raise ValueError("must be one word without spaces, '*' or '>'")
    return value


def _long_enough(value: SecretStr | None) -> SecretStr | None:
    if value is not None and len(value.get_secret_value().encode()) < MINIMUM_KEY_BYTES:
        length = len(value.get_secret_value().encode())
        raise ValueError(f"is {length} bytes long, {MINIMUM_KEY_BYTES} are needed")
    return value


Names = Annotated[tuple[Annotated[str, AfterValidator(_username)], ...], BeforeValidator(_split)]
Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], BeforeValidator(_split)]
Networks = Annotated[
    tuple[Annotated[Network, BeforeValidator(_network)], ...], BeforeValidator(_split)
]
Servers = Annotated[
    tuple[Annotated[str, AfterValidator(_nats_server)], ...], BeforeValidator(_split)
]
Word = Annotated[str, AfterValidator(_one_word)]


class Settings(BaseModel):
    """Every setting of these programs; the variable is the field's name in capitals."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    nats_url: Servers = Field((), description="addresses of NATS, comma-separated; empty = none")
    nats_user: str | None = Field(None, description="user name at NATS, where it asks for one")
    nats_password: SecretStr | None = Field(None, description="password of NATS_USER")
    nats_creds: Annotated[Path | None, AfterValidator(_creds_file)] = Field(
        None, description="path of a NATS .creds file, instead"
    )
    nats_subject_prefix: Word = Field("kryten", description="first word of the robot's subjects")
    kv_replicas: int = Field(
        1, ge=1, le=5, description="copies of each KV bucket in a NATS cluster"
    )
    cytube_domain: Word = Field("cytu.be", description="CyTube's host, as in the robot's config")
    cytube_channel: Word = Field(
        "420grindhouse", description="the channel, in the very case of the robot's config"
    )
    manifest_url_template: str = Field(
        "https://www.420grindhouse.com/api/v1/media/cytube/{video_id}.json?format=json",
        description="address of an item's manifest, with {video_id} in it",
    )
    data_dir: Path = Field(Path("var/data"), description="directory of the snapshots")
    site_dir: Path = Field(Path("var/site"), description="directory of the built site")
    state_dir: Path = Field(Path("var/state"), description="directory of this host's own state")
    public_url: str = Field("", description="address people open, e.g. https://list.example.org")
    allowed_origins: Origins = Field((), description="other origins whose pages may call the API")
    trusted_proxies: Networks = Field(
        (), description="networks whose X-Forwarded-For is believed, e.g. 127.0.0.1/32,::1/128"
    )
    admins: Names = Field((), description="first admins, comma-separated CyTube names")
    secret_key: Annotated[SecretStr | None, AfterValidator(_long_enough)] = Field(
        None, description="signs sessions; make one with: openssl rand -base64 48"
    )
    session_hours: int = Field(168, ge=1, le=2160, description="hours a sign-in lasts")
    otp_ttl_seconds: int = Field(300, ge=1, le=600, description="seconds a sign-in code lives")
    otp_requests_per_user: int = Field(
        5, ge=1, le=100, description="codes one name may ask for within OTP_WINDOW_SECONDS"
    )
    otp_requests_per_ip: int = Field(
        20, ge=1, le=1000, description="codes one address may ask for within OTP_WINDOW_SECONDS"
    )
    otp_requests_global: int = Field(
        60, ge=1, le=1000, description="codes sent to everybody together within a minute"
    )
    otp_verifies_per_ip: int = Field(
        300, ge=1, le=2000, description="codes one address may try within OTP_WINDOW_SECONDS"
    )
    otp_window_seconds: int = Field(900, ge=1, le=86400, description="window of these limits")
    otp_lockout_seconds: int = Field(
        300, ge=1, le=86400, description="first lockout after three wrong codes; doubles each time"
    )
    ip_block_hours: int = Field(72, ge=1, le=8760, description="hours an address stays blocked")
    allow_blessed_hard_replace: bool = Field(
        False, description="true lets blessed users replace the whole queue"
    )
    queue_temp: bool = Field(False, description="true queues entries as temporary ones")
    like_dedupe_hours: int = Field(
        24, ge=0, le=8760, description="hours in which a user's likes of an item are one; 0 = off"
    )
    likes_per_user_per_hour: int = Field(
        20, ge=1, le=1000, description="likes one user may give within an hour"
    )
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR"
    )
    metrics_port: int = Field(
        28294, ge=0, le=65535, description="port of the worker's /health and /metrics; 0 = any"
    )
    metrics_dir: Path | None = Field(
        None, description="directory of the counters; best on a tmpfs. Unset: in STATE_DIR"
    )
    metrics_host: str = Field("127.0.0.1", description="address METRICS_PORT listens on")
    rebuild_command: str = Field(
        "scripts/rebuild.sh", description="the program that refreshes the catalog"
    )
    api_bind: str = Field("127.0.0.1:8000", description="where gunicorn listens")
    api_workers: int = Field(2, ge=1, le=64, description="its processes, two at least")

    @property
    def secure_cookies(self) -> bool:
        """Whether people reach the service over HTTPS."""
        return self.public_url.lower().startswith("https://")

    @property
    def event_channel(self) -> str:
        """The channel as it stands in event subjects (kryten-py's normalisation)."""
        return self.cytube_channel.lower().replace(".", "").replace(" ", "-")

    @property
    def counters_dir(self) -> Path:
        """Where the processes of a host share their counters."""
        return self.metrics_dir or self.state_dir / "metrics"

    def secret(self) -> bytes:
        """SECRET_KEY's bytes; SettingsError where it is missing (the command line needs none)."""
        if self.secret_key is None:
            raise SettingsError(
                "Setting SECRET_KEY is missing: sessions cannot be signed. "
                "Make one with: openssl rand -base64 48"
            )
        return self.secret_key.get_secret_value().encode()


def load_settings(
    environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")
) -> Settings:
    """The settings from `environment` (default: the process's own), then `env_file`.

    An empty value counts as left out. Raises SettingsError naming each wrong setting.
    """
    given: dict[str, str] = {}
    if env_file is not None and env_file.is_file():
        given |= {key: value for key, value in dotenv_values(env_file).items() if value}
    source = os.environ if environment is None else environment
    given |= {key: value for key, value in source.items() if value}
    values = {
        field: given[field.upper()] for field in Settings.model_fields if field.upper() in given
    }
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(one, values) for one in error.errors())) from None


def _explain(error: Any, values: Mapping[str, str]) -> str:
    field = str(error["loc"][0])
    info = Settings.model_fields[field]
    secret = field in {"secret_key", "nats_password"}
    shown = "" if secret else f" has value {values.get(field)!r}:"
    reason = str(error["msg"]).removeprefix("Value error, ")
    default = "" if secret or info.default in (None, ()) else f" ({info.default} when left out)"
    return f"Setting {field.upper()}{shown} {reason}. It is: {info.description}{default}."
