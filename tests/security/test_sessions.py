"""Session cookies that are old, foreign, borrowed or planted open nothing."""

from __future__ import annotations

import ast
import base64
import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from action_api.services.sessions import Sessions, Signer
from tests.integration.api_harness import SECRET_KEY, Browser, command, problem
from tests.integration.playlist_harness import Service

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
KEY = SECRET_KEY.encode()
NOBODY = {"username": None, "role": "anonymous"}
CLAIMS = {
    "v": 1,
    "sid": "forged",
    "name": "labadmin",
    "reg": True,
    "iat": int(time.time() * 1000),
    "exp": int(time.time()) + 3600,
}


def issued(name: str = "labadmin", *, key: bytes = KEY, hours: int = 24, ago: float = 0.0) -> str:
    sessions = Sessions(key, hours, lambda: time.time() - ago, lambda: f"sid-of-{name}")
    return sessions.issue(name, True)[1]


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def shown(service: Service, cookie: str) -> dict[str, object]:
    answer = service.api.get("/auth/session", headers={"Cookie": cookie})
    assert answer.status_code == 200, answer.text
    document: dict[str, object] = answer.json()
    return document


def test_a_session_of_ours_is_believed(guarded: Service) -> None:
    """What the tests below alter is good as it is."""
    assert shown(guarded, f"kryten_playlist={issued()}")["role"] == "admin"


@pytest.mark.parametrize(
    "text",
    [
        lambda: issued(key=b"another key of quite enough bytes, 48 of them!!"),
        lambda: issued(hours=1, ago=3601),
        lambda: Signer(KEY, "block token").sign(CLAIMS),
        lambda: Signer(KEY, "otp").sign(CLAIMS),
        lambda: Signer(KEY, "session").sign({**CLAIMS, "v": 2}),
        lambda: Signer(KEY, "session").sign({**CLAIMS, "exp": 1}),
        lambda: f"{encoded(CLAIMS)}.",
        lambda: f"{encoded(CLAIMS)}.{issued().split('.')[1]}",
        lambda: f"{encoded({'alg': 'none'})}.{encoded(CLAIMS)}.",
        lambda: issued() + "=",
        lambda: issued().swapcase(),
        lambda: issued().replace(".", ".."),
        lambda: f" {issued()[:-1]}",
    ],
    ids=[
        "another key",
        "expired",
        "a block token's key",
        "the code's key",
        "another version",
        "expired by its own word",
        "no signature",
        "another one's signature",
        "a token that says it needs no signature",
        "padded",
        "case swapped",
        "one dot more",
        "cut",
    ],
)
def test_a_cookie_we_did_not_make_like_that_is_nobody(
    guarded: Service, text: Callable[[], str]
) -> None:
    """Foreign keys, other purposes, other times and altered texts are all the same: signed out."""
    for _ in range(3):  # whichever worker answers
        assert shown(guarded, f"kryten_playlist={text()}") == NOBODY
    answer = guarded.api.get("/admin/blessed", headers={"Cookie": f"kryten_playlist={text()}"})
    problem(answer, 401, "sign_in_required")


def test_a_session_is_taken_from_the_cookie_alone(guarded: Service) -> None:
    """Neither address nor another header carries it, so none leaks it into logs and referrers."""
    text = issued()
    headers = {"Authorization": f"Bearer {text}", "X-Session": text, "X-Username": "labadmin"}
    answer = guarded.api.get(f"/auth/session?kryten_playlist={text}", headers=headers)
    assert answer.json() == NOBODY
    assert text not in guarded.api.log.read_text(encoding="utf-8")


def test_over_https_a_cookie_that_any_subdomain_could_plant_is_not_looked_at(
    guarded: Service,
) -> None:
    """Only the __Host- name counts there: another host cannot set it; and the reverse on http."""
    https = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
    planted = guarded.api.get(
        "/auth/session", headers={**https, "Cookie": f"kryten_playlist={issued()}"}
    )
    assert planted.json() == NOBODY
    own = guarded.api.get(
        "/auth/session", headers={**https, "Cookie": f"__Host-kryten_playlist={issued()}"}
    )
    assert own.json()["username"] == "labadmin"
    assert shown(guarded, f"__Host-kryten_playlist={issued()}") == NOBODY


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_signing_out_takes_the_cookie_away_with_its_flags(guarded: Service, scheme: str) -> None:
    """The browser drops what it held: same name, path and flags, no value, in the past."""
    name = "__Host-kryten_playlist" if scheme == "https" else "kryten_playlist"
    headers = {"X-Forwarded-Proto": scheme, "Cookie": f"{name}={issued('leaver')}"}
    answer = httpx.post(f"{guarded.api.url}/api/v1/auth/logout", headers=headers)
    parts = {part.strip() for part in answer.headers["Set-Cookie"].split(";")}
    assert any(part.startswith(f"{name}=") and part.strip(f'{name}="') == "" for part in parts)
    assert {"expires=Thu, 01 Jan 1970 00:00:00 GMT", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert ("Secure" in parts) == (scheme == "https")
    assert not any(part.lower().startswith("domain") for part in parts)


def test_a_role_taken_away_is_gone_at_the_next_call(guarded: Service) -> None:
    """An open session of somebody unblessed saves nothing more, in whichever process."""
    gone = guarded.person("gone-soon")
    body = {"name": "While blessed", "items": []}
    guarded.bless("gone-soon")
    assert gone.post("/playlists", json=body).status_code == 201
    assert command(guarded.environment, "blessed", "remove", "gone-soon").returncode == 0
    for number in range(6):
        answer = gone.post("/playlists", json={"name": f"After {number}", "items": []})
        problem(answer, 403, "not_permitted")


def test_signing_out_everywhere_ends_a_copied_cookie_in_every_process(guarded: Service) -> None:
    """Who copied the cookie is out too; a session begun afterwards stands."""
    copied = f"kryten_playlist={issued('robbed')}"
    assert shown(guarded, copied)["username"] == "robbed"
    browser = Browser(guarded.api.url, "203.0.113.9")
    browser.http.headers["Cookie"] = copied
    assert browser.http.post("/auth/logout-everywhere").status_code == 204
    browser.close()
    for _ in range(8):
        assert shown(guarded, copied) == NOBODY
    assert shown(guarded, f"kryten_playlist={issued('robbed', ago=-2)}")["username"] == "robbed"


def test_secrets_are_compared_in_constant_time() -> None:
    """Codes' digests and signatures meet compare_digest and never ==."""
    for name in ("domain/otp.py", "services/sessions.py"):
        tree = ast.parse((ROOT / "action_api" / name).read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        assert [call for call in calls if call.attr == "compare_digest"], name
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare):
                compared = ast.unparse(node)
                assert not any(word in compared for word in ("digest", "mac", "secret")), compared
