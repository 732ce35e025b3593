"""Playlists by the other doors: the command line, NATS commands, and the file beside the site."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import nats
import pytest

from tests.integration.api_harness import command, running_worker
from tests.integration.playlist_harness import Service, ids, put, running_service, save
from tests.standins.nats_server import NatsServer
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    with (
        NatsServer(tmp_path_factory.mktemp("own-nats")) as own,
        running_service(own, tmp_path_factory.mktemp("elsewhere")) as running,
        running_worker(running.environment, running.directory / "worker"),
    ):
        yield running


@pytest.fixture(scope="module")
def ann(service: Service) -> httpx.Client:
    return service.person("Ann")


def ask(url: str, message: dict[str, object]) -> dict[str, Any]:
    async def request() -> dict[str, Any]:
        client = await nats.connect(url)
        try:
            answer = await client.request(
                "kryten.playlist.command", json.dumps(message).encode(), timeout=5
            )
            found: dict[str, Any] = json.loads(answer.data)
            return found
        finally:
            await client.close()

    return asyncio.run(request())


def beside_the_site(service: Service) -> dict[str, Any]:
    path = Path(service.environment["SITE_DIR"]) / "live" / "playlists.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"playlists": []}
    return found


def test_the_command_line_lists_and_shows(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, "Shell \u2713 list", ["movie01", "gone"])
    listed = command(service.environment, "playlists", "list")
    assert listed.returncode == 0, listed.stderr
    assert re.search(rf"{playlist['id']}\s+2\s+1:30:00\s+Shell ✓ list", listed.stdout)
    as_json = command(service.environment, "playlists", "list", "--format", "json")
    assert len(as_json.stdout.splitlines()) == 1
    assert playlist["id"] in [one["id"] for one in json.loads(as_json.stdout)["playlists"]]
    shown = command(service.environment, "playlists", "show", "SHELL ✓ LIST")
    assert "movie01" in shown.stdout
    assert "unavailable" in shown.stdout
    by_id = command(service.environment, "playlists", "show", playlist["id"], "--format", "json")
    assert ids(json.loads(by_id.stdout)) == ["movie01", "gone"]


@pytest.mark.parametrize("wanted", ["json", "txt", "csv", "m3u"])
def test_the_command_line_exports_what_it_imports(
    service: Service, ann: httpx.Client, tmp_path: Path, wanted: str
) -> None:
    items = ["show03", "evil", "movie02", "show03"]
    save(ann, f"To {wanted}", items)
    target = tmp_path / f"file.{wanted}"
    done = command(
        service.environment, "playlists", "export", f"to {wanted}", "--as", wanted, "-o", target
    )
    assert done.returncode == 0, done.stderr
    back = command(
        service.environment, "playlists", "import", target, "--name", f"Back from {wanted}"
    )
    assert back.returncode == 0, back.stderr
    found = ann.get("/playlists").json()["playlists"]
    (copy,) = [one for one in found if one["name"] == f"Back from {wanted}"]
    assert ids(ann.get(f"/playlists/{copy['id']}").json()) == items


def test_an_import_with_unknown_lines_saves_nothing_unasked(
    service: Service, ann: httpx.Client, tmp_path: Path
) -> None:
    source = tmp_path / "lines.txt"
    source.write_text("movie01\nno such film\n", encoding="utf-8")
    refused = command(service.environment, "playlists", "import", source, "--name", "Partly")
    assert refused.returncode == 1
    assert "line 2: 'no such film'" in refused.stderr
    assert "Partly" not in [one["name"] for one in ann.get("/playlists").json()["playlists"]]
    done = command(
        service.environment, "playlists", "import", source, "--name", "Partly", "--skip-unknown"
    )
    assert done.returncode == 0, done.stderr
    assert "1 items" in done.stdout


def test_the_command_line_says_what_is_wrong(service: Service) -> None:
    missing = command(service.environment, "playlists", "show", "no such list")
    assert (missing.returncode, "no such list" in missing.stderr) == (1, True)
    unreachable = service.environment | {"NATS_URL": "nats://127.0.0.1:1"}
    assert command(unreachable, "playlists", "list").returncode == 3
    assert command(service.environment, "playlists", "export").returncode == 2


def test_commands_on_nats_list_and_get(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, "By command", ["movie01"])
    listed = ask(service.nats.url, {"command": "playlist.list", "service": "playlist"})
    assert listed["success"] is True
    assert playlist["id"] in [one["id"] for one in listed["data"]["playlists"]]
    for which in ({"id": playlist["id"]}, {"name": "by COMMAND"}):
        got = ask(service.nats.url, {"command": "playlist.get", **which})
        assert ids(got["data"]) == ["movie01"]
    assert ask(service.nats.url, {"command": "playlist.get", "name": "nowhere"})["success"] is False
    refused = ask(service.nats.url, {"command": "playlist.get"})
    assert "'id' or 'name'" in refused["error"]


def test_the_file_beside_the_site_follows_every_change(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, "Published", ["movie01"])

    def published() -> dict[str, Any]:
        found = beside_the_site(service)["playlists"]
        return next((one for one in found if one["id"] == playlist["id"]), {})

    wait_until(lambda: published().get("items") == ["movie01"], what="the file", within=40)
    assert published()["name"] == "Published"
    assert published()["duration_seconds"] == 5400
    changed = put(ann, playlist, ["movie02"]).json()
    wait_until(lambda: published()["items"] == ["movie02"], what="the change", within=40)
    ann.delete(f"/playlists/{playlist['id']}", headers={"If-Match": f'"{changed["revision"]}"'})
    wait_until(lambda: published() == {}, what="the deletion", within=40)
    left = list((Path(service.environment["SITE_DIR"]) / "live").iterdir())
    assert {path.name for path in left} - {"stats.json"} == {"playlists.json"}
