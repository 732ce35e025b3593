"""NATS is killed: playlists are read and edited on the host, and nothing is lost on its return."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.api_harness import problem
from tests.integration.playlist_harness import Service, ids, put, running_service, save
from tests.standins.nats_server import NatsServer
from tests.standins.processes import wait_until

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    with NatsServer(tmp_path_factory.mktemp("killed-nats")) as server:
        yield server


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("offline")


@pytest.fixture(scope="module")
def running(nats: NatsServer, directory: Path) -> Iterator[Service]:
    with running_service(nats, directory) as service:
        yield service


@pytest.fixture(scope="module")
def other_host(nats: NatsServer, running: Service, directory: Path) -> Iterator[Service]:
    """Another machine: the same NATS, its own state."""
    with running_service(nats, directory / "other") as service:
        yield service


@pytest.fixture
def service(nats: NatsServer, running: Service) -> Iterator[Service]:
    """The service, connected; an outage of the test ends with it."""
    yield running
    if not nats.running:
        nats.start()
    running.wait_nats(up=True)
    wait_until(lambda: nothing_waits(running), what="the replay", within=20)


@pytest.fixture
def ann(service: Service) -> httpx.Client:
    return service.person("Ann")


def nothing_waits(service: Service) -> bool:
    listed = service.person(None).get("/playlists").json()
    waiting = [one for one in listed["playlists"] if one["stored"] == "local"]
    return listed["source"] == "live" and not waiting


def cut_off(service: Service) -> None:
    service.nats.kill()
    service.wait_nats(up=False)


def bring_back(service: Service) -> None:
    service.nats.start()
    service.wait_nats(up=True)
    wait_until(lambda: nothing_waits(service), what="the replay", within=20)


def read(person: httpx.Client, playlist_id: str) -> dict[str, Any]:
    answer = person.get(f"/playlists/{playlist_id}")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def named(person: httpx.Client, name: str) -> dict[str, Any]:
    listed = person.get("/playlists").json()["playlists"]
    return read(person, next(one["id"] for one in listed if one["name"] == name))


def copied_to(service: Service, playlist: dict[str, Any]) -> bool:
    """Whether every process of the host has the playlist in its host's copy."""
    listed = service.person(None).get("/playlists").json()["playlists"]
    return any(
        (one["id"], one["revision"]) == (playlist["id"], playlist["revision"]) for one in listed
    )


def test_playlists_are_read_and_edited_through_every_process(
    service: Service, ann: httpx.Client
) -> None:
    playlist = save(ann, "Through the outage", ["movie01"])
    cut_off(service)
    shown = read(service.person(None), playlist["id"])
    assert (shown["source"], ids(shown)) == ("local", ["movie01"])
    assert shown["as_of"]
    listed = service.person(None).get("/playlists").json()
    assert listed["source"] == "local"
    edited = put(ann, playlist, ["movie01", "movie02"])
    assert (edited.status_code, edited.json()["stored"]) == (200, "local")
    seen = [read(service.person(None), playlist["id"]) for _ in range(8)]  # both workers
    assert {tuple(ids(one)) for one in seen} == {("movie01", "movie02")}
    again = put(service.person("bob"), edited.json(), ["movie02"])
    assert again.json()["stored"] == "local"
    stale = problem(put(ann, edited.json(), ["movie03"]), 412, "revision_conflict")
    assert ids(stale["current"]) == ["movie02"]
    bring_back(service)
    after = read(ann, playlist["id"])
    assert (after["source"], ids(after)) == ("live", ["movie02"])
    assert (after["revision"], after["updated_by"]) == (again.json()["revision"], "bob")
    assert put(ann, after, ["movie03"]).json()["stored"] == "live"
    assert "notices" not in after


