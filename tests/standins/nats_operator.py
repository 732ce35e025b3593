"""Makes what NATS's decentralised sign-in needs: an operator's configuration and a .creds file.

Tokens are the JWTs of https://docs.nats.io/running-a-nats-service/configuration/securing_nats/jwt,
signed with nkeys, as `nsc` makes them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nkeys

UNLIMITED = {
    "subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": True,
    "conn": -1, "leaf": -1, "mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1,
}  # fmt: skip
CREDS = """-----BEGIN NATS USER JWT-----
{token}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
{seed}
------END USER NKEY SEED------
"""


@dataclass(frozen=True, slots=True)
class Key:
    """One of an operator, account or user."""

    seed: str
    public: str

    def sign(self, claims: dict[str, Any]) -> str:
        """`claims` as a token of this key."""
        claims = {"iat": int(time.time()), "iss": self.public} | claims
        digest = hashlib.sha256(json.dumps(claims).encode()).digest()
        claims["jti"] = base64.b32encode(digest).decode().rstrip("=")
        head = _base64(json.dumps({"typ": "JWT", "alg": "ed25519-nkey"}).encode())
        body = f"{head}.{_base64(json.dumps(claims).encode())}"
        signature = nkeys.from_seed(bytearray(self.seed.encode())).sign(body.encode())
        return f"{body}.{_base64(signature)}"


def make_key(kind: int) -> Key:
    """A new key; `kind` is one of nkeys' prefix bytes."""
    seed = nkeys.encode_seed(secrets.token_bytes(32), kind)
    public = nkeys.from_seed(bytearray(seed)).public_key
    return Key(seed.decode(), public.decode())


def write_operator(directory: Path) -> tuple[Path, Path]:
    """A server's configuration with JetStream for one account, and a .creds file of its user."""
    operator = make_key(nkeys.PREFIX_BYTE_OPERATOR)
    account = make_key(nkeys.PREFIX_BYTE_ACCOUNT)
    system = make_key(nkeys.PREFIX_BYTE_ACCOUNT)
    user = make_key(nkeys.PREFIX_BYTE_USER)
    about = {"type": "operator", "version": 2, "system_account": system.public}
    operator_token = operator.sign({"sub": operator.public, "name": "lab", "nats": about})
    accounts = {
        key.public: operator.sign(
            {
                "sub": key.public,
                "name": name,
                "nats": {"type": "account", "version": 2, "limits": UNLIMITED | limits},
            }
        )
        for name, key, limits in (
            ("KRYTEN", account, {}),
            ("SYS", system, {"mem_storage": 0, "disk_storage": 0}),
        )
    }
    rights = {"type": "user", "version": 2, "pub": {}, "sub": {}, "subs": -1, "data": -1}
    token = account.sign({"sub": user.public, "name": "playlist", "nats": rights | {"payload": -1}})
    directory.mkdir(parents=True, exist_ok=True)
    config = directory / "operator.conf"
    preload = "\n".join(f"  {public}: {text}" for public, text in accounts.items())
    config.write_text(
        f"operator: {operator_token}\nresolver: MEMORY\nresolver_preload {{\n{preload}\n}}\n"
        "jetstream { max_memory_store: 64MB, max_file_store: 1GB\n"
        f"  store_dir: {json.dumps(str(directory / 'jetstream'))} }}\n",
        encoding="utf-8",
    )
    creds = directory / "playlist.creds"
    creds.touch(mode=0o600)
    creds.write_text(CREDS.format(token=token, seed=user.seed), encoding="utf-8")
    return config, creds


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
