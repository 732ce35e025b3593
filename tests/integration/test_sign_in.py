"""Sign-in by PM through real NATS, robot and gunicorn: every row of the sign-in table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.api_harness import Api, forget_everything, running_api
from tests.standins.channel import Channel

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def api(_running_channel: Channel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running_api(_running_channel, tmp_path_factory.mktemp("api")) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(api: Api, channel: Channel) -> None:
    forget_everything(channel.nats.url)


def test_a_code_read_from_the_pm_signs_in(api: Api, channel: Channel) -> None:
    channel.come_online(["Alice"])
    browser = api.browser()
    code = browser.code(channel, "alice")
    answer = browser.verify("ALICE", code)
    assert answer.status_code == 200
    assert answer.json()["username"] == "Alice"
    assert answer.json()["role"] == "viewer"
    shown = browser.http.get("/auth/session").json()
    assert (shown["username"], shown["role"], shown["modes"]) == ("Alice", "viewer", [])
