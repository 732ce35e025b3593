"""Builds what API, worker and command line share, from the settings."""

from __future__ import annotations

import logging
import logging.config
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from kryten.config import ServiceConfig

from action_api.cytube.robot import Robot
from action_api.nats_link import NatsLink
from action_api.services import metrics
from action_api.settings import Settings
from action_api.stores.acl import AccessStore
from action_api.stores.kv import KvBucket
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
    link: NatsLink
    robot: Robot
    buckets: Buckets
    access: AccessStore
    snapshots: SnapshotStore


class Buckets:
    """Our KV buckets by purpose."""

    def __init__(self, settings: Settings, link: NatsLink) -> None:
        def bucket(purpose: str, description: str) -> KvBucket:
            return KvBucket(
                link,
                f"kryten_playlist_{purpose}",
                description,
                replicas=settings.kv_replicas,
                on_write=metrics.count_kv_write,
            )

        self.auth = bucket("auth", "Sign-in: challenges, limits, lockouts, blocks, ended sessions")
        self.acl = bucket("acl", "Who is blessed and who is admin")
        self.audit = bucket("audit", "Who changed what, and when")
        self.jobs = bucket("jobs", "Catalog refreshes and their progress")


def build_common(settings: Settings, service: ServiceConfig | None = None) -> Common:
    """Everything shared, not yet started: `link.start()` begins to connect."""
    link = NatsLink(settings, service)
    buckets = Buckets(settings, link)
    return Common(
        settings=settings,
        link=link,
        robot=Robot(settings, link, now_utc),
        buckets=buckets,
        access=AccessStore(buckets.acl, link, settings.admins, time.time),
        snapshots=SnapshotStore(settings.data_dir),
    )


def configure_logging(level: str) -> None:
    """One line per record to standard error, times in UTC."""
    formatter = logging.Formatter(
        "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger("action_api")
    root.handlers[:] = [handler]
    root.propagate = False
    root.setLevel(level)
