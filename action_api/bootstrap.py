"""Builds what API, worker and command line share, from the settings."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from kryten.config import ServiceConfig

from action_api.cytube.messages import Messages
from action_api.cytube.robot import Robot
from action_api.log_lines import OneLineFormatter
from action_api.nats_link import NatsLink
from action_api.services import metrics
from action_api.services.audit import Audit
from action_api.services.block_address import BlockByReply
from action_api.services.health import HealthReport
from action_api.services.manage_lists import ManageLists
from action_api.services.refresh_catalog import RefreshCatalog
from action_api.settings import Settings
from action_api.stores.acl import AccessStore
from action_api.stores.audit import AuditStore
from action_api.stores.challenges import ChallengeStore
from action_api.stores.ip_blocks import IpBlockStore
from action_api.stores.kv import KvBucket
from action_api.stores.local import LocalDatabase
from action_api.stores.record_copies import RecordCopies
from action_api.stores.record_shapes import SHAPES
from action_api.stores.refresh_jobs import RefreshStore
from action_api.stores.snapshots import SnapshotStore


def now_utc() -> datetime:
    return datetime.now(UTC)


def make_id() -> str:
    """An id nobody can guess, of characters that are safe in keys, paths and logs."""
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class Common:
    """The collaborators every program has."""

    settings: Settings
    clock: Callable[[], float]
    link: NatsLink
    robot: Robot
    buckets: Buckets
    database: LocalDatabase
    access: AccessStore
    audit: Audit
    lists: ManageLists
    refreshes: RefreshStore
    refresh: RefreshCatalog
    messages: Messages
    challenges: ChallengeStore
    blocks: IpBlockStore
    health: HealthReport


class Buckets:
    """Our KV buckets by purpose."""

    def __init__(self, settings: Settings, link: NatsLink) -> None:
        def bucket(purpose: str, description: str) -> KvBucket:
            is_analytics = purpose == "likes"
            return KvBucket(
                link,
                f"kryten_playlist_{purpose}",
                description,
                replicas=settings.kv_replicas,
                on_write=metrics.count_analytics_write if is_analytics else metrics.count_kv_write,
                shapes=SHAPES.get(purpose),
            )

        self.auth = bucket("auth", "Sign-in: challenges, limits, lockouts, blocks, ended sessions")
        self.acl = bucket("acl", "Who is blessed and who is admin")
        self.audit = bucket("audit", "Who changed what, and when")
        self.jobs = bucket("jobs", "Catalog refreshes and their progress")
        self.applies = bucket("applies", "Applies: wish, queue as it was, progress")
        self.playlists = bucket("playlists", "Saved playlists, their names, and notices")
        self.likes = bucket("likes", "Likes by item and day; users as keyed hashes alone")


def build_common(settings: Settings, service: ServiceConfig | None = None) -> Common:
    """Everything shared, not yet started: `link.start()` begins to connect."""
    link = NatsLink(settings, service)
    buckets = Buckets(settings, link)
    robot = Robot(settings, link, now_utc)
    database = LocalDatabase(settings.state_dir)
    access = AccessStore(
        buckets.acl, link, settings.admins, time.time, RecordCopies(database, buckets.acl.name)
    )
    audit = Audit(AuditStore(buckets.audit, time.time))
    refreshes = RefreshStore(buckets.jobs)
    return Common(
        settings=settings,
        clock=time.time,
        link=link,
        robot=robot,
        buckets=buckets,
        database=database,
        access=access,
        audit=audit,
        lists=ManageLists(access, audit),
        refreshes=refreshes,
        refresh=RefreshCatalog(refreshes, audit, time.time, make_id),
        messages=Messages(settings, link, robot),
        challenges=ChallengeStore(buckets.auth, time.time),
        blocks=IpBlockStore(buckets.auth, time.time),
        health=HealthReport(link, robot, SnapshotStore(settings.data_dir)),
    )


def block_by_reply(common: Common) -> BlockByReply:
    """Hears PMs that say `block`, in the program that calls this."""
    return BlockByReply(
        common.settings, common.challenges, common.blocks, common.messages, common.audit
    )


def configure_logging(level: str) -> None:
    """One line per record to standard error, times in UTC."""
    formatter = OneLineFormatter(
        "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger("action_api")
    root.handlers[:] = [handler]
    root.propagate = False
    root.setLevel(level)
