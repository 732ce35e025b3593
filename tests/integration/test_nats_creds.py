"""NATS_CREDS lets us in where NATS knows users by signed tokens, and says why where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from action_api.nats_link import NatsLink
from action_api.settings import SettingsError, load_settings
from action_api.stores.kv import KvBucket
from tests.standins.nats_operator import write_operator
from tests.standins.nats_server import NatsServer

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[NatsServer, Path]]:
    """A server in operator mode, and the .creds file of one it lets in."""
    directory = tmp_path_factory.mktemp("operator")
    config, creds = write_operator(directory)
    with NatsServer(directory / "nats", config=config) as server:
        yield server, creds


def link_with(server: NatsServer, **more: str) -> NatsLink:
    return NatsLink(load_settings({"NATS_URL": server.url} | more, None))


async def test_the_bearer_of_a_creds_file_uses_jetstream(secured: tuple[NatsServer, Path]) -> None:
    server, creds = secured
    link = link_with(server, NATS_CREDS=str(creds))
    await link.start()
    assert await link.wait_up(20), link.state.detail
    bucket = KvBucket(link, "kryten_playlist_creds", "A bucket of this test")
    await bucket.create("key", {"n": 1})
    entry = await bucket.get("key")
    assert entry is not None
    assert entry.record is not None
    assert entry.record["n"] == 1
    await link.stop()


async def test_who_comes_without_a_creds_file_is_told_why(
    secured: tuple[NatsServer, Path],
) -> None:
    link = link_with(secured[0])
    await link.start()
    assert not await link.wait_up(1.0)
    assert link.state.detail == "NATS cannot be reached (nats: 'Authorization Violation')"
    await link.stop()


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (None, "cannot be read: [Errno 2] No such file or directory"),
        (b"\xff", "cannot be read: 'utf-8' codec can't decode"),
        (b"-----BEGIN NATS USER JWT-----\n", "must be a .creds file with a user's JWT and seed"),
    ],
)
def test_a_bad_creds_file_is_named_at_the_start(
    tmp_path: Path, contents: bytes | None, words: str
) -> None:
    path = tmp_path / "given.creds"
    if contents is not None:
        path.write_bytes(contents)
    with pytest.raises(SettingsError) as refused:
        load_settings({"NATS_CREDS": str(path)}, None)
    assert str(refused.value).startswith(f"Setting NATS_CREDS has value '{path}': {words}")
