"""The action API: one factory and one route table."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass
from typing import Any

import falcon.asgi

from action_api import middleware
from action_api.apply_parts import ApplyParts, build_applies
from action_api.bootstrap import Common, block_by_reply, build_common, make_id
from action_api.cytube.users import Users
from action_api.http_errors import add_error_handlers
from action_api.likes_parts import LikesParts, build_likes
from action_api.openapi import document
from action_api.playlist_parts import PlaylistParts, build_playlists
from action_api.resources import (
    access_lists,
    apply_jobs,
    audit,
    auth,
    ip_blocks,
    likes,
    marathons,
    notices,
    playlists,
    queue,
    refreshes,
    service,
    stats,
    telemetry,
)
from action_api.services import metrics
from action_api.services.block_address import BlockAddress
from action_api.services.identity import Identity
from action_api.services.sessions import Sessions
from action_api.services.sign_in import SignIn, SignInStores, TheChannel
from action_api.services.telemetry import BeaconLimit, Telemetry
from action_api.services.telemetry_numbers import Numbers
from action_api.settings import Settings
from action_api.stats_parts import StatsParts, build_stats
from action_api.stores.limits import LimitStore, LockoutStore
from action_api.stores.record_copies import RecordCopies
from action_api.stores.revocations import RevocationStore

BASE = "/api/v1"
App = falcon.asgi.App[Any, Any]
Routes = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Collaborators:
    """What only the API needs, beside what all programs share."""

    common: Common
    identity: Identity
    revocations: RevocationStore
    blocking: BlockAddress
    sign_in: SignIn
    playlists: PlaylistParts
    applies: ApplyParts
    stats: StatsParts
    likes: LikesParts


def build_collaborators(settings: Settings) -> Collaborators:
    """The real ones; nothing connects until the application is started."""
    common = build_common(settings)
    link, auth_bucket = common.link, common.buckets.auth
    sessions = Sessions(settings.secret(), settings.session_hours, time.time, make_id)
    revocations = RevocationStore(
        auth_bucket,
        link,
        settings.session_hours,
        time.time,
        RecordCopies(common.database, auth_bucket.name),
    )
    blocking = BlockAddress(settings, common.blocks, common.audit, time.time)
    block_by_reply(common)
    sign_in = SignIn(
        settings,
        SignInStores(
            challenges=common.challenges,
            limits=LimitStore(auth_bucket, time.time),
            lockouts=LockoutStore(auth_bucket, time.time, settings.otp_lockout_seconds),
            blocks=common.blocks,
            access=common.access,
        ),
        TheChannel(common.robot, Users(settings, link, common.robot), common.messages),
        sessions,
        blocking,
        clock=time.time,
        random_bits=secrets.randbits,
        make_id=make_id,
    )
    identity = Identity(sessions, revocations, common.access)
    made = build_playlists(common)
    applies = build_applies(common, made)
    liking = build_likes(common, made, applies)
    counts = build_stats(common, made, liking.feed)
    return Collaborators(
        common, identity, revocations, blocking, sign_in, made, applies, counts, liking
    )


def create_app(settings: Settings, *, collaborators: Collaborators | None = None) -> App:
    """The ASGI application; it connects to NATS when the server starts it, and never waits."""
    parts = collaborators or build_collaborators(settings)
    layers: list[Any] = [
        Lifespan(parts.common),
        middleware.RequestLog(make_id),
        middleware.ClientOrigin(settings),
        middleware.Admission(parts.identity),
    ]
    app: App = falcon.asgi.App(middleware=layers)
    add_error_handlers(app)
    routes = route_table(settings, parts)
    described = document(routes, settings.public_url or "/")
    routes.append((f"{BASE}/openapi.json", service.OpenApiResource(described)))
    routes.append(("/metrics", service.MetricsResource()))
    for path, resource in routes:
        app.add_route(path, resource)
    return app


def route_table(settings: Settings, parts: Collaborators) -> Routes:
    """Every address of the API and what answers there."""
    common = parts.common
    lists, blocks, trail, refresh = common.lists, common.blocks, common.audit, common.refresh
    return [
        (f"{BASE}/health", service.HealthResource(common.health)),
        (f"{BASE}/auth/otp/request", auth.OtpRequestResource(parts.sign_in)),
        (
            f"{BASE}/auth/otp/verify",
            auth.OtpVerifyResource(parts.sign_in, parts.identity, settings),
        ),
        (f"{BASE}/auth/ip-block", auth.IpBlockResource(parts.blocking)),
        (f"{BASE}/auth/session", auth.SessionResource(settings)),
        (f"{BASE}/auth/logout", auth.LogoutResource(parts.revocations)),
        (f"{BASE}/auth/logout-everywhere", auth.LogoutEverywhereResource(parts.revocations)),
        (f"{BASE}/admin/blessed", access_lists.AccessListResource("blessed", lists)),
        (
            f"{BASE}/admin/blessed/{{username}}",
            access_lists.AccessListEntryResource("blessed", lists),
        ),
        (f"{BASE}/admin/admins", access_lists.AccessListResource("admins", lists)),
        (
            f"{BASE}/admin/admins/{{username}}",
            access_lists.AccessListEntryResource("admins", lists),
        ),
        (f"{BASE}/admin/ip-blocks", ip_blocks.IpBlocksResource(blocks)),
        (f"{BASE}/admin/ip-blocks/{{id}}", ip_blocks.IpBlockEntryResource(blocks, trail)),
        (f"{BASE}/admin/audit", audit.AuditResource(trail)),
        (f"{BASE}/admin/catalog/refresh", refreshes.RefreshResource(refresh)),
        (f"{BASE}/admin/catalog/refreshes", refreshes.RefreshListResource(refresh)),
        (f"{BASE}/admin/catalog/refreshes/{{id}}", refreshes.RefreshEntryResource(refresh)),
        *playlist_routes(parts.playlists),
        *apply_routes(parts.applies, common),
        *stats_routes(parts.stats),
        (f"{BASE}/likes", likes.LikesResource(parts.likes.record)),
        (f"{BASE}/likes/top", likes.TopLikedResource(parts.likes.likes)),
        (f"{BASE}/likes/items/{{video_id}}", likes.ItemLikesResource(parts.likes.likes)),
        *telemetry_routes(settings, common),
    ]


def telemetry_routes(settings: Settings, common: Common) -> Routes:
    """What browsers measured, and the figures made of it and of all else."""
    telling = Telemetry(BeaconLimit(common.clock))
    numbers = Numbers(common.link, settings.nats_subject_prefix, common.clock)
    return [
        (f"{BASE}/telemetry", telemetry.TelemetryResource(telling)),
        (f"{BASE}/admin/metrics", telemetry.AdminMetricsResource(numbers)),
    ]


def apply_routes(parts: ApplyParts, common: Common) -> Routes:
    """The live queue, and putting playlists on it."""
    applies, feed, clock = parts.applies, parts.feed, common.clock
    one = f"{BASE}/apply-jobs/{{id}}"
    return [
        (f"{BASE}/queue", queue.QueueResource(parts.queue, clock)),
        (f"{BASE}/now-playing", queue.NowPlayingResource(parts.queue, clock)),
        (f"{BASE}/apply-jobs", apply_jobs.JobsResource(applies, feed)),
        (f"{BASE}/apply-jobs/plan", apply_jobs.PlanResource(applies, parts.users, clock)),
        (one, apply_jobs.JobResource(applies, feed)),
        (f"{one}/events", apply_jobs.JobEventsResource(applies, feed)),
        (f"{one}/cancel", apply_jobs.CancelResource(applies, feed)),
        (f"{one}/retry", apply_jobs.RetryResource(applies, feed)),
        (f"{one}/restore", apply_jobs.RestoreQueueResource(applies, feed)),
    ]


def stats_routes(parts: StatsParts) -> Routes:
    """What was queued and played."""
    views = parts.views
    return [
        (f"{BASE}/stats/summary", stats.SummaryResource(views)),
        (f"{BASE}/stats/top-played", stats.TopPlayedResource(views)),
        (f"{BASE}/stats/days", stats.DaysResource(views)),
        (f"{BASE}/stats/items/{{video_id}}", stats.ItemStatsResource(views)),
        (f"{BASE}/stats/playlists/{{id}}", stats.PlaylistStatsResource(views)),
    ]


def playlist_routes(parts: PlaylistParts) -> Routes:
    """Playlists, marathons, and what users are told of their playlists."""
    reads, save = parts.playlists, parts.save
    return [
        (f"{BASE}/playlists", playlists.PlaylistListResource(reads, save)),
        (f"{BASE}/playlists/import", playlists.ImportResource(parts.exchange)),
        (
            f"{BASE}/playlists/{{id}}",
            playlists.PlaylistResource(reads, save, parts.notices),
        ),
        (f"{BASE}/playlists/{{id}}/restore", playlists.RestoreResource(save)),
        (f"{BASE}/playlists/{{id}}/export", playlists.ExportResource(parts.exchange)),
        (f"{BASE}/marathons/preview", marathons.MarathonPreviewResource(parts.marathons)),
        (f"{BASE}/notices", notices.NoticesResource(parts.notices)),
        (f"{BASE}/notices/{{id}}", notices.NoticeResource(parts.notices)),
    ]


class Lifespan:
    """Connects in the background when the server starts, and says goodbye when it stops."""

    def __init__(self, common: Common) -> None:
        self._common = common
        self._gauge: asyncio.Task[None] | None = None

    async def process_startup(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        metrics.start_counting("api")
        await self._common.link.start()
        self._gauge = asyncio.create_task(self._show_link())

    async def process_shutdown(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        if self._gauge is not None:
            self._gauge.cancel()
        await self._common.link.stop()

    async def _show_link(self) -> None:
        while True:
            common = self._common
            metrics.show_connections(nats=common.link.up, robot=common.robot.state.connected)
            await asyncio.sleep(1.0)
