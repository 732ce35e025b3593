"""Garbage on every subject we hear and in every bucket we read harms nothing."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nats
import pytest
from nats.js.api import KeyValueConfig

from tests.integration.api_harness import problem, running_worker
from tests.integration.playlist_harness import Service, running_service, save
from tests.standins.nats_server import NatsServer
from tests.standins.processes import Child, wait_until

pytestmark = pytest.mark.integration

EVENTS = "kryten.events.cytube.lab"
HEARD = [
    *(
        f"{EVENTS}.{name}"
        for name in (
            *("queue", "delete", "movevideo", "settemp", "playlist", "setplaylistmeta"),
            *("setcurrent", "changemedia", "mediaupdate", "queuefail", "channelopts"),
            *("setpermissions", "login", "pm", "errormsg", "chatmsg", "adduser", "strange"),
        )
    ),
    "kryten.lifecycle.robot.startup",
    "kryten.lifecycle.robot.shutdown",
    "kryten.lifecycle.robot.strange",
    "kryten.service.discovery.poll",
    "kryten.playlist.command",
]
FIXED = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"17",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"payload":' * 20_000 + b"1" + b"}" * 20_000,
    b'{"payload":"' + b"x" * 900_000 + b'"}',
    b'{"payload":{"uid":Infinity,"after":NaN,"from":1e999,"count":-1e999}}',
    b'{"payload":{"item":{"uid":1e400,"media":{"id":null}},"after":"prepend"}}',
    b'{"payload":{"username":{"a":1},"msg":["!playlist refresh"],"to":7}}',
    b'{"payload":{"username":"Vic\\u0000\\n2026 INFO forged","msg":"!playlist apply x"}}',
    b'{"payload":{"username":"' + b"V" * 100_000 + b'","msg":"block"}}',
    b'{"command":{"a":1},"service":["playlist"]}',
    b'{"command":"playlist.get","id":"> * .. \\ud800","service":"playlist"}',
    b'{"command":"playlist.apply","id":"x.y","mode":{}}',
    b'{"command":"blessed.add","username":["labadmin"]}',
]
LEAVES: list[Any] = [None, True, -1, 2**70, 1.5, "", "x", "prepend", "\ud800", "<b>", [], {}]
WORDS = [
    *("payload", "uid", "item", "media", "id", "after", "from", "temp", "count", "msg", "to"),
    *("username", "currentTime", "command", "service", "domain", "seconds", "rows", "job_id"),
]


def random_json(rng: random.Random, depth: int = 4) -> Any:
    if depth == 0 or rng.random() < 0.3:
        return rng.choice(LEAVES)
    if rng.random() < 0.3:
        return [random_json(rng, depth - 1) for _ in range(rng.randrange(4))]
    return {rng.choice(WORDS): random_json(rng, depth - 1) for _ in range(rng.randrange(5))}


@dataclass(frozen=True, slots=True)
class Shaken:
    """A service of its own with its worker: what is put into its NATS stays there."""

    service: Service
    worker: Child
    worker_log: Path

    def logs(self) -> str:
        return self.service.api.log.read_text() + self.worker_log.read_text()


@pytest.fixture(scope="module")
def shaken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shaken]:
    directory = tmp_path_factory.mktemp("shaken")
    with (
        NatsServer(directory / "nats") as server,
        running_service(server, directory, LOG_LEVEL="INFO") as service,
        running_worker(service.environment, directory / "worker") as worker,
    ):
        wait_until(
            lambda: command(service, {"command": "system.ping"}) is not None,
            what="the worker's answer to a ping",
        )
        yield Shaken(service, worker, directory / "worker" / "worker.log")


def publish(service: Service, messages: Iterable[tuple[str, bytes]]) -> None:
    async def send() -> None:
        client = await nats.connect(service.nats.url)
        for subject, data in messages:
            await client.publish(subject, data)
        await client.flush(timeout=30)
        await client.close()

    asyncio.run(send())


def command(
    service: Service, request: dict[str, Any], reply_to: str | None = None
) -> dict[str, Any] | None:
    """The worker's answer to a command; None where none came."""

    async def ask() -> dict[str, Any] | None:
        client = await nats.connect(service.nats.url)
        inbox = reply_to or client.new_inbox()
        try:
            answers = await client.subscribe(inbox)
            await client.publish(
                "kryten.playlist.command", json.dumps(request).encode(), reply=inbox
            )
            message = await answers.next_msg(timeout=3)
        except (nats.errors.TimeoutError, nats.errors.NoRespondersError):
            return None
        finally:
            await client.close()
        found: dict[str, Any] | None = json.loads(message.data) if message.data else None
        return found

    return asyncio.run(ask())


