"""Applies by the other doors: the command line, NATS commands and private messages."""

from __future__ import annotations

import asyncio
import json
import subprocess
from typing import Any

import httpx
import nats
import pytest

from tests.integration.api_harness import command
from tests.integration.apply_harness import Stage, item_ids
from tests.standins.processes import free_port, wait_until

pytestmark = pytest.mark.integration


@pytest.fixture
def ann(stage: Stage) -> httpx.Client:
    return stage.person("Ann")


def shell(stage: Stage, *words: str) -> subprocess.CompletedProcess[str]:
    return command(stage.environment, *words)


def ask(stage: Stage, message: dict[str, object]) -> dict[str, Any]:
    async def request() -> dict[str, Any]:
        client = await nats.connect(stage.channel.nats.url)
        try:
            data = json.dumps(message).encode()
            answer = await client.request("kryten.playlist.command", data, timeout=5)
            found: dict[str, Any] = json.loads(answer.data)
            return found
        finally:
            await client.close()

    return asyncio.run(request())


def named(ann: httpx.Client, name: str, items: list[str]) -> str:
    answer = ann.post("/playlists", json={"name": name, "items": items})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_the_shell_shows_the_queue(stage: Stage) -> None:
    stage.seed(item_ids(2, 100))
    shown = shell(stage, "queue", "show")
    assert shown.returncode == 0, shown.stderr
    first, second = shown.stdout.splitlines()
    assert first.startswith(">")
    assert "item101-d600" in second
    as_json = shell(stage, "queue", "show", "--format", "json")
    assert len(as_json.stdout.splitlines()) == 1
    assert [one["video_id"] for one in json.loads(as_json.stdout)["entries"]] == item_ids(2, 100)


def test_the_shell_applies_with_a_progress_bar(stage: Stage, ann: httpx.Client) -> None:
    named(ann, "By shell", [*item_ids(3), "notfound-1"])
    done = shell(stage, "queue", "apply", "BY shell", "--mode", "hard_replace")
    assert done.returncode == 1, "one item failed"
    assert "404" in done.stdout
    assert "done_with_failures: 3 of 4" in done.stdout
    assert "Applying" in done.stderr
    assert stage.queue() == item_ids(3)
    again = shell(
        stage, "queue", "apply", named(ann, "Again", item_ids(2, 9)), "--mode", "append",
        "--format", "json",
    )  # fmt: skip
    assert again.returncode == 0, again.stderr
    assert len(again.stdout.splitlines()) == 1
    assert json.loads(again.stdout)["state"] == "done"
    unknown = shell(stage, "queue", "apply", "nowhere", "--mode", "append")
    assert (unknown.returncode, "nowhere" in unknown.stderr) == (1, True)
    assert shell(stage, "queue", "apply", "Again").returncode == 2


def test_the_shell_says_where_nats_is_not_to_be_reached(stage: Stage) -> None:
    environment = stage.environment | {"NATS_URL": f"nats://127.0.0.1:{free_port()}"}
    assert command(environment, "queue", "show").returncode == 3


def test_commands_on_nats_apply_tell_and_cancel(stage: Stage, ann: httpx.Client) -> None:
    named(ann, "By command", item_ids(40))
    begun = ask(stage, {"command": "playlist.apply", "name": "by command", "mode": "append"})
    assert begun["success"] is True
    job_id = begun["data"]["id"]
    refused = ask(stage, {"command": "playlist.apply", "name": "by command", "mode": "append"})
    assert (refused["success"], refused["code"]) == (False, "apply_in_progress")
    status = ask(stage, {"command": "apply.status"})
    assert status["data"]["id"] == job_id
    assert ask(stage, {"command": "apply.cancel", "id": job_id})["success"] is True
    assert stage.wait_job(job_id)["state"] == "cancelled"
    over = ask(stage, {"command": "apply.cancel", "id": job_id})
    assert over["code"] == "job_finished"
    wrong = ask(stage, {"command": "playlist.apply", "name": "by command", "mode": "nope"})
    assert "'mode'" in wrong["error"]
    assert "'id' or 'name'" in ask(stage, {"command": "playlist.apply", "mode": "append"})["error"]


def test_a_command_that_names_no_job_is_told_so_whatever_it_names(stage: Stage) -> None:
    for unknown in ("nosuchjob", "no such job", "*", ">", "a.b", "", "x" * 3000):
        for asked in ("apply.cancel", "apply.status"):
            refused = ask(stage, {"command": asked, "id": unknown})
            assert refused.get("code") == "not_found", (asked, unknown, refused)
            assert "no such apply job" in refused["error"]


def answered(stage: Stage, name: str, text: str) -> str:
    seen = len(stage.channel.cytube.pms(name))
    stage.channel.cytube.pm(name, "labbot", text)
    return str(stage.channel.cytube.wait_for_pm(name, seen=seen)["msg"])


def test_an_admin_applies_by_private_message(stage: Stage, ann: httpx.Client) -> None:
    named(ann, "My _dark_ night & day", item_ids(2))
    named(ann, "Things to append", item_ids(2, 20))
    stage.channel.come_online(["labadmin"])
    answer = answered(stage, "labadmin", "!playlist apply my _dark_ night & day append")
    assert "Putting 2 items" in answer
    wait_until(lambda: stage.queue() == item_ids(2), what="the playlist on the queue")
    wait_until(lambda: ask(stage, {"command": "apply.status"})["data"]["verified"], what="its end")
    assert "after what is playing" in answered(
        stage, "labadmin", "!playlist apply Things to append"
    )
    wanted = ["item000-d600", *item_ids(2, 20)]
    wait_until(lambda: stage.queue() == wanted, what="the other one")
    assert "no playlist named" in answered(stage, "labadmin", "!playlist apply nowhere")
    assert "!playlist apply" in answered(stage, "labadmin", "!playlist dance")


def test_an_admin_blesses_by_private_message_and_nobody_else_is_heard(stage: Stage) -> None:
    stage.channel.come_online(["labadmin", "bob"])
    assert "bob is blessed" in answered(stage, "labadmin", "!blessed add bob")
    assert "Ann, bob" in answered(stage, "labadmin", "!blessed list")
    seen = len(stage.channel.cytube.pms("bob"))
    stage.channel.cytube.pm("bob", "labbot", "!blessed add carol")
    assert "not blessed any more" in answered(stage, "labadmin", "!blessed remove bob")
    assert len(stage.channel.cytube.pms("bob")) == seen
    assert "carol" not in answered(stage, "labadmin", "!blessed list")
