"""Builds what likes are made of, for API, worker and command line alike."""

from __future__ import annotations

from dataclasses import dataclass

from action_api.apply_parts import ApplyParts
from action_api.bootstrap import Common
from action_api.playlist_parts import PlaylistParts
from action_api.services.forget_likers import ForgetLikers
from action_api.services.likes import Likes, LikesFeed
from action_api.services.record_like import RecordLike, rules_of
from action_api.stores.likes import LikeStore


@dataclass(frozen=True, slots=True)
class LikesParts:
    """The collaborators of likes."""

    store: LikeStore
    record: RecordLike
    likes: Likes
    feed: LikesFeed


def build_likes(common: Common, made: PlaylistParts, applies: ApplyParts) -> LikesParts:
    """Everything, not yet started: it works once `common.link.start()` was called."""
    store = LikeStore(common.buckets.likes, common.clock)
    feed = LikesFeed(store, common.link)
    return LikesParts(
        store=store,
        record=RecordLike(common.settings, applies.queue, store, made.catalog, common.clock),
        likes=Likes(store, feed, made.catalog, common.clock),
        feed=feed,
    )


def build_forgetting(common: Common, parts: LikesParts) -> ForgetLikers:
    """The worker's side, beside hearing likes."""
    return ForgetLikers(common.link, parts.store, rules_of(common.settings))
