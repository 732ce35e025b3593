"""Builds what playlists and marathons are made of, for API, worker and command line alike."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from action_api.bootstrap import Common, make_id
from action_api.services.exchange import Exchange
from action_api.services.marathons import Marathons
from action_api.services.mirror_feed import MirrorFeed
from action_api.services.notices import Notices
from action_api.services.playlist_view import PlaylistViews
from action_api.services.playlists import Playlists
from action_api.services.replay_edits import ReplayEdits, ReplayTools
from action_api.services.save_playlist import SavePlaylist, SaveTools
from action_api.stores.catalog import CatalogStore
from action_api.stores.local import LocalDatabase
from action_api.stores.mirror import PlaylistMirror
from action_api.stores.notices import NoticeStore
from action_api.stores.outbox import Outbox
from action_api.stores.playlists import PlaylistStore


@dataclass(frozen=True, slots=True)
class PlaylistParts:
    """The collaborators of playlists and marathons."""

    playlists: Playlists
    save: SavePlaylist
    exchange: Exchange
    marathons: Marathons
    notices: Notices
    replay: ReplayEdits
    feed: MirrorFeed
    store: PlaylistStore
    mirror: PlaylistMirror
    views: PlaylistViews
    catalog: CatalogStore
    database: LocalDatabase


def build_playlists(common: Common) -> PlaylistParts:
    """Everything, not yet started: it works once `common.link.start()` was called."""
    link, clock, database = common.link, common.clock, common.database
    bucket = common.buckets.playlists
    mirror = PlaylistMirror(database, clock)
    store = PlaylistStore(bucket, clock, seen=mirror.revision_seen)
    outbox = Outbox(database, clock)
    notices = NoticeStore(bucket, database, clock)
    catalog = CatalogStore(common.settings.data_dir)
    views = PlaylistViews(catalog, mirror)
    feed = MirrorFeed(link, bucket, mirror, notices, clock)
    playlists = Playlists(link, store, mirror, feed, views, clock)
    tools = SaveTools(link, store, mirror, outbox, playlists, views, common.audit)
    holder = f"{socket.gethostname()}-{os.getpid()}-{make_id()[:6]}"
    replay = ReplayTools(link, store, mirror, outbox, notices, common.audit)
    return PlaylistParts(
        playlists=playlists,
        save=SavePlaylist(tools, clock, make_id),
        exchange=Exchange(playlists, catalog, common.settings.manifest_url_template),
        marathons=Marathons(playlists, catalog, lambda: make_id()[:12]),
        notices=Notices(notices),
        replay=ReplayEdits(replay, holder, clock),
        feed=feed,
        store=store,
        mirror=mirror,
        views=views,
        catalog=catalog,
        database=database,
    )
