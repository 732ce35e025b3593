"""deploy/nats lets robot and service do their work on a real server, and nothing else."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import nats
import nats.errors
import pytest
from nats.aio.client import Client as NatsClient

from action_api.bootstrap import build_common
from action_api.nats_link import NatsLink
from action_api.settings import load_settings
from tests.deploy.nats_users import NATS, PASSWORDS, secured_server
from tests.integration.api_harness import command
from tests.integration.apply_harness import Stage, running_stage
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.nats_server import NatsServer
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration


@dataclass(frozen=True, slots=True)
class Secured:
    server: NatsServer
    stage: Stage

    def violations(self) -> list[str]:
        """What the server refused, by its own log."""
        log = (self.server.directory / "nats-server.log").read_text(encoding="utf-8")
        return [line for line in log.splitlines() if "Violation" in line]


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """NATS with the users we recommend, the real robot, our API and worker."""
    directory = tmp_path_factory.mktemp("secured")
    with (
        secured_server(directory / "nats") as server,
        LabManifests() as lab,
        Channel(directory / "channel", nats=server) as channel,
        running_stage(
            channel,
            lab,
            directory / "stage",
            NATS_USER="playlist",
            NATS_PASSWORD=PASSWORDS["playlist"],
            REBUILD_COMMAND="true",
        ) as stage,
    ):
        channel.come_online(["Alice", "labadmin"])
        yield Secured(server, stage)


async def connect(secured: Secured, user: str, errors: list[str]) -> NatsClient:
    async def keep(error: Exception) -> None:
        errors.append(str(error))

    return await nats.connect(
        secured.server.url, user=user, password=PASSWORDS[user], error_cb=keep,
        inbox_prefix="_INBOX_playlist" if user == "playlist" else "_INBOX",
    )  # fmt: skip


def test_robot_and_service_do_everything_with_these_rights(secured: Secured) -> None:
    """Sign-in, saving, applying, refreshing and commands leave no refusal in the log."""
    stage, channel = secured.stage, secured.stage.channel
    browser = stage.api.browser()
    assert browser.sign_in(channel, "labadmin").json()["role"] == "admin"
    job = stage.wait_job(
        stage.apply(stage.person("Ann"), ["item000-d600", "item001-d600"], "append")
    )
    assert job["state"] == "done"
    assert stage.queue() == ["item000-d600", "item001-d600"]
    for words in (
        ["blessed", "add", "Alice"],
        ["playlists", "list"],
        ["queue", "show"],
        ["catalog", "refresh"],
        ["stats", "top-played"],
        ["stats", "top-liked"],
    ):
        done = command(stage.environment, *words)
        assert done.returncode == 0, (words, done.stderr)
    assert browser.http.get("/admin/audit").status_code == 200
    assert browser.http.post("/likes").status_code == 201
    wait_until(
        lambda: browser.http.get("/stats/summary").json()["items_played"] >= 1,
        what="the play counted",
        within=60,
    )
    for words in (["backup", "all.gz"], ["restore", "all.gz", "--overwrite"]):
        done = command(stage.environment, *words)
        assert done.returncode == 0, (words, done.stderr)
    ping = asyncio.run(ask_worker(secured, "system.health"))
    assert ping["success"] is True
    assert secured.violations() == []


async def ask_worker(secured: Secured, name: str) -> dict[str, object]:
    client = await connect(secured, "operator", [])
    try:
        message = json.dumps({"command": name, "service": "playlist"}).encode()
        answer = await client.request("kryten.playlist.command", message, timeout=10)
        found: dict[str, object] = json.loads(answer.data)
        return found
    finally:
        await client.close()


REFUSED = [
    ("playlist", "publish", "kryten.events.cytube.grindlab.pm"),
    ("playlist", "publish", "$KV.kryten_grindlab_playlist.items"),
    ("playlist", "publish", "$JS.API.STREAM.DELETE.KV_kryten_playlist_playlists"),
    ("playlist", "publish", "$JS.API.STREAM.PURGE.KV_kryten_playlist_playlists"),
    ("playlist", "publish", "$JS.API.STREAM.CREATE.anything"),
    ("playlist", "publish", "kryten.economy.command"),
    ("playlist", "subscribe", "_INBOX.>"),
    ("playlist", "subscribe", ">"),
    ("playlist", "subscribe", "kryten.robot.command"),
    ("robot", "publish", "$KV.kryten_playlist_acl.admins"),
    ("robot", "publish", "$JS.API.STREAM.MSG.GET.KV_kryten_playlist_auth"),
    ("robot", "publish", "kryten.playlist.command"),
    ("robot", "subscribe", "kryten.playlist.command"),
    ("robot", "subscribe", "_INBOX_playlist.>"),
]


@pytest.mark.parametrize(("user", "verb", "subject"), REFUSED)
async def test_what_is_not_theirs_is_refused(
    secured: Secured, user: str, verb: str, subject: str
) -> None:
    errors: list[str] = []
    client = await connect(secured, user, errors)
    if verb == "publish":
        await client.publish(subject, b"{}")
    else:
        await client.subscribe(subject)
    await client.flush()
    async with asyncio.timeout(20):
        while not errors:  # noqa: ASYNC110 - the refusal comes when it comes
            await asyncio.sleep(0.01)
    await client.close()
    kind = "publish" if verb == "publish" else "subscription"
    assert f'permissions violation for {kind} to "{subject.lower()}"' in errors[0]


async def test_nobody_comes_in_without_a_password(secured: Secured) -> None:
    for user, password in ((None, None), ("playlist", "wrong")):
        client = NatsClient()
        with pytest.raises(nats.errors.Error, match="Authorization Violation"):
            await client.connect(
                secured.server.url, user=user, password=password, allow_reconnect=False
            )
        await client.close()


async def test_a_right_that_is_missing_is_named_in_our_log(
    secured: Secured, caplog: pytest.LogCaptureFixture
) -> None:
    """To whoever asked it is a NATS that does not answer: only the log can say more."""
    given = {"NATS_URL": secured.server.url, "NATS_USER": "robot"}
    given["NATS_PASSWORD"] = PASSWORDS["robot"]
    link = NatsLink(load_settings(given, None))
    await link.start()
    assert await link.wait_up(20)
    with pytest.raises(TimeoutError):
        await link.request("kryten.playlist.command", {"command": "system.ping"}, 1.0)
    await link.stop()
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    publish = 'permissions violation for publish to "kryten.playlist.command"'
    assert f"NATS refuses this user: nats: {publish}. See deploy/nats/users.conf." in said


def test_every_bucket_of_ours_is_permitted() -> None:
    """A new bucket without a line in users.conf would only time out."""
    users = (NATS / "users.conf").read_text(encoding="utf-8")
    permitted = set(re.findall(r'"\$KV\.(kryten_playlist_\w+)\.>"', users))
    common = build_common(load_settings({"SECRET_KEY": "x" * 32}, None))
    assert {bucket.name for bucket in vars(common.buckets).values()} <= permitted
