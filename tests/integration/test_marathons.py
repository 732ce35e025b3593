"""Marathons through the real service: order, labels, patterns, seeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.integration.api_harness import problem
from tests.integration.playlist_harness import Service, ids, running_service, save
from tests.standins.nats_server import NatsServer

pytestmark = pytest.mark.integration

SHOWS = [f"show{n:02}" for n in (9, 2, 7, 1)]
MOVIES = [f"movie{n:02}" for n in (3, 1, 2)]


@pytest.fixture(scope="module")
def service(nats_server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(nats_server, tmp_path_factory.mktemp("marathons")) as running:
        yield running


@pytest.fixture(scope="module")
def ann(service: Service) -> httpx.Client:
    return service.person("Ann")


@pytest.fixture(scope="module")
def sources(ann: httpx.Client) -> list[dict[str, Any]]:
    return [save(ann, "Marathon shows", SHOWS), save(ann, "Marathon movies", MOVIES)]


def preview(
    person: httpx.Client, sources: list[dict[str, Any]], method: str, **more: object
) -> httpx.Response:
    wanted = {"sources": [one["id"] for one in sources], "method": method} | more
    return person.post("/marathons/preview", json=wanted)


def test_run_order_is_kept_by_every_method(
    ann: httpx.Client, sources: list[dict[str, Any]]
) -> None:
    for method in ("concatenate", "shuffle", "interleave"):
        made = preview(ann, sources, method).json()
        assert sorted(ids(made)) == sorted(SHOWS + MOVIES)
        shows = [one for one in ids(made) if one.startswith("show")]
        assert shows == sorted(SHOWS), method
        numbers = [item["episode"]["number"] for item in made["items"] if item["episode"]]
        assert numbers == [1, 2, 7, 9]


def test_run_order_can_be_left_alone(ann: httpx.Client, sources: list[dict[str, Any]]) -> None:
    made = preview(ann, sources, "concatenate", preserve_run_order=False).json()
    assert ids(made) == SHOWS + MOVIES


def test_a_pattern_is_explained_and_labelled(
    ann: httpx.Client, sources: list[dict[str, Any]]
) -> None:
    made = preview(ann, sources, "interleave", pattern="a2 - b").json()
    assert made["pattern"] == "A2B"
    assert [item["label"] for item in made["items"]] == list("AABAABB")
    assert made["labels"] == {
        "A": {"id": sources[0]["id"], "name": "Marathon shows"},
        "B": {"id": sources[1]["id"], "name": "Marathon movies"},
    }
    assert "2 from A (Marathon shows)" in made["explanation"]
    assert made["duration_seconds"] == 4 * 1500 + 3 * 5400
    assert made["items"][0] == {
        "video_id": "show01",
        "title": "Night.Gallery.S01E01.mkv",
        "duration_seconds": 1500,
        "label": "A",
        "episode": {"season": 1, "number": 1},
        "available": True,
        "reason": None,
    }


@pytest.mark.parametrize(
    ("pattern", "position"), [("A2X1", 2), ("A", 1), ("A0B", 1), ("A-1B", 2), ("", 0), ("A B;", 3)]
)
def test_a_bad_pattern_is_422_with_its_position(
    ann: httpx.Client, sources: list[dict[str, Any]], pattern: str, position: int
) -> None:
    answer = preview(ann, sources, "interleave", pattern=pattern)
    refusal = problem(answer, 422, "pattern_invalid")
    assert (refusal["position"], refusal["valid_labels"]) == (position, ["A", "B"])


def test_one_seed_gives_one_list_in_every_process(
    service: Service, ann: httpx.Client, sources: list[dict[str, Any]]
) -> None:
    made = preview(ann, sources, "shuffle").json()
    assert made["seed"]
    again = [preview(ann, sources, "shuffle", seed=made["seed"]).json() for _ in range(8)]
    assert {tuple(ids(one)) for one in again} == {tuple(ids(made))}
    other = [preview(ann, sources, "shuffle", seed=f"seed {n}").json() for n in range(8)]
    assert len({tuple(ids(one)) for one in other}) > 1


def test_what_is_missing_and_doubled_is_warned_of(
    ann: httpx.Client, sources: list[dict[str, Any]]
) -> None:
    odd = save(ann, "Marathon odd", ["gone", "movie01"])
    made = preview(ann, [*sources, odd], "concatenate").json()
    codes = {warning["code"]: warning for warning in made["warnings"]}
    assert codes["unavailable"]["video_ids"] == ["gone"]
    assert codes["duplicates"]["labels"] == ["B", "C"]
    assert (made["items"][-2]["title"], made["items"][-2]["available"]) == (None, False)


@pytest.mark.parametrize("count", [0, 27])
def test_sources_are_one_to_twenty_six(
    ann: httpx.Client, sources: list[dict[str, Any]], count: int
) -> None:
    answer = preview(ann, sources[:1] * count, "concatenate")
    assert problem(answer, 400, "invalid_request")["field"] == "sources"
    assert preview(ann, sources[:1] * 26, "concatenate").status_code == 200


def test_unknown_sources_methods_and_stray_patterns_are_refused(
    ann: httpx.Client, sources: list[dict[str, Any]]
) -> None:
    problem(preview(ann, [{"id": "nosuch"}], "shuffle"), 404, "not_found")
    problem(preview(ann, sources, "random"), 400, "invalid_request")
    problem(preview(ann, sources, "shuffle", pattern="A B"), 400, "invalid_request")


def test_a_previewed_order_is_saved_as_it_is(
    ann: httpx.Client, sources: list[dict[str, Any]]
) -> None:
    made = preview(ann, sources, "interleave", pattern="B A").json()
    saved = save(ann, "Marathon saved", ids(made))
    assert ids(ann.get(f"/playlists/{saved['id']}").json()) == ids(made)
