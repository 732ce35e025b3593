"""The channel's own commands: `!like` in chat, and requests on NATS; two workers, no API."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import nats
import pytest

from action_api.chat_commands import SETTLE_SECONDS
from action_api.command_fields import FIELDS
from action_api.domain.pm_text import typed_text
from tests.integration.api_harness import (
    answer_to,
    every_kv_value,
    publish,
    running_worker,
    settings_for,
)
from tests.integration.apply_harness import item_ids, publish_catalog
from tests.standins.channel import Channel
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import free_port, wait_until

pytestmark = pytest.mark.integration

SUBJECT = "kryten.playlist.command"
PATIENCE = 30.0
FIRST, SECOND = item_ids(2)
HOSTILE = "x" * 900_000


class Scene:
    """A channel of its own whose robot may be stopped, with two workers. Likes are not deduped."""

    def __init__(self, channel: Channel, lab: LabManifests, directory: Path) -> None:
        self.channel = channel
        self.lab = lab
        self.directory = directory
        self.environment = settings_for(
            channel,
            directory,
            MANIFEST_URL_TEMPLATE=lab.url("{video_id}"),
            LIKE_DEDUPE_HOURS="0",
            LIKES_PER_USER_PER_HOUR="4",
        )

    @property
    def logs(self) -> list[Path]:
        return [self.directory / "one" / "worker.log", self.directory / "two" / "worker.log"]

    def ask(self, request: object, raw: bytes | None = None) -> dict[str, Any]:
        """The one reply to a request."""

        async def exchange() -> dict[str, Any]:
            client = await nats.connect(self.channel.nats.url)
            try:
                data = json.dumps(request).encode() if raw is None else raw
                reply: dict[str, Any] = json.loads(await answer_to(client, data, PATIENCE))
                return reply
            finally:
                await client.close()

        return asyncio.run(exchange())

    def likes(self) -> dict[str, int]:
        reply = self.ask({"command": "stats.top_liked", "window": "7d"})
        assert reply["success"], reply
        return {one["video_id"]: one["likes"] for one in reply["data"]["items"]}

    def say(self, name: str, text: str = "!like") -> None:
        self.channel.cytube.act(name, "chatMsg", {"msg": text, "meta": {}})

    def wait_playing(self, video_id: str | None) -> None:
        """Until both workers know what plays: which of them answers is chance, so a row is asked.

        A like of something else is refused and changes nothing, so it can be asked for.
        """

        def knows() -> bool:
            reply = self.ask(
                {"command": "like.add", "username": "watcher", "video_id": "something-else"}
            )
            told = str(reply.get("error"))
            return (f"'Title of {video_id}' is" if video_id else "Nothing is playing") in told

        wait_until(
            lambda: all(knows() for _ in range(6)), what="the workers to see it", within=PATIENCE
        )

    def play(self, video_id: str) -> None:
        self.channel.cytube.post("/seed", ids=[self.lab.url(video_id)], by="labadmin")
        queue = self.channel.cytube.queue()
        if queue[0]["media"]["id"] != self.lab.url(video_id):
            self.channel.come_online(["labadmin"])
            self.channel.cytube.act("labadmin", "jumpTo", queue[-1]["uid"])
        self.wait_playing(video_id)

    def wait_likes(self, expected: dict[str, int]) -> None:
        seen: list[dict[str, int]] = []

        def are_so() -> bool:
            seen[:] = [self.likes()]
            return seen == [expected]

        try:
            wait_until(are_so, what="the likes", within=PATIENCE)
        except TimeoutError:
            assert seen == [expected]


@pytest.fixture(scope="module")
def _scene(lab: LabManifests, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    directory = tmp_path_factory.mktemp("commands")
    with ExitStack() as stack:
        channel = stack.enter_context(Channel(directory / "channel"))
        scene = Scene(channel, lab, directory)
        publish_catalog(scene.environment, item_ids(60))
        for name in ("one", "two"):
            environment = scene.environment | {"METRICS_PORT": str(free_port())}
            stack.enter_context(running_worker(environment, directory / name))
            address = f"http://127.0.0.1:{environment['METRICS_PORT']}/health"
            wait_until(
                lambda url=address: httpx.get(url).status_code == 200,  # type: ignore[misc]
                what="a healthy worker",
                within=PATIENCE,
            )
        yield scene


@pytest.fixture
def scene(_scene: Scene) -> Scene:
    """Nothing queued, nobody there, nothing liked."""
    _scene.channel.reset()
    _scene.wait_playing(None)
    asyncio.run(_forget_likes(_scene.channel.nats.url))
    return _scene


async def _forget_likes(url: str) -> None:
    """Deletes every key, as an admin would: followers hear of it."""
    client = await nats.connect(url)
    try:
        bucket = await client.jetstream().key_value("kryten_playlist_likes")
        for key in await bucket.keys():
            await bucket.delete(key)
    except (nats.js.errors.NoKeysError, nats.js.errors.BucketNotFoundError):
        return
    finally:
        await client.close()


@contextmanager
def lines_heard(url: str) -> Iterator[list[tuple[str, str]]]:
    """Who said what, as the robot publishes it from now to the end of the block."""
    lines: list[tuple[str, str]] = []
    ready, over = threading.Event(), threading.Event()

    async def listen() -> None:
        client = await nats.connect(url)

        async def on_line(message: nats.aio.msg.Msg) -> None:
            payload = json.loads(message.data)["payload"]
            if payload["username"] != "[server]":
                lines.append((payload["username"], payload["msg"]))

        await client.subscribe("kryten.events.cytube.grindlab.chatmsg", cb=on_line)
        await client.flush()
        ready.set()
        await asyncio.to_thread(over.wait, 120)
        await client.close()

    with ThreadPoolExecutor(1) as thread:
        listening = thread.submit(asyncio.run, listen())
        assert ready.wait(PATIENCE)
        try:
            yield lines
        finally:
            over.set()
            listening.result()


def test_a_like_said_in_chat_counts_once_for_guests_too_and_is_answered_by_pm(
    scene: Scene,
) -> None:
    scene.play(FIRST)
    scene.channel.come_online(["Alice"])
    scene.channel.cytube.join("GuestFoo", guest=True)
    scene.say("Alice")
    answer = scene.channel.cytube.wait_for_pm("Alice", within=PATIENCE)
    assert answer["msg"] == f"Liked: Title of {FIRST} (the first like)."
    scene.wait_likes({FIRST: 1})
    scene.say("GuestFoo", " !LIKE ")
    answer = scene.channel.cytube.wait_for_pm("GuestFoo", within=PATIENCE)
    assert answer["msg"] == f"Liked: Title of {FIRST} (2 likes so far)."
    scene.wait_likes({FIRST: 2})
    chat = scene.channel.cytube.frames("Alice", "chatMsg")
    assert {frame["args"][0]["username"] for frame in chat} <= {"Alice", "GuestFoo"}


def test_who_says_it_again_and_again_is_answered_once_and_held_to_the_allowance(
    scene: Scene,
) -> None:
    scene.play(FIRST)
    scene.channel.come_online(["bob", "carol"])
    for _ in range(8):
        scene.say("bob")
    scene.wait_likes({FIRST: 4})
    scene.say("carol")
    scene.channel.cytube.wait_for_pm("carol", within=PATIENCE)
    scene.wait_likes({FIRST: 5})
    assert len(scene.channel.cytube.pms("bob")) == 1


def test_a_crowd_is_counted_whole_and_answered_at_a_pace_that_leaves_room_for_sign_in_codes(
    scene: Scene,
) -> None:
    scene.play(FIRST)
    crowd = [f"Guest_{number}" for number in range(12)]
    for number, name in enumerate(crowd):
        scene.channel.cytube.join(name, guest=True, ip=f"127.0.1.{number + 1}")
    began = time.time()
    for name in crowd:
        scene.say(name)
    scene.wait_likes({FIRST: 12})
    sent = [pm["time"] / 1000 for pm in scene.channel.cytube.pms()]
    assert len(sent) >= 1
    assert len(sent) <= 4 * (1 + (time.time() - began) / 2)


def test_what_the_robot_says_and_what_is_no_like_moves_nothing(scene: Scene) -> None:
    scene.play(FIRST)
    scene.channel.come_online(["Alice"])
    said = {"command": "say", "service": "robot", "args": {"message": "!like"}}
    assert scene.channel.robot.request(said) is not None
    for text in ("!like that other film", "I !like it", "!likes"):
        scene.say("Alice", text)
    scene.say("Alice")
    scene.channel.cytube.wait_for_pm("Alice", within=PATIENCE)
    scene.wait_likes({FIRST: 1})
    assert scene.channel.cytube.pms("labbot") == []


def test_with_nothing_playing_the_user_is_told(scene: Scene) -> None:
    scene.channel.come_online(["Alice"])
    scene.say("Alice")
    answer = scene.channel.cytube.wait_for_pm("Alice", within=PATIENCE)
    assert answer["msg"] == "Nothing is playing in the channel now."


def test_old_lines_a_robot_is_shown_when_it_comes_back_like_nothing(scene: Scene) -> None:
    scene.play(FIRST)
    scene.channel.come_online(["Alice", "bob", "carol", "labadmin"])
    scene.say("Alice")
    scene.wait_likes({FIRST: 1})
    pms = len(scene.channel.cytube.pms())
    scene.channel.robot.stop()
    scene.say("bob")  # of FIRST, while nobody listens
    missed_at = time.time()
    scene.channel.cytube.post("/seed", ids=[scene.lab.url(SECOND)], by="labadmin")
    uid = scene.channel.cytube.queue()[-1]["uid"]
    scene.channel.cytube.act("labadmin", "jumpTo", uid)
    wait_until(lambda: time.time() - missed_at > 1.5, what="the line to be an old one")
    with lines_heard(scene.channel.nats.url) as lines:
        scene.channel.robot.start()
        wait_until(
            lambda: lines[-2:] == [("Alice", "!like"), ("bob", "!like")],
            what="the robot to publish the old lines",
            within=PATIENCE,
        )
    shown_at = time.time()
    scene.wait_playing(SECOND)
    wait_until(
        lambda: time.time() > shown_at + SETTLE_SECONDS + 1, what="what old lines may do to be done"
    )
    scene.say("carol")
    scene.wait_likes({FIRST: 1, SECOND: 1})
    scene.channel.cytube.wait_for_pm("carol", within=PATIENCE)
    assert len(scene.channel.cytube.pms()) == pms + 1


def test_no_name_is_in_any_record_or_log_line_of_a_like_by_chat_or_command(scene: Scene) -> None:
    scene.play(FIRST)
    before = [path.stat().st_size for path in scene.logs]
    scene.channel.cytube.join("Zebediah_77", guest=True)
    scene.say("Zebediah_77")
    scene.channel.cytube.wait_for_pm("Zebediah_77", within=PATIENCE)
    added = scene.ask({"command": "like.add", "username": "zebediah_77", "requested_by": "a bot"})
    assert added["data"] == {
        "video_id": FIRST,
        "title": f"Title of {FIRST}",
        "likes": 2,
        "duplicate": False,
    }
    kept = every_kv_value(scene.channel.nats.url)
    assert f"item.{FIRST}".encode() in kept
    written = b"".join(
        path.read_bytes()[start:] for path, start in zip(scene.logs, before, strict=True)
    )
    for place in (kept, written):
        assert b"zebediah" not in place.lower()


def test_like_add_keeps_to_what_plays_and_to_the_allowance(scene: Scene) -> None:
    scene.play(FIRST)
    other = {"command": "like.add", "username": "Alice", "video_id": SECOND}
    assert scene.ask(other)["code"] == "nothing_playing"
    like = other | {"video_id": FIRST}
    replies = [scene.ask(like) for _ in range(5)]
    assert [one["success"] for one in replies] == [True] * 4 + [False]
    assert replies[4]["code"] == "rate_limited"
    assert scene.likes() == {FIRST: 4}
    assert scene.ask({"command": "like.add", "username": "not a name"})["code"] == (
        "invalid_username"
    )
    assert "'username'" in scene.ask({"command": "like.add"})["error"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "JSON object"),
        (b"\xff\xfe{}", "JSON object"),
        (b"{", "JSON object"),
        (b"[" * 200_000, "JSON object"),
        (b'{"command":' + b"[" * 200_000, "JSON object"),
        (b'{"command": "like.add", "username": 1' + b"0" * 5000 + b"}", "JSON object"),
        (json.dumps({"command": HOSTILE}).encode(), "Unknown command: xxx"),
        (json.dumps({"command": {"a": HOSTILE}}).encode(), "Unknown command"),
        (b'{"command": "\\ud800"}', "Unknown command"),
        (json.dumps({"command": "playlist.get", "name": HOSTILE}).encode(), ""),
        (json.dumps({"command": "blessed.add", HOSTILE: 1}).encode(), "is no field"),
        (json.dumps({"command": "like.add", "username": HOSTILE}).encode(), "no CyTube name"),
        (b'{"command": "stats.top_liked", "limit": NaN}', "a whole number"),
        (b'{"command": "stats.top_liked", "limit": -1}', "from 1 to"),
        (b'{"command": "stats.top_liked", "window": "8d"}', "7d, 30d, 365d, all"),
        (b'{"command": "catalog.status", "channel": "elsewhere"}', "for 'grindlab' alone"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_garbage_gets_an_error_reply_and_harms_nothing(
    scene_as_it_is: Scene, raw: bytes, words: str
) -> None:
    reply = scene_as_it_is.ask(None, raw)
    assert (reply["service"], reply["success"]) == ("playlist", False)
    assert words in reply["error"]
    assert len(json.dumps(reply)) < 8000
    assert scene_as_it_is.ask({"command": "system.ping"})["pong"] is True


@pytest.fixture
def scene_as_it_is(_scene: Scene) -> Scene:
    return _scene


@pytest.mark.parametrize("command", sorted(FIELDS))
def test_every_command_answers_and_refuses_a_field_it_does_not_take(
    scene_as_it_is: Scene, command: str
) -> None:
    reply = scene_as_it_is.ask({"command": command, "service": "playlist", "colour": "red"})
    if command.startswith("system."):
        assert reply["success"] is True
    else:
        assert (reply["success"], reply["code"]) == (False, "invalid_request")
        assert "'colour' is no field" in reply["error"]


def told(scene: Scene, name: str, text: str) -> str:
    """What the robot answers to a private message."""
    seen = len(scene.channel.cytube.pms(name))
    scene.channel.cytube.pm(name, "labbot", text)
    return str(scene.channel.cytube.wait_for_pm(name, seen=seen, within=PATIENCE)["msg"])


def test_commands_by_pm_are_for_admins_of_the_list_with_an_account(scene: Scene) -> None:
    scene.channel.come_online(["labadmin", "labmod"])
    scene.channel.cytube.join("GuestFoo", guest=True)
    for name in ("GuestFoo", "labmod"):
        scene.channel.cytube.pm(name, "labbot", "!blessed add dora")
    assert "Blessed: nobody" in told(scene, "labadmin", "!blessed list")
    for name in ("LABMOD", "guestfoo"):
        assert scene.ask({"command": "admin.add", "username": name})["success"] is True
    assert "dora is blessed" in told(scene, "labmod", "!blessed add dora")
    scene.channel.cytube.pm("GuestFoo", "labbot", "!blessed remove dora")
    assert "Blessed: dora" in told(scene, "labadmin", "!BLESSED list")
    assert "not blessed any more" in told(scene, "labmod", "!blessed remove dora")
    for name in ("LABMOD", "guestfoo"):
        assert scene.ask({"command": "admin.remove", "username": name})["success"] is True
    assert scene.channel.cytube.pms("GuestFoo") == [], "a guest's name proves nothing"


def test_an_admins_name_on_another_cytube_commands_nothing_here(scene: Scene) -> None:
    """A channel of the same name there has the same subjects, and anybody may have the name."""
    scene.channel.come_online(["labadmin"])
    subject = f"kryten.events.cytube.{scene.channel.name.lower()}.pm"
    for domain, name in (("other.example", "dora"), (scene.channel.domain, "erin")):
        told = {"username": "labadmin", "to": "labbot", "msg": f"!blessed add {name}"}
        publish(scene.channel.nats.url, subject, {"domain": domain, "payload": told})
    wait_until(
        lambda: "erin" in scene.ask({"command": "blessed.list"})["data"]["blessed"],
        what="what was said on our own CyTube to be done",
        within=PATIENCE,
    )
    assert scene.ask({"command": "blessed.remove", "username": "erin"})["success"] is True
    assert scene.ask({"command": "blessed.list"})["data"]["blessed"] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("!playlist", "!playlist apply NAME [append]"),
        ("!playlist help", "!blessed add|remove NAME"),
        ("!playlist apply", "!playlist apply NAME [append]"),
        ("!playlist refresh now", "!playlist refresh"),
        ("!blessed", "!blessed list"),
        ("!blessed add", "!blessed add|remove NAME"),
        ("!blessed add not a name", "is no CyTube name"),
        ("!blessed remove <b>x</b>", "is no CyTube name"),
        ("!playlist apply no such list", "no such list"),
        ("!playlist refresh", "The catalog is being refreshed"),
    ],
)
def test_an_admin_who_writes_it_wrong_is_told_how_by_pm(
    scene_as_it_is: Scene, text: str, words: str
) -> None:
    scene_as_it_is.channel.come_online(["labadmin"])
    assert words in typed_text(told(scene_as_it_is, "labadmin", text))


def test_without_a_reply_subject_nothing_is_said_and_nothing_breaks(scene: Scene) -> None:
    for message in ({"command": "nope"}, {"command": "blessed.add", "username": "dora"}):
        publish(scene.channel.nats.url, SUBJECT, message)
    wait_until(
        lambda: "dora" in scene.ask({"command": "blessed.list"})["data"]["blessed"],
        what="the command without an answer to be done",
        within=PATIENCE,
    )
    assert scene.ask({"command": "blessed.remove", "username": "dora"})["success"] is True


def test_without_the_key_the_worker_says_what_is_off_and_does_the_rest(
    scene: Scene, tmp_path: Path, make_channel: Callable[..., Channel]
) -> None:
    own = make_channel()
    environment = settings_for(own, tmp_path)
    del environment["SECRET_KEY"]
    with running_worker(environment, tmp_path):
        lonely = Scene(own, scene.lab, tmp_path)
        refused = lonely.ask({"command": "like.add", "username": "Alice"})
        assert (refused["code"], "SECRET_KEY" in refused["error"]) == ("secret_key_missing", True)
        assert lonely.ask({"command": "stats.top_liked"})["data"]["items"] == []
        log = (tmp_path / "worker.log").read_text(encoding="utf-8")
    assert "Setting SECRET_KEY is missing: !like in the chat is off" in log
