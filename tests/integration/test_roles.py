"""Blessed and admins through real NATS: effective at the next request, in every process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.integration.api_harness import (
    Api,
    Browser,
    command,
    forget_everything,
    problem,
    running_api,
)
from tests.standins.channel import Channel

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("api")


@pytest.fixture(scope="module")
def api(_running_channel: Channel, directory: Path) -> Iterator[Api]:
    with running_api(_running_channel, directory) as running:
        yield running


@pytest.fixture
def admin(api: Api, channel: Channel) -> Browser:
    """labadmin, who is admin by the setting ADMINS, signed in."""
    forget_everything(channel.nats.url)
    channel.come_online(["Alice", "bob", "labadmin"])
    browser = api.browser()
    browser.sign_in(channel, "labadmin")
    return browser


@pytest.fixture
def alice(api: Api, channel: Channel, admin: Browser) -> Browser:
    browser = api.browser()
    browser.sign_in(channel, "Alice")
    return browser


def role(browser: Browser) -> str:
    return str(browser.http.get("/auth/session").json()["role"])


def test_blessing_and_unblessing_act_on_the_very_next_request(
    api: Api, admin: Browser, alice: Browser
) -> None:
    for _ in range(20):  # whichever of the workers answers
        assert admin.http.put("/admin/blessed/ALICE").status_code == 200
        assert role(alice) == "blessed"
        assert admin.http.delete("/admin/blessed/alice").status_code == 200
        assert role(alice) == "viewer"


def test_roles_decide_who_may_administer(api: Api, admin: Browser, alice: Browser) -> None:
    problem(api.browser().http.get("/admin/blessed"), 401, "sign_in_required")
    refused = problem(alice.http.put("/admin/admins/Alice"), 403, "not_permitted")
    assert refused["required_role"] == "admin"
    admin.http.put("/admin/admins/Alice")
    assert role(alice) == "admin"
    assert alice.http.get("/auth/session").json()["modes"] == [
        "preserve_current",
        "append",
        "hard_replace",
    ]


def test_a_list_shows_who_added_whom(admin: Browser) -> None:
    answer = admin.http.put("/admin/blessed/Bob")
    entry = answer.json()["blessed"][0]
    assert (entry["username"], entry["added_by"]) == ("Bob", "labadmin")
    assert admin.http.get("/admin/blessed").json() == answer.json()
    assert admin.http.put("/admin/blessed/bob").json() == answer.json()
    admins = admin.http.get("/admin/admins").json()["admins"]
    assert admins == [{"username": "labadmin", "added_by": "setting ADMINS", "added_at": None}]


def test_a_bad_name_is_refused(admin: Browser) -> None:
    problem(admin.http.put("/admin/blessed/not%20a%20name"), 400, "invalid_username")
    problem(admin.http.delete(f"/admin/admins/{'x' * 21}"), 400, "invalid_username")


def test_the_last_admin_cannot_be_removed(admin: Browser, alice: Browser) -> None:
    problem(admin.http.delete("/admin/admins/labadmin"), 409, "last_admin")
    admin.http.put("/admin/admins/Alice")
    problem(admin.http.delete("/admin/admins/labadmin"), 409, "admin_by_setting")
    assert admin.http.delete("/admin/admins/Alice").status_code == 200
    assert role(alice) == "viewer"


def test_two_admins_who_remove_each_other_at_once_leave_one(
    channel: Channel, api: Api, admin: Browser, directory: Path
) -> None:
    # a second service without ADMINS: all its admins are in the list
    with running_api(channel, directory / "other", ADMINS="") as other:
        people = {name: other.browser() for name in ("Alice", "bob")}
        for name, browser in people.items():
            browser.sign_in(channel, name)
        for _ in range(8):
            for name in people:
                assert admin.http.put(f"/admin/admins/{name}").status_code == 200
            with ThreadPoolExecutor(max_workers=2) as pool:
                answers = list(pool.map(remove_admin, people.values(), reversed(people)))
            # who came second was the last one, or none any more
            first, second = sorted(answer.status_code for answer in answers)
            assert (first, second in {403, 409}) == (200, True)
            listed = admin.http.get("/admin/admins").json()["admins"]
            left = {one["username"] for one in listed} - {"labadmin"}
            assert len(left) == 1
        (survivor,) = left
        problem(remove_admin(people[survivor], survivor), 409, "last_admin")


def remove_admin(browser: Browser, name: str) -> httpx.Response:
    return browser.http.delete(f"/admin/admins/{name}")


def test_every_change_is_in_the_audit_trail(admin: Browser) -> None:
    admin.http.put("/admin/blessed/Alice")
    admin.http.put("/admin/blessed/Alice")
    admin.http.delete("/admin/blessed/Alice")
    events = admin.http.get("/admin/audit?limit=10").json()["events"]
    shown = [(one["actor"], one["via"], one["action"], one["subject"]) for one in events]
    assert shown == [
        ("labadmin", "web", "blessed.remove", "Alice"),
        ("labadmin", "web", "blessed.add", "Alice"),
    ]
    assert len(admin.http.get("/admin/audit?limit=1").json()["events"]) == 1


def test_a_guest_never_rises_above_viewer(api: Api, channel: Channel, admin: Browser) -> None:
    channel.cytube.join("drifter", guest=True, ip="127.0.0.11")
    guest = api.browser()
    guest.sign_in(channel, "drifter")
    admin.http.put("/admin/blessed/drifter")
    assert role(guest) == "viewer"


def test_the_command_line_changes_the_lists(
    api: Api, admin: Browser, alice: Browser, channel: Channel
) -> None:
    added = command(api.environment, "blessed", "add", "Alice")
    assert (added.returncode, added.stdout) == (0, "Alice is on the list blessed.\n")
    assert role(alice) == "blessed"
    listed = command(api.environment, "blessed", "list", "--format", "json")
    assert '"username": "Alice"' in listed.stdout
    again = command(api.environment, "blessed", "add", "alice")
    assert again.stdout == "alice is on the list blessed already.\n"
    assert command(api.environment, "blessed", "remove", "Alice").returncode == 0
    assert role(alice) == "viewer"
    last = command(api.environment, "admins", "remove", "labadmin")
    assert (last.returncode, "last admin" in last.stderr) == (1, True)
    events = admin.http.get("/admin/audit?limit=2").json()["events"]
    assert [event["via"] for event in events] == ["command line", "command line"]


def test_the_command_line_says_what_is_wrong_by_exit_code(api: Api, channel: Channel) -> None:
    assert command(api.environment, "blessed", "add", "not a name").returncode == 1
    assert command(api.environment, "blessed", "bless", "Alice").returncode == 2
    wrong = command(api.environment | {"KV_REPLICAS": "many"}, "blessed", "list")
    assert wrong.returncode == 2
    assert "Setting KV_REPLICAS has value 'many'" in wrong.stderr
    away = command(api.environment | {"NATS_URL": "nats://127.0.0.1:9"}, "blessed", "list")
    assert (away.returncode, "NATS cannot be reached" in away.stderr) == (3, True)
