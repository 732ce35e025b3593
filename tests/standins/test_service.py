"""The service runs beside a channel, part by part."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.standins.channel import Channel
from tests.standins.processes import port_answers
from tests.standins.service import ApiService

pytestmark = pytest.mark.integration


def test_the_service_connects_and_each_part_comes_back(channel: Channel, tmp_path: Path) -> None:
    """Both parts are connected after the start, and the API is again after it was stopped."""
    service = ApiService(
        tmp_path / "service",
        nats_url=channel.nats.url,
        domain=channel.domain,
        channel=channel.name,
        data_dir=tmp_path / "data",
        site_dir=tmp_path / "site",
        admins=("labadmin",),
    )
    with service:
        service.wait_connected()
        service.stop_api()
        assert service.health() is None
        service.start_api()
        service.wait_connected()
    assert not port_answers(service.port)
    assert not port_answers(service.worker_port)
