"""Events as the robot publishes them, and what the statistics make of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import nats
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.client import JetStreamContext
from nats.js.errors import NoKeysError, NotFoundError

from action_api.stores.event_stream import CONSUMER, STREAM
from action_api.stores.stats import shard_of
from tests.integration.api_harness import BIN
from tests.integration.playlist_harness import Service
from tests.standins.processes import Child, free_port, port_answers, wait_until

DOMAIN = "127.0.0.1"
SUBJECT = "kryten.events.cytube.lab"
TEMPLATE = "https://www.420grindhouse.com/api/v1/media/cytube/{}.json?format=json"

Event = tuple[str, Any]
T = TypeVar("T")


def media(video_id: str, seconds: int = 600) -> dict[str, Any]:
    """An item as CyTube describes it."""
    return {
        "id": TEMPLATE.format(video_id),
        "title": f"Title of {video_id}",
        "seconds": seconds,
        "duration": "10:00",
        "type": "cm",
        "meta": {"direct": {}, "thumbnail": "https://media.example/t.jpg"},
    }


def queued(video_id: str, uid: int, seconds: int = 600) -> Event:
    item = {"media": media(video_id, seconds), "uid": uid, "temp": False, "queueby": "Ann"}
    return ("queue", {"item": item, "after": "prepend"})


def started(video_id: str, uid: int, seconds: int = 600) -> list[Event]:
    return [
        ("setCurrent", uid),
        ("changeMedia", media(video_id, seconds) | {"currentTime": -3, "paused": True}),
    ]


def joined(video_id: str, uid: int, position: float, seconds: int = 600) -> list[Event]:
    """What the robot is told of what plays when it comes to the channel."""
    showing = media(video_id, seconds) | {"currentTime": position, "paused": False}
    once = [("setCurrent", uid), ("setCurrent", uid), ("changeMedia", showing)]
    return [("setPlaylistMeta", {"count": 3, "rawTime": 1800, "time": "30:00"}), *once, *once]


def update(position: float) -> Event:
    return ("mediaUpdate", {"currentTime": position, "paused": False})


def envelope(event: Event, at: float) -> tuple[str, bytes]:
    """Subject and message of an event."""
    name, payload = event
    message = {
        "event_name": name,
        "payload": payload,
        "channel": "lab",
        "domain": DOMAIN,
        "timestamp": datetime.fromtimestamp(at, UTC).isoformat(),
        "correlation_id": "c6bc601d-95e4-42a2-9b5c-bfd89892e137",
    }
    return f"{SUBJECT}.{name.lower()}", json.dumps(message).encode()


def tell(url: str, events: Iterable[tuple[Event, float]]) -> None:
    """Publishes events, each with its time, in order, as the robot does: on plain NATS.

    Returns when the stream has them.
    """
    messages = [envelope(event, at) for event, at in events]
    before = last_sequence(url)

    async def publish(_: JetStreamContext, client: Client) -> None:
        for subject, data in messages:
            await client.publish(subject, data)
        await client.flush()

    on_nats(url, publish)
    wait_until(
        lambda: last_sequence(url) >= before + len(messages), what="the stream has them", within=30
    )


def on_nats(url: str, act: Callable[[JetStreamContext, Client], Awaitable[T]]) -> T:
    """What `act(jetstream, client)` returns."""

    async def work() -> T:
        client = await nats.connect(url)
        try:
            return await act(client.jetstream(), client)
        finally:
            await client.close()

    return asyncio.run(work())


def on_stream(url: str, act: Callable[[JetStreamContext], Awaitable[T]]) -> T:
    """What `act(jetstream)` returns."""
    return on_nats(url, lambda jetstream, _: act(jetstream))


def last_sequence(url: str) -> int:
    """That of the stream's last event; -1 where the worker has not made the stream yet."""

    async def look(jetstream: JetStreamContext) -> int:
        try:
            return int((await jetstream.stream_info(STREAM)).state.last_seq)
        except NotFoundError:
            return -1

    return on_stream(url, look)


def records(url: str, pattern: str = "") -> dict[str, Any]:
    """The statistics as they stand in NATS, by key."""

    async def read(jetstream: JetStreamContext) -> dict[str, Any]:
        try:
            bucket = await jetstream.key_value("kryten_playlist_stats")
            keys = await bucket.keys()
        except (NotFoundError, NoKeysError):
            return {}
        found = {}
        for key in keys:
            if key.startswith(pattern):
                found[key] = json.loads((await bucket.get(key)).value or b"null")
        return found

    return on_stream(url, read)


def counted_up_to(url: str) -> tuple[int, int]:
    """Generation and sequence; nothing yet is (0, 0)."""
    head = records(url, "head").get("head", {"position": (0, 0)})
    generation, sequence = head["position"]
    return generation, sequence


def wait_counted(url: str, within: float = 60.0) -> None:
    """Until every event of the stream is in each record it goes to."""
    last = last_sequence(url)

    def is_counted() -> bool:
        found = records(url)
        head = found.get("head", {"position": [0, 0]})
        if head["position"][1] < last:
            return False
        keys = {f"item.{shard_of(one):02}" for one in head["pending"]["items"]}
        keys |= {f"day.{day}" for day in head["pending"]["days"]}
        return all(found.get(key, {}).get("included") == head["position"] for key in keys)

    wait_until(is_counted, what=f"event {last} counted", within=within)


def begin_again_from_the_first(url: str) -> None:
    """Deletes the consumer and makes it anew, at the stream's first event."""

    async def renew(jetstream: JetStreamContext) -> None:
        await jetstream.delete_consumer(STREAM, CONSUMER)
        config = ConsumerConfig(durable_name=CONSUMER, ack_policy=AckPolicy.ALL)
        await jetstream.add_consumer(STREAM, config)

    on_stream(url, renew)


def ask(url: str, message: dict[str, object]) -> dict[str, Any]:
    """The answer to a command on NATS."""

    async def request() -> dict[str, Any]:
        client = await nats.connect(url)
        try:
            subject = "kryten.playlist.command"
            answer = await client.request(subject, json.dumps(message).encode(), timeout=10)
            found: dict[str, Any] = json.loads(answer.data)
            return found
        finally:
            await client.close()

    return asyncio.run(request())


class Workers:
    """Workers of one service, to be killed."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._running: list[Child] = []
        self._port = 0
        self.log = service.directory / "workers.log"

    def start(self) -> Child:
        self._port = port = free_port()
        environment = self._service.environment | {"METRICS_PORT": str(port)}
        program: Sequence[str | Path] = [BIN / "kryten-playlist", "worker"]
        child = Child("worker", program, log=self.log, env=environment, cwd=self._service.directory)
        self._running.append(child)
        child.wait_ready(lambda: port_answers(port), within=30)
        return child

    def stop(self) -> None:
        for child in self._running:
            child.stop()

    def metrics(self) -> str:
        """What the worker started last exposes."""
        return httpx.get(f"http://127.0.0.1:{self._port}/metrics", timeout=10).text

    def wait_listening(self) -> None:
        """Until the stream is there: events before that are lost, as with any stream."""

        url = self._service.nats.url
        wait_until(lambda: last_sequence(url) >= 0, what="the stream of events", within=30)


def shown(service: Service, path: str, person: httpx.Client | None = None) -> Any:
    """A 200 answer of the API."""
    answer = service.api.get(path) if person is None else person.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()
