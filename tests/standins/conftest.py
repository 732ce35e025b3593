"""The stand-ins' own tests: a CyTube alone, and the whole channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standins.cytube_server import CytubeServer, CytubeSettings
from tests.standins.fixtures import (  # noqa: F401 - pytest finds fixtures by name
    _running_channel,
    channel,
    lab,
    make_channel,
    nats_server,
)


@pytest.fixture(scope="session")
def _running_cytube(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CytubeServer]:
    with CytubeServer(CytubeSettings(), directory=tmp_path_factory.mktemp("cytube")) as server:
        yield server


@pytest.fixture
def cytube(_running_cytube: CytubeServer) -> Iterator[CytubeServer]:
    """A CyTube with nobody in it and an empty queue; shared processes, so do not stop it."""
    _running_cytube.post("/reset")
    yield _running_cytube
    _running_cytube.post("/reset")
