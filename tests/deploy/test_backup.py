"""Backup and restore on real servers: whole, safe to repeat, and never over newer data unasked."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import nats
import nats.js.errors
import pytest

from action_api.nats_link import NatsLink
from action_api.services.backup import KEPT, LEFT_OUT_BUCKETS
from action_api.settings import load_settings
from action_api.stores.backup_file import BackupUnusable, read_backup
from action_api.stores.kv import KvBucket
from tests.deploy.nats_users import NATS
from tests.integration.playlist_harness import running_service, save
from tests.standins.nats_server import NatsServer
from tests.standins.processes import Child, wait_until

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """A NATS in use."""
    with NatsServer(tmp_path_factory.mktemp("old")) as server:
        fill(server)
        yield server


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[NatsServer]:
    """A NATS that holds nothing."""
    with NatsServer(tmp_path / "fresh") as server:
        yield server


def on(server: NatsServer, act: Callable[[NatsLink], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        link = NatsLink(load_settings({"NATS_URL": server.url}, None))
        await link.start()
        assert await link.wait_up(20)
        try:
            return await act(link)
        finally:
            await link.stop()

    return asyncio.run(run())


def fill(server: NatsServer) -> None:
    async def act(link: NatsLink) -> None:
        for name in (*KEPT, *LEFT_OUT_BUCKETS):
            bucket = KvBucket(link, name, f"about {name}")
            for number in range(3):
                await bucket.create(f"key.{number}", {"bucket": name, "n": number})
            await bucket.update("key.1", {"n": "changed"}, 2)
            await bucket.delete("key.2", 3)
        auth = KvBucket(link, "kryten_playlist_auth", "")
        await auth.create("challenge.alice", {"hash": "never-to-be-saved"}, 3600)
        await auth.create("limit.ip.1", {"count": 3}, 3600)
        await auth.create("session.alice", {"ended": 7}, 7200)
        await auth.create("session.bob", {"ended": 8}, 1)

    on(server, act)


def contents(server: NatsServer) -> dict[str, Any]:
    """Every record of the buckets that are kept, by bucket and key."""

    async def act(link: NatsLink) -> dict[str, Any]:
        found = {}
        for name in KEPT:
            for entry in await KvBucket(link, name, "").entries(within=20):
                found[f"{name}/{entry.key}"] = entry.record
        return found

    found: dict[str, Any] = on(server, act)
    return found


def run(
    server: NatsServer | str, script: str, *words: str | Path
) -> subprocess.CompletedProcess[str]:
    """scripts/backup.sh or restore.sh, as an admin runs it from another directory."""
    url = server if isinstance(server, str) else server.url
    return subprocess.run(
        [ROOT / "scripts" / f"{script}.sh", *words],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "NATS_URL": url},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def saved(old: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it; the session that ends within a second has ended since."""
    directory = tmp_path_factory.mktemp("backups")
    done = run(old, "backup", directory)
    assert done.returncode == 0, done.stderr
    wait_until(
        lambda: "kryten_playlist_auth/session.bob" not in contents(old),
        what="bob's session ended",
        within=20,
    )
    (path,) = directory.iterdir()
    return path