def test_creating_renaming_and_deleting_wait_for_nats_too(
    service: Service, ann: httpx.Client
) -> None:
    old, gone = save(ann, "To be renamed", ["movie01"]), save(ann, "To be deleted", ["movie02"])
    cut_off(service)
    made = save(ann, "Made offline", ["movie03"])
    assert made["stored"] == "local"
    problem(ann.post("/playlists", json={"name": "made OFFLINE", "items": []}), 409, "name_taken")
    path = f"/playlists/{old['id']}"
    headers = {"If-Match": f'"{old["revision"]}"'}
    renamed = ann.patch(path, json={"name": "Renamed offline"}, headers=headers)
    assert renamed.json()["stored"] == "local"
    headers = {"If-Match": f'"{gone["revision"]}"'}
    assert ann.delete(f"/playlists/{gone['id']}", headers=headers).status_code == 204
    problem(ann.get(f"/playlists/{gone['id']}"), 404, "not_found")
    assert save(ann, "To be deleted", [])["stored"] == "local"
    problem(ann.post(f"/playlists/{gone['id']}/restore"), 409, "name_taken")
    bring_back(service)
    assert ids(read(ann, made["id"])) == ["movie03"]
    assert read(ann, old["id"])["name"] == "Renamed offline"
    assert save(ann, "To be renamed", [])["stored"] == "live"
    problem(ann.get(f"/playlists/{gone['id']}"), 404, "not_found")
    restored = ann.post(f"/playlists/{gone['id']}/restore", json={"name": "Undeleted"})
    assert ids(restored.json()) == ["movie02"]


def test_a_conflict_becomes_a_copy_and_its_author_is_told(
    service: Service, other_host: Service, ann: httpx.Client
) -> None:
    playlist = save(ann, "Contested", ["movie01"])
    wait_until(lambda: copied_to(other_host, playlist), what="the copy on the other host")
    cut_off(service)
    mine = put(ann, playlist, ["movie01", "mine"])
    assert mine.json()["stored"] == "local"
    theirs = put(other_host.person("bob"), playlist, ["theirs", "movie01"])
    assert theirs.json()["stored"] == "local"
    bring_back(service)
    wait_until(lambda: nothing_waits(other_host), what="the other host's replay", within=20)
    versions = [ids(read(ann, playlist["id"]))]
    copies = [
        one
        for one in ann.get("/playlists").json()["playlists"]
        if one["name"].startswith("Contested (edited offline by ")
    ]
    assert len(copies) == 1
    versions.append(ids(read(ann, copies[0]["id"])))
    assert sorted(versions) == [["movie01", "mine"], ["theirs", "movie01"]]
    loser = "Ann" if "by Ann," in copies[0]["name"] else "bob"
    winner = {"Ann": "bob", "bob": "Ann"}[loser]
    (notice,) = service.person(loser).get("/notices").json()["notices"]
    assert (notice["kind"], notice["copy"]["id"]) == ("offline_conflict", copies[0]["id"])
    assert notice["playlist"] == {"id": playlist["id"], "name": "Contested"}
    assert "Nothing is lost" in notice["detail"]
    assert service.person(winner).get("/notices").json() == {"notices": []}
    for playlist_id in (playlist["id"], copies[0]["id"]):
        assert read(service.person(loser), playlist_id)["notices"] == [notice]
    assert "notices" not in read(service.person(winner), playlist["id"])
    problem(service.person(winner).delete(f"/notices/{notice['id']}"), 404, "not_found")
    assert service.person(loser).delete(f"/notices/{notice['id']}").status_code == 204
    assert service.person(loser).get("/notices").json() == {"notices": []}


def test_one_name_given_on_two_hosts_is_kept_once_and_no_list_is_lost(
    service: Service, other_host: Service, ann: httpx.Client
) -> None:
    cut_off(service)
    other_host.wait_nats(up=False)
    here = save(ann, "Same name", ["movie01"])
    there = save(other_host.person("bob"), "same NAME", ["movie02"])
    bring_back(service)
    wait_until(lambda: nothing_waits(other_host), what="the other host's replay", within=20)
    names = [read(ann, one["id"])["name"] for one in (here, there)]
    assert len([name for name in names if "edited offline by" in name]) == 1
    assert [ids(read(ann, one["id"])) for one in (here, there)] == [["movie01"], ["movie02"]]


