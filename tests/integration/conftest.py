"""The integration tests get real servers: NATS, and a whole channel with CyTube and robot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.api_harness import forget_everything
from tests.integration.apply_harness import Stage, running_stage
from tests.standins.channel import Channel
from tests.standins.fixtures import (  # noqa: F401 - pytest finds fixtures by name
    _running_channel,
    channel,
    lab,
    make_channel,
    nats_server,
)
from tests.standins.lab_manifests import LabManifests


@pytest.fixture(scope="module")
def _stage(
    _running_channel: Channel,  # noqa: F811 - the fixture imported above
    lab: LabManifests,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    forget_everything(_running_channel.nats.url)
    with running_stage(_running_channel, lab, tmp_path_factory.mktemp("stage")) as running:
        yield running


@pytest.fixture
def stage(_stage: Stage) -> Stage:
    """The service beside the run's channel: nobody there but the robot, nothing queued."""
    _stage.reset()
    return _stage
