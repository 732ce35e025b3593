"""Builds what statistics are made of, for API, worker and command line alike."""

from __future__ import annotations

from dataclasses import dataclass

from action_api.apply_parts import ApplyParts
from action_api.bootstrap import Common
from action_api.cytube.queue import video_id_reader
from action_api.playlist_parts import PlaylistParts
from action_api.services import metrics
from action_api.services.likes import LikesFeed
from action_api.services.record_applies import ApplyRecorder
from action_api.services.record_playback import PlaybackRecorder
from action_api.services.stats_feed import StatsFeed
from action_api.services.stats_view import StatsReads, StatsViews
from action_api.stores import stats_playlists, stats_records
from action_api.stores.event_stream import EventStream
from action_api.stores.kv import KvBucket
from action_api.stores.stats import StatsStore
from action_api.stores.stats_playlists import PlaylistStatsStore


@dataclass(frozen=True, slots=True)
class StatsParts:
    """The collaborators of statistics."""

    store: StatsStore
    applies: PlaylistStatsStore
    feed: StatsFeed
    views: StatsViews


def build_stats(common: Common, made: PlaylistParts, likes: LikesFeed | None = None) -> StatsParts:
    """Everything that reads, not yet started: it works once `common.link.start()` was called."""
    bucket = KvBucket(
        common.link,
        "kryten_playlist_stats",
        "Statistics: plays and adds by item and day, applies by playlist",
        replicas=common.settings.kv_replicas,
        on_write=metrics.count_analytics_write,
        shapes=stats_records.SHAPES | stats_playlists.SHAPES,
    )
    store, applies = StatsStore(bucket), PlaylistStatsStore(bucket)
    feed = StatsFeed(common.link, store)
    reads = StatsReads(feed, applies, made.catalog, made.playlists, likes)
    return StatsParts(store, applies, feed, StatsViews(reads, common.clock))


def build_recorder(common: Common, parts: StatsParts, worker: str) -> PlaybackRecorder:
    """The worker's side: what counts the channel's events."""
    settings = common.settings
    return PlaybackRecorder(
        common.link,
        EventStream(settings, common.link),
        parts.store,
        worker,
        settings.cytube_domain,
        video_id_reader(settings.manifest_url_template),
    )


def build_apply_recorder(common: Common, parts: StatsParts, applies: ApplyParts) -> ApplyRecorder:
    """The worker's side: what counts applies."""
    return ApplyRecorder(common.link, applies.store, parts.applies)