def put(service: Service, bucket: str, values: dict[str, bytes]) -> None:
    async def write() -> None:
        client = await nats.connect(service.nats.url)
        jetstream = client.jetstream()
        try:
            kv = await jetstream.key_value(bucket)
        except nats.js.errors.BucketNotFoundError:  # nobody has needed it yet
            kv = await jetstream.create_key_value(KeyValueConfig(bucket=bucket))
        for key, value in values.items():
            await kv.put(key, value)
        await client.close()

    asyncio.run(write())


def drop(service: Service, bucket: str, keys: Iterable[str]) -> None:
    async def purge() -> None:
        client = await nats.connect(service.nats.url)
        kv = await client.jetstream().key_value(bucket)
        for key in keys:
            await kv.purge(key)
        await client.close()

    asyncio.run(purge())


def still_works(shaken: Shaken, name: str) -> None:
    """API and worker are up, and do what they are for."""
    assert shaken.worker.running

    def pongs() -> bool:
        answer = command(shaken.service, {"command": "system.ping", "service": "playlist"})
        return answer is not None and answer.get("pong") is True

    wait_until(pongs, what="an answer to a ping", within=30)
    ann = shaken.service.person("Ann")
    saved = save(ann, name, ["movie01"])
    assert saved["stored"] == "live"
    for _ in range(4):  # whichever worker answers
        assert ann.get(f"/playlists/{saved['id']}").json()["name"] == name


def test_garbage_on_our_subjects_is_left_out(shaken: Shaken) -> None:
    """Two thousand messages later everything works, and the logs say so in a few lines."""
    before = shaken.logs().count("\n")
    rng = random.Random(7)
    invented = [json.dumps(random_json(rng)).encode() for _ in range(60)]
    publish(shaken.service, ((subject, data) for subject in HEARD for data in FIXED + invented))
    still_works(shaken, "After the garbage")
    logs = shaken.logs()
    assert "Traceback" not in logs
    assert "is not as CyTube sends it" in logs
    assert not [line for line in logs.splitlines() if line.startswith("2026 INFO forged")]
    quiet = [line for line in logs.splitlines() if "action_api.access" not in line]
    assert len(quiet) - before < 100, "\n".join(quiet[-100:])


def test_a_robot_that_answers_nonsense_is_called_away(shaken: Shaken) -> None:
    """Sign-in and queue say in words that the robot makes no sense; no traceback, no 500."""

    async def answer_nonsense(stop: asyncio.Event, started: asyncio.Event) -> None:
        client = await nats.connect(shaken.service.nats.url)
        rng = random.Random(11)

        async def on_request(message: Any) -> None:
            data = random_json(rng)
            reply = {"success": True, "data": data} if rng.random() < 0.7 else data
            stats = {"success": True, "data": {"connections": {"cytube": {"connected": True}}}}
            asked = b"system.stats" in message.data and rng.random() < 0.8
            await message.respond(json.dumps(stats if asked else reply).encode())

        await client.subscribe("kryten.robot.command", cb=on_request)
        await client.subscribe("kryten.user_level.>", cb=on_request)
        started.set()
        await stop.wait()
        await client.close()

    async def ask() -> list[httpx.Response]:
        stop, started = asyncio.Event(), asyncio.Event()
        robot = asyncio.create_task(answer_nonsense(stop, started))
        await started.wait()
        async with httpx.AsyncClient(base_url=f"{shaken.service.api.url}/api/v1") as client:
            answers = []
            for number in range(25):
                body = {"username": f"Vic{number}"}
                answers.append(await client.post("/auth/otp/request", json=body))
                answers.append(await client.get("/queue"))
        stop.set()
        await robot
        return answers

    answers = asyncio.run(ask())
    assert {answer.status_code for answer in answers} <= {200, 202, 409, 429, 503}
    still_works(shaken, "After the nonsense")
    assert "Traceback" not in shaken.logs()


