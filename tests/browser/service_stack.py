"""The whole product around one channel: NATS, robot, CyTube, API, worker, and Caddy before them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import served_site
from tests.browser.catalog_lines import PICTURES
from tests.standins.channel import DEMO_USERS, Channel, ChannelSettings
from tests.standins.cytube_server import CytubeSettings
from tests.standins.service import ROOT, ApiService

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
# what Chromium notes of every answer that is an error, said by the page in better words
ANSWERS = ("the server responded with a status of", "net::ERR_")


class Stack:
    """Everything, running; `folder` holds the catalog's source, the snapshots and the releases.

    `more` are further settings of the service.
    """

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder = folder
        self._more = more
        self.source = folder / "catalog.jsonl"
        self.channel = Channel(
            folder / "channel", ChannelSettings(cytube=CytubeSettings(demo_users=DEMO_USERS))
        )
        self.service = self.make_service(folder / "service", admins=("labadmin",))
        self.site = served_site.Server(folder, api=self.service.upstream)

    @property
    def url(self) -> str:
        return self.site.url

    def make_service(self, directory: Path, *, admins: tuple[str, ...]) -> ApiService:
        """A service of this channel, not started, with these admins by setting."""
        return ApiService(
            directory,
            nats_url=self.channel.nats.url,
            domain=self.channel.domain,
            channel=self.channel.name,
            data_dir=self.folder / "data",
            site_dir=self.folder / "site",
            admins=admins,
            more={
                "SITE_TITLE": "Late Show",
                "DATASETTE_URL": "http://127.0.0.1:8001",
                "MEDIACMS_URL": PICTURES,
                "REBUILD_COMMAND": f"{ROOT}/scripts/rebuild.sh --source {self.source}",
                # all these browsers share one address and sign in many times
                "OTP_REQUESTS_PER_IP": "1000",
                "OTP_REQUESTS_PER_USER": "30",
                "OTP_LOCKOUT_SECONDS": "4",
                **self._more,
            },
        )


@contextlib.contextmanager
def running(folder: Path, **more: str) -> Iterator[Stack]:
    """The stack, connected; `folder` holds a built site."""
    stack = Stack(folder, **more)
    with stack.channel, stack.service:
        stack.service.wait_connected()
        stack.site.start()
        try:
            yield stack
        finally:
            stack.site.stop()


class Viewer:
    """A person in the channel: the stand-in's own page, on which their private messages arrive."""

    def __init__(self, page: Page, name: str) -> None:
        """`page` is the stand-in's page; the person comes in by the button with their name."""
        self.name = name
        self.page = page
        page.get_by_role("button", name=f"{name} (").click()
        expect(page.locator("#me")).to_have_text(name)
        self._messages = page.locator("#pm-list > li")
        self._read = self._messages.count()

    def message(self) -> str:
        """The next private message that has not been read yet."""
        expect(self._messages).to_have_count(self._read + 1)
        self._read += 1
        return self._messages.nth(self._read - 1).inner_text()

    def code(self) -> str:
        """The code in the next private message."""
        text = self.message()
        found = CODE.search(text)
        assert found is not None, text
        return found.group()

    def answer(self, text: str) -> None:
        """Answers the robot by private message."""
        self.page.get_by_label("To").select_option("labbot")
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.page.get_by_role("button", name="Send").click()


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Sign in")


def ask_for_code(page: Page, name: str) -> None:
    """From the open panel's first step to its second, or to what is wrong."""
    panel(page).get_by_label("Your CyTube name").fill(name)
    panel(page).get_by_role("button", name="Send me a code").click()


def open_panel(page: Page) -> None:
    page.get_by_role("banner").get_by_role("button", name="Sign in").click()
    expect(panel(page)).to_be_visible()


def sign_in(page: Page, viewer: Viewer) -> None:
    """As a person does it: ask, read the private message, type the code."""
    open_panel(page)
    ask_for_code(page, viewer.name)
    panel(page).get_by_label("Code").fill(viewer.code())
    panel(page).get_by_role("button", name="Sign in").click()
    expect(account(page)).to_contain_text(viewer.name)


def account(page: Page) -> Locator:
    """What the header says of who is signed in."""
    return page.locator("#account-slot .account")


def choose(page: Page, choice: str) -> None:
    """A choice of the account's menu."""
    account(page).get_by_role("button").first.click()
    page.get_by_role("menuitem", name=choice, exact=True).click()
