"""What a worker does, put together: each part runs for ever beside the others."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Protocol

from action_api.apply_parts import build_applies, build_runner
from action_api.bootstrap import Common, block_by_reply, make_id
from action_api.chat_commands import ChatCommands
from action_api.commands import Commands
from action_api.likes_parts import build_forgetting, build_likes
from action_api.playlist_parts import build_playlists
from action_api.pm_commands import PmCommands
from action_api.services.keep_playlists import KeepPlaylists
from action_api.services.keep_stats import KeepStats
from action_api.services.run_refreshes import RefreshRunner
from action_api.services.telemetry_numbers import TellNumbers
from action_api.stats_parts import build_apply_recorder, build_recorder, build_stats


class Part(Protocol):
    """Something that works until it is cancelled, through outages."""

    async def run(self) -> None: ...


def build_worker(common: Common, metrics_endpoint: Callable[[], str]) -> list[Part]:
    """The parts to be run; what only listens to NATS is registered with the link."""
    settings, link = common.settings, common.link
    name = f"{socket.gethostname()}-{os.getpid()}-{make_id()[:6]}"
    playlists = build_playlists(common)
    applies = build_applies(common, playlists)
    likes = build_likes(common, playlists, applies)
    stats = build_stats(common, playlists, likes.feed)

    Commands(common, metrics_endpoint, playlists, applies, stats, likes)
    TellNumbers(link, settings.nats_subject_prefix)
    build_forgetting(common, likes)
    build_apply_recorder(common, stats, applies)
    block_by_reply(common)

    return [
        RefreshRunner(common.refreshes, link, settings.rebuild_command, name, common.clock),
        build_runner(common, applies, name),
        PmCommands(common, applies, playlists.playlists),
        ChatCommands(common, applies.users, likes.record),
        build_recorder(common, stats, name),
        KeepPlaylists(
            link, playlists.store, playlists.mirror, playlists.playlists, settings.site_dir
        ),
        KeepStats(stats.views, settings.site_dir),
    ]
