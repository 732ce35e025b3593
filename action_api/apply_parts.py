"""Builds what applies are made of, for API, worker and command line alike."""

from __future__ import annotations

from dataclasses import dataclass

from action_api.bootstrap import Common, make_id
from action_api.cytube.queue import ChannelQueue
from action_api.cytube.queue_commands import QueueCommands
from action_api.cytube.users import Users
from action_api.playlist_parts import PlaylistParts
from action_api.services.apply_execution import ApplyTools
from action_api.services.apply_feed import ApplyFeed
from action_api.services.apply_playlist import ApplyPlaylist, ApplyReads
from action_api.services.run_applies import ApplyRunner
from action_api.stores.apply_jobs import ApplyStore


@dataclass(frozen=True, slots=True)
class ApplyParts:
    """The collaborators of queue and applies."""

    queue: ChannelQueue
    users: Users
    store: ApplyStore
    applies: ApplyPlaylist
    feed: ApplyFeed


def build_applies(common: Common, made: PlaylistParts) -> ApplyParts:
    """Everything, not yet started: it works once `common.link.start()` was called."""
    settings, link = common.settings, common.link
    queue = ChannelQueue(settings, link, common.robot, common.clock)
    store = ApplyStore(common.buckets.applies)
    reads = ApplyReads(made.playlists, made.catalog, queue)
    applies = ApplyPlaylist(settings, reads, store, common.audit, common.clock, make_id)
    users = Users(settings, link, common.robot)
    return ApplyParts(queue, users, store, applies, ApplyFeed(store, link, common.clock))


def build_runner(common: Common, parts: ApplyParts, worker: str) -> ApplyRunner:
    """The worker's side."""
    commands = QueueCommands(parts.queue, common.robot)
    tools = ApplyTools(parts.queue, commands, common.robot, parts.users, parts.store, common.clock)
    return ApplyRunner(tools, common.link, worker)