def test_an_offline_delete_of_what_others_changed_is_refused_and_told(
    service: Service, other_host: Service, ann: httpx.Client
) -> None:
    playlist = save(ann, "Not so fast", ["movie01"])
    wait_until(lambda: copied_to(other_host, playlist), what="the copy on the other host")
    cut_off(service)
    other_host.wait_nats(up=False)
    headers = {"If-Match": f'"{playlist["revision"]}"'}
    assert ann.delete(f"/playlists/{playlist['id']}", headers=headers).status_code == 204
    changed = put(other_host.person("bob"), playlist, ["movie02"])
    assert changed.json()["stored"] == "local"
    bring_back(service)
    wait_until(lambda: nothing_waits(other_host), what="the other host's replay", within=20)
    everything = ann.get("/playlists").json()["playlists"]
    assert [one["name"] for one in everything if one["name"].startswith("Not so fast")]
    told = service.person("Ann").get("/notices").json()["notices"]
    told += service.person("bob").get("/notices").json()["notices"]
    assert {notice["kind"] for notice in told} <= {"offline_delete_refused", "offline_conflict"}
    assert told


def test_under_load_every_edit_that_was_answered_is_there_afterwards(
    service: Service, ann: httpx.Client
) -> None:
    playlists = [save(ann, f"Loaded {n}", []) for n in range(4)]
    stop = threading.Event()
    accepted: dict[str, list[str]] = {one["id"]: [] for one in playlists}
    sources: set[str] = set()
    faults: list[str] = []

    def edit(playlist: dict[str, Any], person: httpx.Client) -> None:
        """Appends one item after another, each based on what the last answer showed."""
        seen, number = playlist, 0
        while not stop.is_set():
            number += 1
            item = f"item{number}"
            answer = put(person, seen, [*ids(seen), item])
            if answer.status_code == 412:
                seen = answer.json()["current"]
                if item in ids(seen):  # it was stored, only its answer told of an older state
                    accepted[playlist["id"]].append(item)
                continue
            if answer.status_code != 200:
                faults.append(answer.text)
                return
            seen = answer.json()
            sources.add(seen["stored"])
            accepted[playlist["id"]].append(item)

    threads = [
        threading.Thread(target=edit, args=(one, service.person("Ann"))) for one in playlists
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            wait_until(lambda: min(map(len, accepted.values())) >= 3, what="edits", within=20)
            service.nats.kill()
            before = {one: len(items) for one, items in accepted.items()}
            wait_until(
                lambda before=before: all(
                    len(accepted[one]) >= count + 5 for one, count in before.items()
                ),
                what="edits during the outage",
                within=20,
            )
            service.nats.start()
            service.wait_nats(up=True)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert faults == []
    assert sources == {"live", "local"}
    wait_until(lambda: nothing_waits(service), what="the replay", within=30)
    for one in playlists:
        versions = [
            set(ids(read(ann, found["id"])))
            for found in ann.get("/playlists").json()["playlists"]
            if found["name"] == one["name"] or found["name"].startswith(f"{one['name']} (edited")
        ]
        assert set(accepted[one["id"]]) <= set().union(*versions)
        assert len(versions) == 1, "nobody else edited it, so there was no conflict"


def test_processes_started_in_an_outage_know_playlists_and_roles(
    service: Service, ann: httpx.Client
) -> None:
    playlist = save(ann, "Before the reboot", ["movie01"])
    ended = service.person("Ann")
    cut_off(service)
    waiting = put(ann, playlist, ["movie01", "movie02"]).json()
    service.api.stop()
    service.api.start()
    assert ids(read(service.person(None), playlist["id"])) == ["movie01", "movie02"]
    assert put(service.person("Ann"), waiting, ["movie02"]).json()["stored"] == "local"
    problem(put(service.person("viewer"), waiting, []), 403, "not_permitted")
    ended.close()
    bring_back(service)
    assert ids(read(service.person(None), playlist["id"])) == ["movie02"]


def test_a_frozen_nats_answers_in_time_and_loses_nothing(
    service: Service, ann: httpx.Client
) -> None:
    playlist = save(ann, "Frozen", ["movie01"])
    service.nats.freeze()
    try:
        answer = put(ann, playlist, ["movie02"])
        assert answer.elapsed.total_seconds() < 2.5
        assert (answer.status_code, answer.json()["stored"]) == (200, "local")
        assert ids(read(service.person(None), playlist["id"])) == ["movie02"]
    finally:
        service.nats.thaw()
    wait_until(lambda: nothing_waits(service), what="the replay", within=30)
    assert ids(read(ann, playlist["id"])) == ["movie02"]
    names = [one["name"] for one in ann.get("/playlists").json()["playlists"]]
    assert [name for name in names if name.startswith("Frozen")] == ["Frozen"]
