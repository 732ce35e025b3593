"""Saved playlists through real NATS and gunicorn with two workers: every row of their table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.api_harness import command, problem
from tests.integration.playlist_harness import (
    Service,
    all_at_once,
    ids,
    publish_catalog,
    put,
    running_service,
    save,
)
from tests.standins.nats_server import NatsServer

pytestmark = pytest.mark.integration

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def service(nats_server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(nats_server, tmp_path_factory.mktemp("playlists")) as running:
        yield running


@pytest.fixture
def ann(service: Service) -> httpx.Client:
    return service.person("Ann")


def new_name(what: str = "List") -> str:
    return f"{what} {next(_numbers)}"


def test_a_saved_playlist_is_read_by_everyone(service: Service, ann: httpx.Client) -> None:
    name = new_name("Friday night")
    answer = ann.post("/playlists", json={"name": f"  {name} ", "items": ["movie01", "nolength"]})
    assert answer.status_code == 201
    saved = answer.json()
    assert answer.headers["Location"] == f"/api/v1/playlists/{saved['id']}"
    assert answer.headers["ETag"] == f'"{saved["revision"]}"'
    assert (saved["name"], saved["created_by"], saved["stored"]) == (name, "Ann", "live")
    shown = service.person(None).get(f"/playlists/{saved['id']}")
    assert shown.headers["ETag"] == answer.headers["ETag"]
    assert shown.json()["items"][0] == {
        "video_id": "movie01",
        "title": "The.Movie.1.[1951].mp4",
        "duration_seconds": 5400,
        "available": True,
        "reason": None,
    }
    assert shown.json()["source"] == "live"
    assert shown.json()["duration_seconds"] == 5400
    listed = service.person(None).get("/playlists").json()
    assert listed["source"] == "live"
    (summary,) = [one for one in listed["playlists"] if one["id"] == saved["id"]]
    assert (summary["item_count"], summary["duration_seconds"]) == (2, 5400)
    assert (summary["created_by"], summary["revision"]) == ("Ann", saved["revision"])


def test_fifty_parallel_creates_of_one_name_make_one_playlist(
    service: Service, ann: httpx.Client
) -> None:
    name = new_name("Fünfzig")
    spellings = [name, name.upper(), name.replace(" ", "  "), f" {name.lower()}"]
    answers = all_at_once(
        50,
        lambda n: ann.post(
            "/playlists", json={"name": spellings[n % 4], "items": [f"movie{n:02}"]}
        ),
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 49]
    (made,) = [answer.json() for answer in answers if answer.status_code == 201]
    for answer in answers:
        if answer.status_code == 409:
            refusal = problem(answer, 409, "name_taken")
            assert refusal["existing_id"] == made["id"]
            assert refusal["suggestion"].lower().endswith("(2)")
    listed = ann.get("/playlists").json()["playlists"]
    assert [one["name"].lower() for one in listed].count(made["name"].lower()) == 1


def test_a_suggested_name_is_free(service: Service, ann: httpx.Client) -> None:
    name = new_name()
    save(ann, name, [])
    save(ann, f"{name} (2)", [])
    refusal = problem(ann.post("/playlists", json={"name": name, "items": []}), 409, "name_taken")
    assert refusal["suggestion"] == f"{name} (3)"
    assert save(ann, refusal["suggestion"], [])["name"] == f"{name} (3)"


def test_fifty_parallel_edits_lose_none(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, new_name("Everybody"), [])

    def add(number: int) -> httpx.Response:
        """Adds one item, reading again as often as somebody else was quicker."""
        seen = playlist
        while True:
            answer = put(ann, seen, [*ids(seen), f"mine{number}"])
            if answer.status_code != 412:
                return answer
            seen = problem(answer, 412, "revision_conflict")["current"]

    answers = all_at_once(50, add)
    assert {answer.status_code for answer in answers} == {200}
    final = ann.get(f"/playlists/{playlist['id']}").json()
    assert sorted(ids(final)) == sorted(f"mine{number}" for number in range(50))
    assert final["revision"] == playlist["revision"] + 50


def test_a_stale_edit_is_refused_with_what_stands(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, new_name(), ["movie01"])
    assert put(service.person("bob"), playlist, ["movie02"]).status_code == 200
    refusal = problem(put(ann, playlist, ["movie03"]), 412, "revision_conflict")
    assert ids(refusal["current"]) == ["movie02"]
    assert refusal["current"]["updated_by"] == "bob"
    assert ids(ann.get(f"/playlists/{playlist['id']}").json()) == ["movie02"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("if_match", "status", "code"),
    [
        (None, 428, "revision_required"),
        ("*", 428, "revision_required"),
        ('"0"', 412, "revision_conflict"),
        ('"anything else"', 412, "revision_conflict"),
        ("no tag", 400, "invalid_request"),
        ('"1", oops', 400, "invalid_request"),
    ],
)
def test_a_change_must_name_the_revision_it_is_based_on(
    service: Service, ann: httpx.Client, method: str, if_match: str | None, status: int, code: str
) -> None:
    playlist = save(ann, new_name(), ["movie01"])
    headers = {} if if_match is None else {"If-Match": if_match}
    bodies = {"PUT": {"name": new_name(), "items": []}, "PATCH": {"name": new_name()}}
    answer = ann.request(
        method, f"/playlists/{playlist['id']}", json=bodies.get(method), headers=headers
    )
    problem(answer, status, code)
    assert ann.get(f"/playlists/{playlist['id']}").json()["revision"] == playlist["revision"]


def test_one_of_several_revisions_is_enough(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, new_name(), [])
    answer = ann.patch(
        f"/playlists/{playlist['id']}",
        json={"name": new_name()},
        headers={"If-Match": f'"77", W/"{playlist["revision"]}"'},
    )
    assert answer.status_code == 200


def test_a_renamed_playlist_frees_its_old_name(service: Service, ann: httpx.Client) -> None:
    old, new = new_name("Old"), new_name("New")
    playlist = save(ann, old, ["movie01"])
    renamed = ann.patch(
        f"/playlists/{playlist['id']}", json={"name": new}, headers={"If-Match": '"1"'}
    )
    assert (renamed.status_code, renamed.json()["name"]) == (200, new)
    assert ids(renamed.json()) == ["movie01"]
    problem(ann.post("/playlists", json={"name": new, "items": []}), 409, "name_taken")
    assert save(ann, old, [])["id"] != playlist["id"]


def test_a_name_may_change_its_case(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, new_name("quiet"), [])
    answer = put(ann, playlist, [], name=playlist["name"].upper())
    assert answer.json()["name"] == playlist["name"].upper()


def test_a_rename_to_a_taken_name_changes_nothing(service: Service, ann: httpx.Client) -> None:
    taken, playlist = save(ann, new_name(), []), save(ann, new_name(), ["movie01"])
    refusal = problem(put(ann, playlist, [], name=taken["name"]), 409, "name_taken")
    assert refusal["existing_id"] == taken["id"]
    assert ann.get(f"/playlists/{playlist['id']}").json()["items"] == playlist["items"]
    assert put(ann, playlist, ["movie02"]).status_code == 200


def test_a_deleted_playlist_comes_back(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, new_name(), ["movie01", "movie02"])
    path = f"/playlists/{playlist['id']}"
    assert ann.delete(path, headers={"If-Match": '"1"'}).status_code == 204
    assert "restore" in problem(ann.get(path), 404, "not_found")["detail"]
    problem(ann.delete(path, headers={"If-Match": '"2"'}), 404, "not_found")
    assert playlist["id"] not in [one["id"] for one in ann.get("/playlists").json()["playlists"]]
    trash = ann.get("/playlists", params={"trash": "true"}).json()["playlists"]
    assert [one["name"] for one in trash if one["id"] == playlist["id"]] == [playlist["name"]]
    restored = ann.post(f"{path}/restore")
    assert (restored.status_code, ids(restored.json())) == (200, ["movie01", "movie02"])
    assert ann.post(f"{path}/restore").json()["revision"] == restored.json()["revision"]
    assert ann.get(path).json()["name"] == playlist["name"]
    problem(ann.post("/playlists/nosuch/restore"), 404, "not_found")


def test_a_name_taken_meanwhile_is_told_on_restoring(service: Service, ann: httpx.Client) -> None:
    name = new_name()
    playlist = save(ann, name, ["movie01"])
    path = f"/playlists/{playlist['id']}"
    ann.delete(path, headers={"If-Match": '"1"'})
    other = save(ann, name, [])
    refusal = problem(ann.post(f"{path}/restore", json={}), 409, "name_taken")
    assert refusal["existing_id"] == other["id"]
    restored = ann.post(f"{path}/restore", json={"name": refusal["suggestion"]})
    assert (restored.status_code, restored.json()["name"]) == (200, f"{name} (2)")


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"name": "x"}, 400, "invalid_request", "items"),
        ({"items": []}, 400, "invalid_request", "name"),
        ({"name": "", "items": []}, 400, "invalid_request", "name"),
        ({"name": "x" * 101, "items": []}, 400, "invalid_request", "name"),
        ({"name": "a\u202eb", "items": []}, 400, "invalid_request", "name"),
        ({"name": 7, "items": []}, 400, "invalid_request", "name"),
        ({"name": "x", "items": "movie01"}, 400, "invalid_request", "items"),
        ({"name": "x", "items": [1]}, 400, "invalid_request", "items.0"),
        ({"name": "x", "items": ["movie01", "../x"]}, 400, "invalid_request", "items[1]"),
        ({"name": "x", "items": [], "extra": 1}, 400, "invalid_request", "extra"),
        ({"name": "x", "items": ["a"] * 4001}, 422, "too_many_items", None),
    ],
)
def test_what_cannot_be_saved_is_named(
    service: Service,
    ann: httpx.Client,
    body: dict[str, object],
    status: int,
    code: str,
    field: str | None,
) -> None:
    refusal = problem(ann.post("/playlists", json=body), status, code)
    assert refusal.get("field") == field
    if code == "too_many_items":
        assert (refusal["limit"], refusal["count"]) == (4000, 4001)


def test_four_thousand_items_are_saved(service: Service, ann: httpx.Client) -> None:
    items = [f"item{n:05}" for n in range(4000)]
    playlist = save(ann, new_name("Long"), items)
    longer = put(ann, playlist, list(reversed(items)), name=new_name("Longer"))
    assert (longer.status_code, ids(longer.json())) == (200, list(reversed(items)))


CHANGES = [
    ("POST", "/playlists", {"name": "never", "items": []}),
    ("PUT", "/playlists/{id}", {"name": "never", "items": []}),
    ("PATCH", "/playlists/{id}", {"name": "never"}),
    ("DELETE", "/playlists/{id}", None),
    ("POST", "/playlists/{id}/restore", None),
    ("POST", "/playlists/import", {"text": "movie01"}),
    ("POST", "/marathons/preview", {"sources": ["{id}"], "method": "concatenate"}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_only_the_blessed_change_anything(
    service: Service, ann: httpx.Client, method: str, path: str, body: dict[str, object] | None
) -> None:
    playlist = save(ann, new_name(), ["movie01"])
    path = path.format(id=playlist["id"])
    headers = {"If-Match": '"1"'}
    nobody = service.person(None).request(method, path, json=body, headers=headers)
    problem(nobody, 401, "sign_in_required")
    viewer = service.person("viewer").request(method, path, json=body, headers=headers)
    assert problem(viewer, 403, "not_permitted")["required_role"] == "blessed"
    unchanged = service.person(None).get(f"/playlists/{playlist['id']}")
    assert (unchanged.status_code, unchanged.json()["revision"]) == (200, 1)


def test_another_sites_page_changes_nothing(service: Service, ann: httpx.Client) -> None:
    answer = ann.post(
        "/playlists",
        json={"name": new_name(), "items": []},
        headers={"Origin": "https://evil.example"},
    )
    problem(answer, 403, "cross_origin")


def test_an_admin_may_do_what_the_blessed_may(service: Service) -> None:
    assert save(service.person("labadmin"), new_name(), [])["created_by"] == "labadmin"


@pytest.mark.parametrize("bad", ["nosuch", "a.b", "list.>", "%2e%2e", "x" * 500, "%00"])
def test_an_unknown_playlist_is_404(service: Service, ann: httpx.Client, bad: str) -> None:
    problem(ann.get(f"/playlists/{bad}"), 404, "not_found")
    problem(ann.get(f"/playlists/{bad}/export"), 404, "not_found")
    answer = ann.delete(f"/playlists/{bad}", headers={"If-Match": '"1"'})
    problem(answer, 404, "not_found")


def test_what_left_the_catalog_is_shown_with_reason_title_and_suggestions(
    service: Service, ann: httpx.Client
) -> None:
    rows = [
        {"video_id": "old", "title": "The.Blob.[1958].mp4", "duration": 100},
        {"video_id": "new", "title": "The Blob (1958) restored.mkv", "duration": 101},
        {"video_id": "other", "title": "Something Else.mkv", "duration": 102},
    ]
    publish_catalog(service.directory / "data", rows)
    playlist = save(ann, new_name(), ["old", "other", "never"])
    counted = ann.get("/playlists").json()["playlists"]
    assert [one["duration_seconds"] for one in counted if one["id"] == playlist["id"]] == [202]
    publish_catalog(service.directory / "data", rows[1:])
    shown = ann.get(f"/playlists/{playlist['id']}").json()["items"]
    assert (shown[0]["available"], shown[0]["title"]) == (False, "The.Blob.[1958].mp4")
    assert "catalog" in shown[0]["reason"]
    assert [one["video_id"] for one in shown[0]["suggestions"]] == ["new"]
    assert shown[1]["available"]
    assert (shown[2]["title"], shown[2]["suggestions"]) == (None, [])
    counted = ann.get("/playlists").json()["playlists"]
    assert [one["duration_seconds"] for one in counted if one["id"] == playlist["id"]] == [102]
    publish_catalog(service.directory / "data")


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        ("json", "application/json"),
        ("txt", "text/plain"),
        ("csv", "text/csv"),
        ("m3u", "audio/x-mpegurl"),
    ],
)
def test_an_exported_playlist_is_imported_again(
    service: Service, ann: httpx.Client, wanted: str, kind: str
) -> None:
    items = ["movie02", "evil", "show01", "twin2", "movie02"]
    playlist = save(ann, new_name('../Böse = "x"'), items)
    file = service.person(None).get(
        f"/playlists/{playlist['id']}/export", params={"format": wanted}
    )
    assert file.headers["Content-Type"].startswith(kind)
    disposition = file.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="B-se-x-')
    assert disposition.endswith(f'.{wanted}"')
    read = ann.post("/playlists/import", json={"text": file.text}).json()["items"]
    assert [line["video_id"] for line in read] == items
    assert {line["reason"] for line in read} == {None}


def test_import_reports_each_line(service: Service, ann: httpx.Client) -> None:
    text = "movie01\nThe Shining (1980)\nThe Twin\n\nnonsense\nhttps://x.example/view?m=movie02"
    lines = ann.post("/playlists/import", json={"text": text}).json()["items"]
    assert [(line["line"], line["video_id"]) for line in lines] == [
        (1, "movie01"),
        (2, "shining1"),
        (3, None),
        (5, None),
        (6, "movie02"),
    ]
    assert "twin1" in lines[2]["reason"]
    assert lines[1]["title"] == "The.Shining.[1980].mp4"


def test_an_unknown_export_format_is_400(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, new_name(), [])
    answer = ann.get(f"/playlists/{playlist['id']}/export", params={"format": "xspf"})
    assert problem(answer, 400, "invalid_request")["field"] == "format"


def test_every_change_is_in_the_audit_trail(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, new_name(), ["movie01"])
    put(service.person("bob"), playlist, ["movie02", "movie01"])
    path = f"/playlists/{playlist['id']}"
    ann.delete(path, headers={"If-Match": '"2"'})
    ann.post(f"{path}/restore")
    events = service.person("labadmin").get("/admin/audit").json()["events"]
    mine = [event for event in events if event["subject"] == playlist["id"]]
    assert [(event["actor"], event["action"]) for event in reversed(mine)] == [
        ("Ann", "playlist.create"),
        ("bob", "playlist.save"),
        ("Ann", "playlist.delete"),
        ("Ann", "playlist.restore"),
    ]
    assert "1 added" in mine[2]["detail"]


def test_notices_are_for_the_signed_in(service: Service, ann: httpx.Client) -> None:
    problem(service.person(None).get("/notices"), 401, "sign_in_required")
    assert ann.get("/notices").json() == {"notices": []}
    problem(ann.delete("/notices/none"), 404, "not_found")


def test_blessing_takes_effect_at_the_next_request(service: Service) -> None:
    late = service.person("latecomer")
    body = {"name": new_name(), "items": []}
    problem(late.post("/playlists", json=body), 403, "not_permitted")
    service.bless("latecomer")
    assert late.post("/playlists", json=body).status_code == 201
    assert command(service.environment, "blessed", "remove", "latecomer").returncode == 0
    problem(late.post("/playlists", json=body), 403, "not_permitted")
