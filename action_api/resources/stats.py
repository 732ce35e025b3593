"""What was queued and played: totals and tops for everyone, single items and playlists for some."""

from __future__ import annotations

from typing import Annotated, ClassVar

from falcon.asgi import Request, Response
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from action_api.domain import errors
from action_api.domain.roles import Role
from action_api.domain.windows import Window
from action_api.resources.operation import Operation, Query, Reply
from action_api.services.stats_view import DEFAULT_ROWS, MOST_ROWS, StatsViews


class SummaryShown(Reply):
    """Since statistics are kept. Seconds played are those that were seen to play."""

    items_queued: int
    items_played: int
    seconds_queued: int
    seconds_played: int


class TopPlayedItem(Reply):
    """`plays` and `seconds_played` are within the window."""

    video_id: str
    title: str
    available: bool
    plays: int
    seconds_played: int
    last_played_at: str | None


class TopPlayed(Reply):
    """The most played first; of equally many, the one played last."""

    window: Window
    items: list[TopPlayedItem]


class PlaysInWindow(Reply):
    """Plays by window; days are whole ones in UTC, today's included."""

    week: Annotated[int, Field(alias="7d")]
    month: Annotated[int, Field(alias="30d")]
    year: Annotated[int, Field(alias="365d")]
    all: int


class ItemStats(Reply):
    video_id: str
    title: str
    available: bool
    queued: int
    plays: int
    seconds_queued: int
    seconds_played: int
    last_played_at: str | None
    plays_in_window: PlaysInWindow


class PlaylistStats(Reply):
    applies: int
    last_applied_at: str | None


class DayShown(Reply):
    date: str
    items_queued: int
    items_played: int
    seconds_played: int
    likes: int


class Days(Reply):
    """Every day of the window, the earliest first."""

    window: Window
    days: list[DayShown]


def _window(value: object) -> object:
    """Refuses by naming what came and what is valid, where the type alone says less."""
    names = [window.value for window in Window]
    if value not in names:
        shown = {"shown": repr(value)[:40], "names": ", ".join(names)}
        raise PydanticCustomError("window", "{shown} is no window, one of {names} is needed", shown)
    return value


def _limit(value: object) -> object:
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= MOST_ROWS):
        shown = {"shown": repr(value)[:40], "most": MOST_ROWS}
        raise PydanticCustomError("limit", "{shown} is not a number from 1 to {most}", shown)
    return value


WindowParameter = Annotated[Window, BeforeValidator(_window)]


class TopQuery(Query):
    window: WindowParameter = Window.MONTH
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS), BeforeValidator(_limit)] = DEFAULT_ROWS


class DaysQuery(Query):
    window: WindowParameter = Window.MONTH


class SummaryResource:
    operations: ClassVar = {"GET": Operation("All totals", {200: SummaryShown})}

    def __init__(self, views: StatsViews) -> None:
        self._views = views

    async def on_get(self, req: Request, resp: Response) -> None:
        resp.media = await self._views.summary()


class TopPlayedResource:
    operations: ClassVar = {
        "GET": Operation("The most played items of a window", {200: TopPlayed}, query=TopQuery)
    }

    def __init__(self, views: StatsViews) -> None:
        self._views = views

    async def on_get(self, req: Request, resp: Response) -> None:
        query: TopQuery = req.context.query
        resp.media = await self._views.top(query.window, query.limit)


class DaysResource:
    operations: ClassVar = {
        "GET": Operation("What happened on each day of a window", {200: Days}, query=DaysQuery)
    }

    def __init__(self, views: StatsViews) -> None:
        self._views = views

    async def on_get(self, req: Request, resp: Response) -> None:
        query: DaysQuery = req.context.query
        resp.media = await self._views.days(query.window)


class ItemStatsResource:
    operations: ClassVar = {
        "GET": Operation(
            "The numbers of one item",
            {200: ItemStats},
            role=Role.BLESSED,
            errors=(errors.NotFound,),
        )
    }

    def __init__(self, views: StatsViews) -> None:
        self._views = views

    async def on_get(self, req: Request, resp: Response, video_id: str) -> None:
        resp.media = await self._views.item(video_id)


class PlaylistStatsResource:
    operations: ClassVar = {
        "GET": Operation(
            "How often a playlist was applied",
            {200: PlaylistStats},
            role=Role.BLESSED,
            errors=(errors.NotFound,),
        )
    }

    def __init__(self, views: StatsViews) -> None:
        self._views = views

    async def on_get(self, req: Request, resp: Response, id: str) -> None:
        resp.media = await self._views.playlist(id)