@pytest.mark.parametrize(
    "inbox", ["$KV.kryten_playlist_acl.lists", "kryten.robot.strange", "$JS.API.STREAM.PURGE.x"]
)
def test_an_answer_is_not_sent_where_it_would_do_something(shaken: Shaken, inbox: str) -> None:
    """Who may only ask must not make us write: into a bucket, or to the robot."""
    request = {"command": "blessed.list", "service": "playlist"}
    assert command(shaken.service, request) is not None
    assert command(shaken.service, request, reply_to=inbox) is None
    assert shaken.service.person("Ann").get("/auth/session").json()["role"] == "blessed"


BAD = [
    b"{",
    b"[" * 50_000,
    b'{"job_id":[]}',
    b'{"schema_version":1,"blessed":[],"times":"x","level":[],"ids":7,"job_id":7,"page":"x",'
    b'"events":[{}],"rows":7,"body":{"name":3},"user":7,"blocked_until":"never"}',
]
BUCKETS = {
    "acl": ["lists"],
    "auth": [
        "challenge.vic",
        "lockout.vic",
        "revoked.vic",
        "ipblock.203=2E0=2E113=2E9",
        "ipblock.=ZZ",
    ],
    "audit": ["head", "page.1"],
    "jobs": ["latest-refresh", "refresh.x", "refresh.y.z"],
    "applies": ["latest-apply", "apply.x", "apply-wish.x.0", "apply-before.x.0"],
    "playlists": ["list.x", "name.x", "notice.vic.x", "strange", "list.deep.er"],
    "likes": ["item.x", "item.=ZZ", "user.x", "strange"],
    "stats": ["head", "item.00", "day.x", "day.2026-11-23", "playlist.x", "strange"],
}


READS = [
    *("/playlists", "/apply-jobs", "/admin/audit", "/notices", "/admin/ip-blocks", "/likes/top"),
    *("/stats/summary", "/stats/top-played", "/stats/days", "/admin/metrics", "/health"),
]


@pytest.mark.parametrize("value", BAD, ids=lambda value: repr(value[:20]))
def test_garbage_in_our_buckets_is_neither_used_nor_overwritten(
    shaken: Shaken, value: bytes
) -> None:
    """Rights stay as last seen, what is good is served, what is bad is a 503 that names its key."""
    name = f"Before {value[:20]!r}"
    saved = save(shaken.service.person("Ann"), name, ["movie02"])
    kept = dict(BUCKETS)
    for purpose, keys in kept.items():
        put(shaken.service, f"kryten_playlist_{purpose}", dict.fromkeys(keys, value))
    try:
        ann, admin = shaken.service.person("Ann"), shaken.service.person("labadmin")
        for _ in range(4):
            assert ann.get("/auth/session").json()["role"] == "blessed"
            assert ann.get(f"/playlists/{saved['id']}").json()["name"] == name
        refused = problem(admin.get("/admin/blessed"), 503, "unusable_record")
        assert "kryten_playlist_acl/lists" in refused["detail"]
        problem(admin.put("/admin/blessed/Mallory"), 503, "unusable_record")
        for path in READS:
            assert admin.get(path).status_code in {200, 503}, path
        problem(admin.post("/admin/catalog/refresh"), 503, "unusable_record")
        still_works(shaken, f"Amid {value[:20]!r}")
    finally:
        for purpose, keys in kept.items():
            drop(shaken.service, f"kryten_playlist_{purpose}", keys)
        admin = shaken.service.person("labadmin")
        wait_until(
            lambda: admin.put("/admin/blessed/Ann").status_code == 200,
            what="the lists to be written again",
        )
    assert "Traceback" not in shaken.logs()
    assert "is no record of this service" in shaken.logs()
