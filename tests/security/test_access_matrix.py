"""Every route, every method, every role: who is let in is what the contract says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import falcon.inspect
import httpx
import nats
import pytest

from action_api.app import create_app
from action_api.settings import load_settings
from tests.integration.api_harness import problem
from tests.integration.playlist_harness import Service
from tests.security.access_matrix import MATRIX, ROLES, Row

pytestmark = pytest.mark.integration

BASE = "/api/v1"
# outside the API and not handed on by the web server: a scraper of the operator's reads it
OUTSIDE = {("GET", "/metrics")}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Every method and path of the real application."""
    settings = load_settings(
        {"SECRET_KEY": "x" * 48, "STATE_DIR": str(tmp_path_factory.mktemp("state"))}, None
    )
    return {
        (method.method, route.path)
        for route in falcon.inspect.inspect_routes(create_app(settings))
        for method in route.methods
        if not method.internal
    }


def ask(person: httpx.Client, row: Row) -> httpx.Response:
    return person.request(
        row.method, row.concrete_path, json=row.body, params=row.query, headers=row.headers
    )


def written(nats_url: str) -> dict[str, int]:
    """How often each of our buckets has been written to."""

    async def read() -> dict[str, int]:
        client = await nats.connect(nats_url)
        try:
            streams = await client.jetstream().streams_info()
        finally:
            await client.close()
        ours = [one for one in streams if str(one.config.name).startswith("KV_kryten_playlist_")]
        return {str(one.config.name): one.state.last_seq for one in ours}

    return asyncio.run(read())


def may(role: str, row: Row) -> bool:
    return ROLES.index(role) >= ROLES.index(row.least_role)


def test_every_route_has_a_row_and_every_row_a_route(routes: set[tuple[str, str]]) -> None:
    """A new route is not reachable by accident: somebody has to write down who may call it."""
    rows = [(row.method, BASE + row.path) for row in MATRIX]
    assert len(rows) == len(set(rows))
    assert routes - OUTSIDE == set(rows)


def test_the_openapi_names_the_role_of_every_row(guarded: Service) -> None:
    """What clients are told they need is what the contract says."""
    paths = guarded.api.get("/openapi.json").json()["paths"]
    told = {
        (row.method, row.path): operation.get("description", "Needs the role anonymous.")
        for row in MATRIX
        if (operation := paths.get(BASE + row.path, {}).get(row.method.lower()))
    }
    undescribed = {(row.method, row.path) for row in MATRIX} - set(told)
    assert undescribed == {("GET", "/openapi.json")}
    for row in MATRIX:
        if (row.method, row.path) not in undescribed:
            needs = told[row.method, row.path]
            assert f"Needs the role {row.least_role}." in needs, (row, needs)


def test_whoever_may_not_is_refused_and_nothing_is_changed(
    guarded: Service, people: dict[str, httpx.Client]
) -> None:
    """401 to who is not signed in, 403 with the role needed to others, and no record is written."""
    before = written(guarded.nats.url)
    refused = 0
    for row in MATRIX:
        for role in ROLES:
            if may(role, row):
                continue
            answer = ask(people[role], row)
            refused += 1
            if role == "anonymous":
                problem(answer, 401, "sign_in_required")
            else:
                document = problem(answer, 403, "not_permitted")
                assert document["required_role"] == row.least_role, (role, row)
            assert "Set-Cookie" not in answer.headers
    assert refused > 60
    assert written(guarded.nats.url) == before


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.path}")
def test_whoever_may_is_let_in(row: Row, guarded: Service, people: dict[str, httpx.Client]) -> None:
    """The least role and every one above it get the contract's answer, none a 401 or 403."""
    for role in ROLES:
        if not may(role, row):
            continue
        person = people[role]
        if "logout" in row.path:  # ends the session it is made in: not one that others need
            name = f"{'every' if 'everywhere' in row.path else 'one'}-{role}"
            person = guarded.person(None if role == "anonymous" else name)
        answer = ask(person, row)
        assert answer.status_code in {row.answer, *_repeated(row)}, (role, answer.text)


def _repeated(row: Row) -> set[int]:
    """What the second of two who may is answered where the first has done it."""
    return {409} if (row.method, row.path) == ("POST", "/playlists") else set()


def test_every_other_method_is_refused_to_everybody(
    guarded: Service, people: dict[str, httpx.Client], routes: set[tuple[str, str]]
) -> None:
    """No path does anything by a method it was not made for, whoever asks."""
    before = written(guarded.nats.url)
    for path in sorted({path for _, path in routes}):
        for method in METHODS:
            if (method, path) in routes:
                continue
            concrete = path.format(id="0" * 24, username="Nobody", video_id="movie01")
            answer = people["admin"].request(method, f"{guarded.api.url}{concrete}")
            assert answer.status_code in {400, 405, 501}, (method, path, answer.text)
    assert written(guarded.nats.url) == before


def test_the_web_server_hands_on_the_api_and_nothing_beside_it() -> None:
    """/metrics is for the operator's scraper: the public web server knows /api alone."""
    caddyfile = (Path(__file__).parents[2] / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert caddyfile.count("reverse_proxy") == 1
    assert "handle /api/* {\n\t\treverse_proxy" in caddyfile
    assert "metrics" not in caddyfile
