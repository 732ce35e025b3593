"""A session begins with the code and with nothing a browser brought along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.api_harness import Api, forget_everything, problem, running_api
from tests.standins.channel import Channel

pytestmark = pytest.mark.integration

OTHERS = "https://evil.example"


@pytest.fixture(scope="module")
def api(_running_channel: Channel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running_api(_running_channel, tmp_path_factory.mktemp("beginnings")) as running:
        yield running


@pytest.fixture
def people(api: Api, channel: Channel) -> Channel:
    forget_everything(channel.nats.url)
    channel.come_online(["Alice", "bob"])
    return channel


def test_a_cookie_brought_to_the_sign_in_is_not_adopted(api: Api, people: Channel) -> None:
    """Fixation: whatever the browser held before, the session is a new one each time."""
    browser, texts = api.browser(), []
    browser.http.cookies.set("kryten_playlist", "planted.by-somebody")
    for _ in range(2):
        answer = browser.sign_in(people, "Alice")
        texts.append(answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0])
        browser.http.cookies.clear()
        browser.http.cookies.set("kryten_playlist", texts[-1])
    assert "planted" not in "".join(texts)
    assert texts[0] != texts[1]


def test_signing_in_as_somebody_else_leaves_nothing_of_the_first(api: Api, people: Channel) -> None:
    """The browser is then the second one and has none of the first one's rights."""
    browser = api.browser()
    browser.sign_in(people, "Alice")
    browser.sign_in(people, "bob")
    assert browser.http.get("/auth/session").json()["username"] == "bob"
    assert len(browser.http.cookies) == 1


def test_no_other_site_can_sign_a_browser_in(api: Api, people: Channel) -> None:
    """A page elsewhere that knows a good code of its own cannot plant that session here."""
    code = api.browser().code(people, "bob")
    victim = api.browser()
    answer = victim.http.post(
        "/auth/otp/verify", json={"username": "bob", "otp": code}, headers={"Origin": OTHERS}
    )
    problem(answer, 403, "cross_origin")
    assert "Set-Cookie" not in answer.headers
    assert victim.verify("bob", code).status_code == 200


def test_a_code_opens_its_own_name_only(api: Api, people: Channel) -> None:
    """Alice's code is bob's wrong code."""
    alice, bob = api.browser(), api.browser()
    code = alice.code(people, "Alice")
    bob.code(people, "bob")
    problem(bob.verify("bob", code), 401, "otp_invalid")
    assert alice.verify("Alice", code).status_code == 200
