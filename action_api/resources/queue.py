"""The live queue and what is playing, for everyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from falcon.asgi import Request, Response

from action_api.cytube.queue import ChannelQueue
from action_api.domain.errors import RobotUnavailable
from action_api.resources.operation import Operation, Reply
from action_api.services.apply_view import shown_playing, shown_queue
from action_api.services.times import rfc3339


class NowPlaying(Reply):
    uid: int
    video_id: str | None
    title: str
    seconds: int
    elapsed_seconds: int


class QueueEntryShown(Reply):
    uid: int
    video_id: str | None
    title: str
    seconds: int
    queued_by: str
    temp: bool
    starts_at: str | None


class QueueShown(Reply):
    """`connected` false: nobody tells of changes; this is how the queue was at `as_of`."""

    connected: bool
    as_of: str
    detail: str | None
    now_playing: NowPlaying | None
    entries: list[QueueEntryShown]


class NowPlayingShown(Reply):
    """`now_playing` null: nothing plays, or it is not known what."""

    connected: bool
    as_of: str
    now_playing: NowPlaying | None


class QueueResource:
    operations: ClassVar = {
        "GET": Operation("The live queue", {200: QueueShown}, errors=(RobotUnavailable,))
    }

    def __init__(self, queue: ChannelQueue, clock: Callable[[], float]) -> None:
        self._queue = queue
        self._clock = clock

    async def on_get(self, req: Request, resp: Response) -> None:
        resp.media = shown_queue(self._queue.view(), self._clock())


class NowPlayingResource:
    operations: ClassVar = {
        "GET": Operation("What is playing", {200: NowPlayingShown}, errors=(RobotUnavailable,))
    }

    def __init__(self, queue: ChannelQueue, clock: Callable[[], float]) -> None:
        self._queue = queue
        self._clock = clock

    async def on_get(self, req: Request, resp: Response) -> None:
        view = self._queue.view()
        resp.media = {
            "connected": view.is_live,
            "as_of": rfc3339(view.as_of),
            "now_playing": shown_playing(view, self._clock()),
        }
