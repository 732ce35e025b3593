"""Proves what of the demo reaches the channel: sign-in, marathon, apply, plays and likes."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.standins.demo_proof import Proof, wait_for

BIN = Path(sys.executable).parent


def sign_in_by_private_message(proof: Proof) -> str:
    """The code goes through NATS and the robot into the user's messages, and opens a session."""
    alice = proof.alice
    asked = alice.post("/auth/otp/request", json={"username": "alice"})
    assert asked.status_code == 202, asked.text
    assert asked.json()["delivery"] == "confirmed"
    message = proof.demo.channel.cytube.wait_for_pm("Alice")["msg"]
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", message)
    assert code is not None, "the message holds no code"
    wrong = alice.post("/auth/otp/verify", json={"username": "alice", "otp": "AAAA-AAAA"})
    assert wrong.json()["code"] == "otp_invalid"
    right = {"username": "alice", "otp": code[0].lower()}
    alice.post("/auth/otp/verify", json=right).raise_for_status()
    assert alice.get("/auth/session").json()["role"] == "blessed"
    assert alice.get("/admin/blessed").json()["code"] == "not_permitted"
    return "a wrong code is refused, the right one makes Alice a blessed user and no more"


def marathon_plays_on_the_channel(proof: Proof) -> str:
    """Two saved playlists become a marathon in run order, and the channel plays just that."""
    alice = proof.alice
    shows = proof.rows(
        "select show from items where episode is not null and duration_seconds > 0 and"
        " thumbnail_url is not null and show is not null group by show"
        " having count(*) >= 6 order by show limit 2"
    )
    sources = []
    for (show,) in shows:
        episodes = proof.rows(
            "select video_id from items where show = ? and episode is not null and"
            " duration_seconds > 0 and thumbnail_url is not null"
            " order by season desc, episode desc limit 6",
            (show,),
        )
        made = alice.post(
            "/playlists", json={"name": f"Demo {show}", "items": [one for (one,) in episodes]}
        )
        assert made.status_code == 201, made.text
        sources.append(made.json()["id"])
    marathon = alice.post(
        "/marathons/preview",
        json={"sources": sources, "method": "interleave", "pattern": "A2B1"},
    )
    assert marathon.status_code == 200, marathon.text
    items = marathon.json()["items"]
    assert "".join(item["label"] for item in items[:6]) == "AABAAB"
    for label in "AB":
        places = [
            (item["episode"]["season"], item["episode"]["number"])
            for item in items
            if item["label"] == label
        ]
        assert places == sorted(places), f"source {label} is out of run order"
    wanted = [item["video_id"] for item in items]
    saved = alice.post("/playlists", json={"name": "Demo marathon", "items": wanted})
    assert saved.status_code == 201, saved.text
    job = alice.post(
        "/apply-jobs", json={"playlist_id": saved.json()["id"], "mode": "preserve_current"}
    )
    assert job.status_code == 202, job.text
    job = wait_for_job(alice, job.json()["id"])
    assert job["state"] == "done", f"{job['state']}: {[one['reason'] for one in job['items']]}"
    assert job["verified"]
    queue = [
        entry["media"]["id"].split("/cytube/")[1].split(".json")[0]
        for entry in proof.demo.channel.cytube.state()["queue"]
    ]
    assert queue == wanted, "the channel's queue is not the marathon"
    playing = alice.get("/now-playing").json()["now_playing"]
    assert playing["video_id"] == wanted[0], f"the channel plays {playing}"
    return f"{len(wanted)} items on the queue as planned, verified; {playing['title']!r} plays"


def wait_for_job(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """The job once it has ended."""
    deadline = time.monotonic() + 60
    while True:
        job: dict[str, Any] = client.get(f"/apply-jobs/{job_id}").raise_for_status().json()
        if job["state"] not in {"pending", "running"}:
            return job
        assert time.monotonic() < deadline, f"the job is still {job['state']} after 60 s"
        time.sleep(0.2)


def plays_and_likes_count(proof: Proof) -> str:
    """What plays is counted as played once, a like of it once, and both are read by everybody."""
    alice = proof.alice
    playing = alice.get("/now-playing").raise_for_status().json()["now_playing"]
    video_id = playing["video_id"]
    assert alice.post("/likes", json={"video_id": video_id}).status_code == 201
    assert alice.post("/likes", json={"video_id": video_id}).json()["duplicate"] is True
    top = alice.get("/likes/top?window=7d").raise_for_status().json()["items"]
    assert [(row["video_id"], row["likes"]) for row in top] == [(video_id, 1)]

    def plays() -> dict[str, int]:
        rows = alice.get("/stats/top-played?window=7d").raise_for_status().json()["items"]
        return {row["video_id"]: row["plays"] for row in rows}

    wait_for(lambda: plays().get(video_id) == 1, f"one play of {video_id}, not {plays()}")
    beside = f"{proof.site}/live/stats.json"

    def is_beside() -> bool:
        # it is there a moment after the worker's start
        told = proof.client.get(beside)
        return told.is_success and told.json()["items"].get(video_id, [0])[0] == 1

    wait_for(is_beside, "the play in the file beside the site")
    shell = subprocess.run(
        [BIN / "kryten-playlist", "stats", "top-played", "--window", "7d", "--format", "json"],
        env=proof.demo.service.environment,
        capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    assert video_id in shell.stdout
    return (
        f"{playing['title']!r}: one play, one like, the second refused; API, file and shell agree"
    )