def test_a_backup_is_private_and_holds_what_is_worth_keeping(old: NatsServer, saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    text = gzip.decompress(saved.read_bytes()).decode()
    head, *rows, end = [json.loads(line) for line in text.splitlines()]
    assert set(head["buckets"]) == set(KEPT)
    assert head["buckets"]["kryten_playlist_acl"] == "about kryten_playlist_acl"
    assert end["records"] == len(rows)
    kept = {f"{row['bucket']}/{row['key']}" for row in rows}
    assert {one for one in kept if "session.bob" not in one} == set(contents(old)) - {
        "kryten_playlist_auth/challenge.alice",
        "kryten_playlist_auth/limit.ip.1",
    }
    assert "never-to-be-saved" not in text
    assert "kryten_playlist_auth/challenge" in head["left_out"]
    for name in KEPT:
        revisions = [row["revision"] for row in rows if row["bucket"] == name]
        assert revisions == sorted(revisions)


def test_a_new_nats_gets_everything_and_a_second_run_changes_nothing(
    old: NatsServer, saved: Path, fresh: NatsServer
) -> None:
    done = run(fresh, "restore", saved)
    assert done.returncode == 0, done.stderr
    assert "is in NATS and was read back" in done.stdout
    expected = {
        name: record
        for name, record in contents(old).items()
        if not name.startswith(("kryten_playlist_auth/challenge", "kryten_playlist_auth/limit"))
    }
    wait_until(
        lambda: {n: r for n, r in contents(fresh).items() if "bob" not in n} == expected,
        what="the same records",
        within=20,
    )
    again = run(fresh, "restore", saved, "--format", "json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["written"] == 0


def test_what_has_a_time_to_live_keeps_what_is_left_of_it(saved: Path, fresh: NatsServer) -> None:
    assert run(fresh, "restore", saved).returncode == 0

    async def header() -> str:
        client = await nats.connect(fresh.url)
        message = await client.jetstream().get_msg(
            "KV_kryten_playlist_auth", subject="$KV.kryten_playlist_auth.session.alice"
        )
        await client.close()
        return str((message.headers or {})["Nats-TTL"])

    assert 6000 < int(asyncio.run(header()).removesuffix("s")) <= 7200


def test_newer_data_is_not_overwritten_unasked(saved: Path, fresh: NatsServer) -> None:
    """Nothing at all is written where one key is newer, a deleted one too."""

    async def newer(link: NatsLink) -> None:
        await KvBucket(link, "kryten_playlist_acl", "").create("key.0", {"n": "newer"})
        playlists = KvBucket(link, "kryten_playlist_playlists", "")
        await playlists.delete("key.0", await playlists.create("key.0", {"n": "deleted"}))

    on(fresh, newer)
    before = contents(fresh)
    refused = run(fresh, "restore", saved)
    assert refused.returncode == 1
    assert "kryten_playlist_acl/key.0" in refused.stderr
    assert "kryten_playlist_playlists/key.0" in refused.stderr
    assert "--overwrite" in refused.stderr
    assert contents(fresh) == before
    done = run(fresh, "restore", saved, "--overwrite")
    assert done.returncode == 0, done.stderr
    assert contents(fresh)["kryten_playlist_acl/key.0"]["n"] == 0
    assert contents(fresh)["kryten_playlist_playlists/key.0"]["n"] == 0


async def stored(server: NatsServer, stream: str) -> int:
    """How many messages a stream holds; 0 where it is not there yet."""
    client = await nats.connect(server.url)
    try:
        return int((await client.jetstream().stream_info(stream)).state.messages)
    except nats.js.errors.NotFoundError:
        return 0
    finally:
        await client.close()


def test_a_restore_killed_midway_is_finished_by_the_next(tmp_path: Path, fresh: NatsServer) -> None:
    count = 3000

    async def many(link: NatsLink) -> None:
        bucket = KvBucket(link, "kryten_playlist_audit", "")
        for number in range(count):
            await bucket.create(f"key.{number}", {"n": number})

    path = tmp_path / "many.jsonl.gz"
    with NatsServer(tmp_path / "many") as server:
        on(server, many)
        assert run(server, "backup", path).returncode == 0
    program = [BIN / "kryten-playlist", "restore", path]
    environment = {"PATH": "/usr/bin:/bin", "NATS_URL": fresh.url}
    with Child("restore", program, log=tmp_path / "log", env=environment, cwd=tmp_path) as child:
        wait_until(
            lambda: asyncio.run(stored(fresh, "KV_kryten_playlist_audit")) > 50,
            what="some records",
            within=60,
        )
        child.kill()
    there = asyncio.run(stored(fresh, "KV_kryten_playlist_audit"))
    assert 50 < there < count
    done = run(fresh, "restore", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"written": count - there, "there": there, "expired": 0}


def damages(whole: bytes) -> Iterator[tuple[str, bytes]]:
    text = gzip.decompress(whole)
    yield "cut off", whole[: len(whole) // 2]
    yield "one byte turned", whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]
    yield "a line changed", gzip.compress(text.replace(b'"changed\\"', b'"forged!\\"'))
    yield "a line lost", gzip.compress(b"\n".join(text.split(b"\n")[:2] + text.split(b"\n")[3:]))
    yield "without its end", gzip.compress(b"\n".join(text.split(b"\n")[:-2]) + b"\n")
    yield "something else", b"hello"
    yield "empty", b""
    yield "other JSON", gzip.compress(b'{"a":1}\n{"b":2}\n')


def test_a_damaged_backup_is_refused_before_nats_is_touched(saved: Path, tmp_path: Path) -> None:
    """However it is damaged. No NATS runs here: it would be reached too late to matter."""
    for name, data in damages(saved.read_bytes()):
        path = tmp_path / f"{name}.jsonl.gz"
        path.write_bytes(data)
        with pytest.raises(BackupUnusable, match="is damaged"):
            read_backup(path)
    refused = run("nats://127.0.0.1:1", "restore", path)
    assert refused.returncode == 1, refused.stderr
    assert "is damaged or no backup" in refused.stderr


def test_the_wrong_nats_is_told_apart(saved: Path, tmp_path: Path, fresh: NatsServer) -> None:
    """No NATS: exit 3. One without our buckets: exit 1, nothing written, no bucket made."""
    for words in (("backup", tmp_path), ("restore", saved)):
        away = run("nats://127.0.0.1:1", *words)
        assert away.returncode == 3, away.stderr
        assert "NATS cannot be reached" in away.stderr
    empty = run(fresh, "backup", tmp_path)
    assert empty.returncode == 1
    assert "holds none of our buckets" in empty.stderr

    async def streams(link: NatsLink) -> int:
        async with link.session() as client:
            return len(await link.jetstream(client).streams_info())

    assert on(fresh, streams) == 0
    assert list(tmp_path.glob("*.gz")) == []


def test_usage_and_an_existing_file(old: NatsServer, saved: Path) -> None:
    assert run(old, "restore", "/nowhere.gz").returncode == 2
    taken = run(old, "backup", saved)
    assert taken.returncode == 1
    assert "exists already" in taken.stderr
    assert run("nonsense", "backup", "/tmp").returncode == 2


def test_a_running_service_is_saved_and_comes_back_on_a_new_nats(
    tmp_path: Path, fresh: NatsServer
) -> None:
    """Playlists and roles, under a load of saves: each one that had ended is in the backup."""
    with (
        NatsServer(tmp_path / "nats") as server,
        running_service(server, tmp_path / "service") as service,
        ThreadPoolExecutor(max_workers=1) as saving,
    ):
        ann, stopped = service.person("Ann"), Event()
        made = [save(ann, f"List {number}", ["show01", "movie02"])["id"] for number in range(5)]

        def save_on() -> None:
            number = 100
            while not stopped.is_set():
                save(ann, f"List {number}", ["show01"])
                number += 1

        load = saving.submit(save_on)
        try:
            done = run(server, "backup", tmp_path / "backup.jsonl.gz")
        finally:
            stopped.set()
        load.result()
        assert done.returncode == 0, done.stderr
    done = run(fresh, "restore", tmp_path / "backup.jsonl.gz")
    assert done.returncode == 0, done.stderr
    with running_service(fresh, tmp_path / "again") as service:
        shown = service.person("bob").get("/playlists").json()["playlists"]
        assert {one["id"] for one in shown} >= set(made)
        changed = service.person("bob").post("/playlists", json={"name": "List 3", "items": []})
        assert changed.json()["code"] == "name_taken"


def test_every_bucket_is_saved_or_said_to_be_left_out() -> None:
    """By the list of those we may use."""
    users = (NATS / "users.conf").read_text(encoding="utf-8")
    for name in (*KEPT, *LEFT_OUT_BUCKETS):
        assert f'"$KV.{name}.>"' in users
    assert users.count('"$KV.kryten_playlist_') == len(KEPT) + len(LEFT_OUT_BUCKETS)
