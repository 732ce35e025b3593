"""People with saved playlists: signed-in browsers, and the API as each of them."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import httpx
from playwright.sync_api import Locator, Page, expect

from action_api.services.sessions import Sessions
from tests.browser.service_stack import Stack
from tests.standins.processes import wait_until

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

COOKIE = "kryten_playlist"
_numbers = itertools.count(1)


class People:
    """`visit` with a session, and the API; names are CyTube's, sessions the service's own."""

    def __init__(self, stack: Stack, visit: OpenPage) -> None:
        self._stack = stack
        self._visit = visit
        secret = stack.service.environment["SECRET_KEY"].encode()
        self._sessions = Sessions(secret, 24, time.time, lambda: secrets.token_hex(12))

    def bless(self, name: str) -> None:
        """Blesses that person, and waits until every process of the service knows it."""
        with self.api("labadmin") as api:
            api.put(f"/admin/blessed/{name}", json={}).raise_for_status()

        def known() -> bool:
            for _ in range(6):  # a connection each: the workers take turns
                with self.api(name) as api:
                    if api.get("/auth/session").json()["role"] != "blessed":
                        return False
            return True

        wait_until(known, what=f"{name} blessed everywhere", within=20)

    def page(self, name: str | None, path: str, **options: Any) -> Page:
        """A browser of its own for that person, at `path`; None is nobody."""
        state: dict[str, Any] = {"cookies": [], "origins": []}
        if name is not None:
            state["cookies"] = [
                {
                    "name": COOKIE,
                    "value": self.session(name),
                    "domain": "127.0.0.1",
                    "path": "/",
                    "expires": -1,
                    "httpOnly": True,
                    "secure": False,
                    "sameSite": "Lax",
                }
            ]
        return self._visit(path, storage_state=state, **options)

    def api(self, name: str) -> httpx.Client:
        return httpx.Client(
            base_url=f"{self._stack.service.url}/api/v1",
            cookies={COOKIE: self.session(name)},
            timeout=10,
        )

    def session(self, name: str) -> str:
        """What the cookie of that person holds."""
        return self._sessions.issue(name, registered=True)[1]

    def playlist(self, items: Sequence[str], name: str = "") -> dict[str, Any]:
        """A new saved playlist of labadmin's, under a name no other test uses."""
        called = new_name(name)
        with self.api("labadmin") as api:
            answer = api.post("/playlists", json={"name": called, "items": list(items)})
        assert answer.status_code == 201, answer.text
        saved: dict[str, Any] = answer.json()
        return saved

    def items(self, playlist_id: str) -> list[str]:
        """The video_ids as they are saved now."""
        with self.api("labadmin") as api:
            answer = api.get(f"/playlists/{playlist_id}")
        return [item["video_id"] for item in answer.json()["items"]]

    def stored(self, playlist_id: str) -> str:
        """Where the playlist's last change is: "live", or "local" until it is merged."""
        with self.api("labadmin") as api:
            listed = api.get("/playlists").json()["playlists"]
        return next(str(one["stored"]) for one in listed if one["id"] == playlist_id)

    def edit(self, name: str, playlist: dict[str, Any], items: Sequence[str]) -> None:
        """Somebody else saves the playlist."""
        with self.api(name) as api:
            answer = api.put(
                f"/playlists/{playlist['id']}",
                json={"name": playlist["name"], "items": list(items)},
                headers={"If-Match": f'"{playlist["revision"]}"'},
            )
        assert answer.status_code == 200, answer.text


def new_name(name: str = "") -> str:
    return f"{name or 'List'} no. {next(_numbers)}"


def path_of(playlist: dict[str, Any]) -> str:
    return f"/playlists/?id={playlist['id']}"


def titles(page: Page) -> list[str]:
    # not the inner text: entries out of sight are not laid out, which makes theirs empty
    return page.locator(".ordered-item .entry-title").all_text_contents()


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def save_under(page: Page, name: str) -> None:
    """Answers the open question for a name."""
    dialog(page).get_by_label("Name").fill(name)
    dialog(page).locator("button[type=submit]").click()


def toast(page: Page) -> Locator:
    return page.locator(".toast")


def choose_of_playlist(page: Page, choice: str) -> None:
    """A choice of the opened playlist's menu."""
    page.get_by_role("button", name="Playlist actions").click()
    page.get_by_role("menuitem", name=choice).click()


def opened(page: Page, count: int) -> None:
    """The playlist is there with its items."""
    expect(page.locator(".ordered-item")).to_have_count(count)


def search_to_add(page: Page, query: str) -> None:
    """Searches beside the opened playlist; not in the header, whose box has the same name."""
    page.get_by_role("main").get_by_label("Search the catalog").fill(query)


def save(page: Page) -> None:
    """Saves the opened playlist and waits until it is done."""
    bar = page.get_by_role("region", name="Unsaved changes")
    bar.get_by_role("button", name="Save", exact=True).click()
    expect(bar).to_be_hidden()
