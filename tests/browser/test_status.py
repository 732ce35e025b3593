"""The status pill: what works now, in words, while the parts behind the site come and go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.service_stack import (
    Stack,
    Viewer,
    account,
    ask_for_code,
    open_panel,
    panel,
    sign_in,
)
from tests.browser.test_accessibility import findings

InChannel = Callable[[str], Viewer]
SOON = 20_000


@pytest.fixture
def whole(stack: Stack) -> Iterator[Stack]:
    """The stack, of which a test may stop a part; afterwards everything runs and is connected."""
    yield stack
    if not stack.channel.nats.running:
        stack.channel.nats.start()
    if not stack.channel.robot.running:
        stack.channel.robot.start()
    if stack.service.health() is None:
        stack.service.start_api()
    stack.service.wait_connected(within=30)


def pill(page: Page) -> Locator:
    return page.get_by_role("button", name="Status:")


def expect_status(page: Page, pattern: str) -> None:
    """The pill says so soon; looking at the page again is what makes it look."""
    page.evaluate("setInterval(() => dispatchEvent(new Event('focus')), 500)")
    expect(pill(page)).to_have_attribute("aria-label", re.compile(pattern), timeout=SOON)


def test_nats_dies_and_comes_back(
    whole: Stack, visit: OpenPage, in_channel: InChannel, screenshots: Path
) -> None:
    """Read-only since a time, and why; sign-in says so, sessions stay; then Online."""
    page = visit("/")
    sign_in(page, in_channel("Alice"))
    expect_status(page, "^Status: Online$")
    other = visit("/categories/")
    whole.channel.nats.kill()
    expect_status(page, r"^Status: Read-only since \d\d:\d\d.*: NATS is down$")
    expect(page.locator("#announcer")).to_contain_text("NATS is down")
    expect(account(page)).to_contain_text("Alice")
    page.reload()
    expect(account(page)).to_contain_text("Alice")
    open_panel(other)
    ask_for_code(other, "Alice")
    expect(panel(other).get_by_role("alert")).to_contain_text("NATS is down")
    other.keyboard.press("Escape")
    expect(pill(other)).to_have_attribute("aria-label", re.compile("Read-only"), timeout=SOON)
    pill(page).click()
    dialog = page.get_by_role("dialog", name="Read-only since")
    expect(dialog).to_contain_text("Start nats-server")
    expect(dialog).to_contain_text("saved playlists work")
    page.screenshot(path=screenshots / "status-read-only-1280.png")
    page.set_viewport_size({"width": 360, "height": 740})
    page.screenshot(path=screenshots / "status-read-only-360.png")
    whole.channel.nats.start()
    expect_status(page, "^Status: Online$")
    page.keyboard.press("Escape")
    expect(pill(page)).to_be_focused()


def test_the_robot_stops_and_comes_back(whole: Stack, visit: OpenPage) -> None:
    """It is told from a dead NATS, with what an admin can do; sign-in names the robot."""
    page = visit("/categories/")
    expect_status(page, "^Status: Online$")
    whole.channel.robot.stop(grace=2)
    expect_status(page, r"^Status: Robot disconnected since \d\d:\d\d")
    pill(page).click()
    expect(page.get_by_role("dialog")).to_contain_text(re.compile("start it", re.IGNORECASE))
    page.keyboard.press("Escape")
    open_panel(page)
    ask_for_code(page, "Alice")
    expect(panel(page).get_by_role("alert")).to_contain_text("No code can be sent")
    page.keyboard.press("Escape")
    whole.channel.robot.start()
    expect_status(page, "^Status: Online$")


def test_the_api_stops_and_comes_back(whole: Stack, visit: OpenPage) -> None:
    """A site that had a service says Offline since when; search and list go on; then Online."""
    page = visit("/")
    expect_status(page, "^Status: Online$")
    whole.service.stop_api()
    expect_status(page, r"^Status: Offline since \d\d:\d\d.*: the service does not answer$")
    page.locator("#query").fill("blob")
    expect(page.locator("#row-0")).to_contain_text("Blob")
    page.locator("#row-0").get_by_role("button").click()
    expect(page.locator(".ordered-item")).to_have_count(1)
    page.reload()
    expect_status(page, "^Status: Offline since")
    pill(page).click()
    expect(page.get_by_role("dialog", name="Offline since")).to_contain_text("gunicorn")
    whole.service.start_api()
    whole.service.wait_connected()
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("dialog", name="Online")).to_be_visible(timeout=SOON)


def test_a_browser_without_network_says_offline(visit: OpenPage) -> None:
    """The device is named, not the service; with the network the status is back at once."""
    page = visit("/categories/")
    expect(pill(page)).to_have_attribute("aria-label", "Status: Online")
    page.context.set_offline(True)
    expect(pill(page)).to_have_attribute("aria-label", re.compile("Offline.*no network"))
    page.context.set_offline(False)
    expect(pill(page)).to_have_attribute("aria-label", "Status: Online")


def test_a_site_without_a_service_is_calm_about_it(open_page: OpenPage) -> None:
    """Browsing only, no alarm, no sign-in button; and it is asked once, not again and again."""
    page = open_page("/404.html")
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/api/" in request.url else None
    )
    page.goto("/categories/")
    expect(pill(page)).to_have_attribute("aria-label", "Status: Browsing only")
    expect(pill(page)).to_have_attribute("data-tone", "quiet")
    expect(account(page).get_by_role("button")).to_have_count(0)
    pill(page).click()
    dialog = page.get_by_role("dialog", name="Browsing only")
    expect(dialog).to_contain_text("search the catalog and build a list")
    assert findings(page) == []
    page.goto("/admin/")
    expect(page.get_by_role("main")).to_contain_text("no service behind this site now")
    assert len(asked) == 2, asked


def test_a_hidden_page_does_not_ask(visit: OpenPage) -> None:
    """Nobody looks, nobody asks; whoever comes back sees the present state."""
    page = visit("/categories/")
    expect(pill(page)).to_have_attribute("aria-label", "Status: Online")
    page.clock.install()
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/api/" in request.url else None
    )
    page.evaluate(
        """() => {
          const hidden = { value: "hidden", configurable: true };
          Object.defineProperty(document, "visibilityState", hidden);
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    page.clock.fast_forward(600_000)
    assert asked == []
    with page.expect_request("**/api/v1/health"):
        page.evaluate(
            """() => {
              delete document.visibilityState;
              document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
