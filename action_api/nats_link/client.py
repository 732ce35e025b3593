"""A KrytenClient whose connection, once lost, is gone for good together with what it buffered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

from kryten import KrytenClient
from kryten.config import KrytenConfig, ServiceConfig
from kryten.lifecycle_events import LifecycleEventPublisher
from nats.aio.client import Client as NatsClient

from action_api.settings import Settings

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 3
PING_SECONDS = 5
LOOK_SECONDS = 0.5
# answers come to subjects of our own: who may read another service's answers cannot read ours
INBOX = "_INBOX_playlist"
REFUSED = "permissions violation"


class _Connection(NatsClient):
    """nats-py's client, which where it is cut off in the middle of writing says that it is closed.

    By itself it fails while it closes then: it tries to write what is left, and neither calls
    `closed_cb` nor ends its tasks.
    """

    async def _process_op_err(self, e: Exception) -> None:
        # nobody will read it, and nothing of ours may act late
        self._pending = []
        self._pending_data_size = 0
        await super()._process_op_err(e)


class LinkClient(KrytenClient):
    """One connection's life: `connect` fails fast, `lost` is set when the connection has ended.

    kryten-py's own `connect` waits for ever while NATS is down, its `is_connected` stays true in
    an outage, and what is published in one is buffered and sent minutes later. So the connection
    is made here without reconnecting: it fails or it ends, and the link opens a new one.
    """

    def __init__(self, settings: Settings, service: ServiceConfig | None) -> None:
        config = KrytenConfig.model_validate(
            {
                "nats": {"servers": list(settings.nats_url)},
                "channels": [
                    {"domain": settings.cytube_domain, "channel": settings.cytube_channel}
                ],
                "service": service,
                # its lines about each attempt would drown the link's one line per outage
                "log_level": "ERROR",
            }
        )
        super().__init__(config, logger=logging.getLogger("action_api.nats_link.kryten"))
        self.lost = asyncio.Event()
        self._settings = settings
        self._refusals: set[str] = set()
        self.nats = _Connection()

    async def connect(self) -> None:
        """Connects once; raises OSError, TimeoutError or nats.errors.Error where that fails."""
        settings = self._settings
        options: dict[str, Any] = {}
        if settings.nats_creds is not None:
            options["user_credentials"] = str(settings.nats_creds)
        elif settings.nats_user is not None:
            password = settings.nats_password
            options["user"] = settings.nats_user
            options["password"] = password.get_secret_value() if password else ""
        try:
            await self.nats.connect(
                servers=list(settings.nats_url),
                name="kryten-playlist",
                inbox_prefix=INBOX,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                connect_timeout=CONNECT_SECONDS,
                ping_interval=PING_SECONDS,
                max_outstanding_pings=2,
                error_cb=self._on_error,
                closed_cb=self._on_closed,
                **options,
            )
        except BaseException:
            await self.nats.close()
            raise
        self._nats = self.nats
        self._connected = True
        self._connection_time = time.time()
        await self._announce()

    async def _announce(self) -> None:
        """Lifecycle, heartbeat and discovery by kryten-py, where this program is a service."""
        service = self.config.service
        if service is None:
            return
        self._lifecycle = LifecycleEventPublisher(
            nats_client=self.nats,
            service_name=service.name,
            version=service.version,
            heartbeat_interval=service.heartbeat_interval,
            logger=self.logger,
            health_port=service.health_port,
            metrics_port=service.metrics_port or service.health_port,
        )
        await self._lifecycle.start()
        await self._lifecycle.publish_startup()

    async def wait_lost(self) -> None:
        """Returns when the connection has ended, whether nats-py says so or not."""
        while not self.lost.is_set() and self.nats.is_connected:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self.lost.wait()
        self.lost.set()

    async def disconnect(self, reason: str = "Normal shutdown") -> None:
        """Says goodbye where the connection stands, and stops the heartbeat where it is lost."""
        if self._lifecycle is not None and not self.nats.is_connected:
            await self._lifecycle.stop()
            # nobody hears its goodbye: kryten-py would log the failure of it as a traceback
            self._lifecycle = None
        await super().disconnect(reason)
        if not self.nats.is_closed:
            await self.nats.close()

    async def _on_error(self, e: Exception) -> None:
        said = str(e)
        # what is not permitted only times out for whoever asked: the log must say why, once each
        if REFUSED in said.lower() and said not in self._refusals:
            self._refusals.add(said)
            logger.error("NATS refuses this user: %s. See deploy/nats/users.conf.", said)
            return
        logger.debug("nats: %s", said or type(e).__name__)

    async def _on_closed(self) -> None:
        self._connected = False
        self.lost.set()
