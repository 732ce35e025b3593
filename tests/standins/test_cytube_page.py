"""The CyTube stand-in's page in a real browser: a person can be Alice and read her messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.standins.cytube_server import USERS, CytubeServer, CytubeSettings
from tests.standins.lab_manifests import LabManifests

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CytubeServer]:
    settings = CytubeSettings(demo_users=USERS[1:])
    with CytubeServer(settings, directory=tmp_path_factory.mktemp("page")) as running:
        yield running


@pytest.fixture
def page(server: CytubeServer) -> Iterator[Page]:
    """The page, freshly opened; fails the test if it threw or broke its own CSP."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_page()
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        server.post("/reset")
        server.join("labbot")
        opened.goto(server.page_url)
        expect(opened.get_by_role("status")).to_have_text("Online")
        yield opened
        browser.close()
    assert complaints == []


def test_a_person_signs_in_reads_a_pm_and_answers(server: CytubeServer, page: Page) -> None:
    """One click makes her Alice; the bot's message shows as text; the reply reaches the bot."""
    page.get_by_role("button", name="Alice (registered)").click()
    expect(page.locator("#me")).to_have_text("Alice")
    server.pm("labbot", "Alice", "Your code is <b>ABCD-EFGH</b>")
    messages = page.get_by_label("Your private messages")
    expect(messages).to_contain_text("Your code is <b>ABCD-EFGH</b>")
    page.get_by_role("textbox", name="Message").fill("block")
    page.get_by_role("button", name="Send").click()
    assert server.wait_for_pm("labbot")["msg"] == "block"
    expect(messages).to_contain_text("Alice → labbot")
    page.reload()
    expect(messages).to_contain_text("ABCD-EFGH")
    assert server.online()["Alice"] == 1


def test_the_page_follows_the_queue_and_the_chat(
    server: CytubeServer, lab: LabManifests, page: Page
) -> None:
    """Entries, what plays and how far, who is here, and chat lines as they come."""
    server.post("/seed", ids=[lab.url("A-d600"), lab.url("B-d30")], by="labbot")
    expect(page.locator("#playing-title")).to_have_text("Lab item A-d600")
    expect(page.locator("#queue li")).to_have_count(2)
    expect(page.locator("#queue li[aria-current=true]")).to_contain_text("A-d600")
    server.act("labbot", "chatMsg", {"msg": "hello *you*", "meta": {}})
    expect(page.get_by_label("Chat lines").locator("strong")).to_have_text("you")
    expect(page.locator("#playing-time")).to_contain_text("of 10:00")
    expect(page.locator("#users")).to_contain_text("labbot")


def test_a_mod_queues_an_item_and_is_told_of_refusals(
    server: CytubeServer, lab: LabManifests, page: Page
) -> None:
    """The add form queues; what CyTube refuses is shown in its words."""
    page.get_by_role("button", name="labmod (mod)").click()
    for _ in range(2):
        page.get_by_label("Manifest URL").fill(lab.url("A-d600"))
        page.get_by_role("button", name="Queue it").click()
    expect(page.get_by_role("alert")).to_have_text("This item is already on the playlist")
    assert [entry["queueby"] for entry in server.queue()] == ["labmod"]


def test_a_wrong_password_is_told(page: Page) -> None:
    """The refusal stands on the page and nobody is signed in."""
    page.get_by_label("Name").fill("Alice")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("Invalid username/password combination")
    expect(page.locator("#signed-in")).to_be_hidden()


def test_the_page_has_no_accessibility_faults(server: CytubeServer, page: Page) -> None:
    """axe finds nothing, signed in, and nothing is wider than a 320 px screen."""
    page.get_by_role("button", name="Alice (registered)").click()
    expect(page.locator("#me")).to_have_text("Alice")
    server.pm("labbot", "Alice", "hello")
    page.set_viewport_size({"width": 320, "height": 700})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
