"""The integration tests get real servers: NATS, and a whole channel with CyTube and robot."""

from __future__ import annotations

from tests.standins.fixtures import (  # noqa: F401 - pytest finds fixtures by name
    _running_channel,
    channel,
    lab,
    make_channel,
    nats_server,
)
