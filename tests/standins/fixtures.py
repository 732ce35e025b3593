"""Pytest fixtures that start real servers; a conftest.py imports those it offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.standins.channel import Channel, ChannelSettings
from tests.standins.lab_manifests import LabManifests
from tests.standins.nats_server import NatsServer

__all__ = ["_running_channel", "channel", "lab", "make_channel", "nats_server"]


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """A NATS server for the whole run: never stop it, make_channel() is for that."""
    with NatsServer(tmp_path_factory.mktemp("nats")) as server:
        yield server


@pytest.fixture(scope="session")
def lab() -> Iterator[LabManifests]:
    """Manifests that behave as their names say."""
    with LabManifests() as server:
        yield server


@pytest.fixture(scope="session")
def _running_channel(
    nats_server: NatsServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Channel]:
    with Channel(tmp_path_factory.mktemp("channel"), nats=nats_server) as running:
        yield running


@pytest.fixture
def channel(_running_channel: Channel) -> Iterator[Channel]:
    """A channel with nobody but the robot in it, an empty queue and default settings.

    The processes are shared by the whole run: a test that stops one uses make_channel().
    """
    _running_channel.reset()
    yield _running_channel
    _running_channel.reset()


@pytest.fixture
def make_channel(tmp_path: Path) -> Iterator[Callable[..., Channel]]:
    """Starts channels of a test's own, NATS included: make_channel(ChannelSettings(...))."""
    with ExitStack() as running:
        made = 0

        def make(settings: ChannelSettings | None = None) -> Channel:
            nonlocal made
            made += 1
            channel = Channel(tmp_path / f"channel-{made}", settings or ChannelSettings())
            return running.enter_context(channel)

        yield make
