"""Liking what is playing, and what was liked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, ClassVar, Literal

from falcon.asgi import Request, Response
from pydantic import Field

from action_api.domain import errors
from action_api.domain.like_errors import NothingPlaying
from action_api.domain.roles import Role
from action_api.domain.windows import Window
from action_api.resources.operation import Body, Operation, Reply
from action_api.resources.stats import TopQuery
from action_api.services.likes import Likes
from action_api.services.record_like import RecordLike

VideoId = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,64}$")]


class LikeWanted(Body):
    """`video_id`: what the user saw playing; another item is never liked in its place."""

    video_id: VideoId | None = None


class Liked(Reply):
    """`likes` are all of the item's, this one included."""

    video_id: str
    title: str
    likes: int


class LikedAlready(Liked):
    duplicate: Literal[True] = True


class TopLikedItem(Reply):
    """`likes` are those of the window."""

    video_id: str
    title: str
    likes: int
    last_liked_at: str


class TopLikedShown(Reply):
    """`likes` and `liked_items` are those of the whole window, whatever `limit` is."""

    window: Window
    likes: int
    liked_items: int
    items: list[TopLikedItem]


class ItemLikesReply(Reply):
    """Likes in all, by window, and by UTC day, the earliest first."""

    video_id: str
    title: str
    likes: int
    last_liked_at: str | None
    windows: dict[str, int]
    days: dict[str, int]


class LikesResource:
    operations: ClassVar = {
        "POST": Operation(
            "Like what is playing",
            {201: Liked, 200: LikedAlready},
            role=Role.VIEWER,
            body=LikeWanted,
            body_required=False,
            errors=(NothingPlaying, errors.RateLimited, errors.RobotUnavailable),
            is_anonymous_in_log=True,
        )
    }

    def __init__(self, record: RecordLike) -> None:
        self._record = record

    async def on_post(self, req: Request, resp: Response) -> None:
        body: LikeWanted = req.context.body
        like = await self._record.like(req.context.user.name, body.video_id)
        shown = {"video_id": like.video_id, "title": like.title, "likes": like.likes}
        if like.is_new:
            resp.status = 201
            resp.media = Liked.model_validate(shown).model_dump()
            return
        resp.media = LikedAlready.model_validate(shown).model_dump()


class TopLikedResource:
    operations: ClassVar = {
        "GET": Operation(
            "The most liked items of a window",
            {200: TopLikedShown},
            role=Role.BLESSED,
            query=TopQuery,
        )
    }

    def __init__(self, likes: Likes) -> None:
        self._likes = likes

    async def on_get(self, req: Request, resp: Response) -> None:
        query: TopQuery = req.context.query
        resp.media = asdict(await self._likes.top(query.window, query.limit))


class ItemLikesResource:
    operations: ClassVar = {
        "GET": Operation(
            "The likes of one item",
            {200: ItemLikesReply},
            role=Role.BLESSED,
            errors=(errors.NotFound,),
        )
    }

    def __init__(self, likes: Likes) -> None:
        self._likes = likes

    async def on_get(self, req: Request, resp: Response, video_id: str) -> None:
        resp.media = asdict(await self._likes.of(video_id))
