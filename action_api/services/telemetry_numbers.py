"""The figures of all programs: the API's own numbers, and those the workers tell when asked.

The processes of one host share their metrics; a worker of another host counts for itself. So every
worker is asked, on a subject outside the queue group of the commands, and says whose numbers it
tells: those of the API's own host come twice, and count once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nats.aio.msg import Msg

from action_api.domain.errors import NatsUnavailable
from action_api.domain.measures import BOTH, MEASURES, NAMES, STARTED
from action_api.domain.telemetry import Counted, Figure, Program, Sample, figure, merged
from action_api.nats_link import LinkClient, NatsLink
from action_api.services import metrics

logger = logging.getLogger(__name__)

FIRST_ANSWER_SECONDS = 1.0
# the other workers are as near as the first
OTHERS_SECONDS = 0.15
NO_RESPONDERS = "503"
# seconds until the year 9999: as late as a moment can be shown, and more than anything is counted
LARGEST = 253_402_300_799.0
NO_WORKER = "No worker answers: see that “kryten-playlist worker” runs."


def subject(prefix: str) -> str:
    return f"{prefix}.playlist.metrics"


def own_numbers() -> Counted:
    """What the processes of this host that share their metrics have counted."""
    found = metrics.samples(NAMES.__contains__)
    since: dict[Program, float] = {}
    for sample in found:
        if sample.name == STARTED:
            since["worker" if dict(sample.labels)["program"] == "worker" else "api"] = sample.value
    kept = tuple(sample for sample in found if sample.name != STARTED)
    return Counted(metrics.registry_name(), kept, since)


class TellNumbers:
    """The worker's side."""

    def __init__(self, link: NatsLink, prefix: str) -> None:
        self._prefix = prefix
        self._subject = subject(prefix)
        link.each_session("telling numbers", self._listen)

    async def _listen(self, client: LinkClient) -> None:
        await client.nats.subscribe(self._subject, cb=self._answer)
        await client.lost.wait()

    async def _answer(self, question: Msg) -> None:
        # the asker names the subject: not one of the services', nor of buckets and streams
        forbidden = {"", self._prefix}
        if question.reply.split(".", 1)[0] not in forbidden and question.reply[0] != "$":
            await question.respond(json.dumps(_record(own_numbers())).encode())


@dataclass(frozen=True, slots=True)
class Report:
    """The figures, and what stands in the way of those that are not whole."""

    figures: tuple[Figure, ...]
    since: Mapping[Program, float]
    workers: int
    worker_detail: str | None


class Numbers:
    """The API's side."""

    def __init__(self, link: NatsLink, prefix: str, clock: Callable[[], float]) -> None:
        self._link = link
        self._subject = subject(prefix)
        self._clock = clock

    async def report(self) -> Report:
        """Everything there is; a missing worker is said, and no error."""
        detail: str | None = None
        workers: list[Counted] = []
        try:
            workers = await self._ask()
            detail = None if workers else NO_WORKER
        except NatsUnavailable as error:
            detail = f"The workers cannot be asked: {error.detail}"
        counted = merged([own_numbers(), *workers])
        answering: tuple[Program, ...] = ("api", "worker") if workers else ("api",)
        now = self._clock()
        return Report(
            figures=tuple(figure(measure, counted, answering, now) for measure in MEASURES),
            since=counted.since,
            workers=len(workers),
            worker_detail=detail,
        )

    async def _ask(self) -> list[Counted]:
        """What each worker tells; raises NatsUnavailable."""
        arrived: asyncio.Queue[Msg] = asyncio.Queue()
        found: list[Counted] = []
        async with self._link.session() as client:
            inbox = client.nats.new_inbox()
            replies = await client.nats.subscribe(inbox, cb=arrived.put)
            try:
                await client.nats.publish(self._subject, b"{}", reply=inbox)
                wait = FIRST_ANSWER_SECONDS
                while (told := await _next(arrived, wait)) is not None:
                    found.append(told)
                    wait = OTHERS_SECONDS
            finally:
                if client.nats.is_connected:
                    await replies.unsubscribe()
        return found


async def _next(arrived: asyncio.Queue[Msg], seconds: float) -> Counted | None:
    """The next worker's numbers; None where there is no other."""
    try:
        async with asyncio.timeout(seconds):
            message = await arrived.get()
    except TimeoutError:
        return None
    if message.headers and message.headers.get("Status") == NO_RESPONDERS:
        return None
    return _counted(message.data)


def _record(counted: Counted) -> dict[str, Any]:
    rows = [[one.name, dict(one.labels), one.value] for one in counted.samples]
    return {"registry": counted.registry, "since": dict(counted.since), "samples": rows}


def _counted(answer: bytes) -> Counted:
    """What a worker told; nothing where it is of a version that tells it otherwise."""
    try:
        record = json.loads(answer)
        samples = tuple(_sample(*row) for row in record["samples"])
        since = {kind: _amount(record["since"][kind]) for kind in BOTH if kind in record["since"]}
        return Counted(str(record["registry"]), samples, since)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        logger.warning("a worker's numbers could not be read: %s", type(error).__name__)
        return Counted("unreadable", (), {})


def _sample(name: str, labels: dict[str, str], value: float) -> Sample:
    if str(name).endswith("_bucket") and math.isnan(float(labels["le"])):
        raise ValueError("a bucket without a bound")
    return Sample(str(name), tuple(sorted(labels.items())), _amount(value))


def _amount(value: float) -> float:
    """A count, a sum or a moment; raises ValueError for what no program of ours can have."""
    amount = float(value)
    if not 0.0 <= amount <= LARGEST:
        raise ValueError("a number that is none of ours")
    return amount
