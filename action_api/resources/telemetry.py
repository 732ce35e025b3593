"""Beacons of browsers, and the figures made of them and of all else, for admins."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, ClassVar

from falcon.asgi import Request, Response
from pydantic import Field

from action_api.domain.errors import RateLimited
from action_api.domain.roles import Role
from action_api.domain.telemetry import Bound, Figure, Program, Unit
from action_api.resources.operation import Body, Operation, Reply
from action_api.services.telemetry import Telemetry, Told
from action_api.services.telemetry_numbers import Numbers
from action_api.services.times import rfc3339

Milliseconds = Annotated[float, Field(ge=0, le=60_000, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class Beacon(Body):
    """Times and counts of one visit since its last beacon; no names, no queries, no ids.

    `search_ms`: from a keystroke to its results on the screen, one each. `searched`, `added`: the
    visit's first search, and its first item added after one. `landing_to_apply_seconds`: from the
    visit's first page to its first apply.
    """

    search_ms: Annotated[list[Milliseconds], Field(max_length=100)] = Field(default_factory=list)
    searched: bool = False
    added: bool = False
    landing_to_apply_seconds: Seconds | None = None


class TelemetryResource:
    operations: ClassVar = {
        "POST": Operation(
            "Counts what a browser measured; with DNT: 1 or Sec-GPC: 1 nothing is counted",
            {204: None},
            body=Beacon,
            errors=(RateLimited,),
        )
    }

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry

    async def on_post(self, req: Request, resp: Response) -> None:
        resp.status = 204
        if "1" in {req.get_header("DNT"), req.get_header("Sec-GPC")}:
            self._telemetry.decline()
            return
        beacon: Beacon = req.context.body
        told = Told(
            search_seconds=[one / 1000 for one in beacon.search_ms],
            searched=beacon.searched,
            added=beacon.added,
            landing_to_apply_seconds=beacon.landing_to_apply_seconds,
        )
        self._telemetry.count(told, req.context.address)


class FigureShown(Reply):
    """`value` is null where nothing was counted yet, `of` says how much it is made of.

    `bound`: of a quantile only the histogram's bucket is known. `without`: programs that count for
    it and do not answer now.
    """

    id: str
    unit: Unit
    value: float | None
    bound: Bound
    of: int
    target: float | None
    met: bool | None
    without: list[Program]


class ApiCounted(Reply):
    since: str | None


class WorkerCounted(Reply):
    """`answering` is how many did; `detail` says why none."""

    answering: int
    since: str | None
    detail: str | None


class MetricsShown(Reply):
    """How it is going, since the programs were started; of this host's API and all workers."""

    api: ApiCounted
    worker: WorkerCounted
    figures: list[FigureShown]


class AdminMetricsResource:
    operations: ClassVar = {
        "GET": Operation(
            "The product's figures since the programs were started, with their targets",
            {200: MetricsShown},
            role=Role.ADMIN,
        )
    }

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    async def on_get(self, req: Request, resp: Response) -> None:
        report = await self._numbers.report()
        resp.media = MetricsShown(
            api=ApiCounted(since=_moment(report.since.get("api"))),
            worker=WorkerCounted(
                answering=report.workers,
                since=_moment(report.since.get("worker")),
                detail=report.worker_detail,
            ),
            figures=[_shown(one) for one in report.figures],
        ).model_dump()


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else rfc3339(seconds)


def _shown(figure: Figure) -> FigureShown:
    values = asdict(figure)
    return FigureShown(id=values.pop("measure_id"), **values)
