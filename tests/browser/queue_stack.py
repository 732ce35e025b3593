"""The whole product around a channel that can fetch every manifest, and its queue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import PurePosixPath
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import served_site, service_stack
from tests.browser.catalog_lines import PICTURES
from tests.browser.service_stack import Stack
from tests.standins.lab_manifests import manifest
from tests.standins.processes import wait_until
from tests.standins.threaded_server import ThreadedServer

REELS = tuple(f"reel{number:03}" for number in range(1, 61))
GONE = "gone001"
BROKEN_TITLE = "<img src=x onerror=window.broken=1> Reel 002"
SECONDS = 600
SOON = 20_000


def title_of(video_id: str) -> str:
    """As CyTube and the catalog have it; one tries to break out."""
    return BROKEN_TITLE if video_id == REELS[1] else f"Reel {video_id[-3:]}"


class Manifests(ThreadedServer):
    """Manifests of any id; those of `missing` are not found until they are taken out of it."""

    def __init__(self) -> None:
        self.missing: set[str] = set()
        missing = self.missing

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                video_id = PurePosixPath(self.path.partition("?")[0]).stem
                body = json.dumps(
                    manifest(video_id) | {"title": title_of(video_id), "duration": SECONDS}
                ).encode()
                self.send_response(404 if video_id in missing else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet: the tests look at what CyTube says."""

        super().__init__(Handler)

    @property
    def template(self) -> str:
        """What MANIFEST_URL_TEMPLATE is for them."""
        return f"{self.base}/cytube/{{video_id}}.json?format=json"


class LiveStack:
    """The stack, its manifests, and the queue in the words of the tests: video_ids."""

    def __init__(self, stack: Stack, manifests: Manifests) -> None:
        self.stack = stack
        self.manifests = manifests
        self._cytube = stack.channel.cytube

    def reset(self) -> None:
        """An empty queue, nobody there but the robot, every manifest there."""
        self.manifests.missing.clear()
        self.stack.channel.reset()
        self.wait_shown([])

    def seed(self, video_ids: Sequence[str], *, by: str = "labadmin", temp: bool = False) -> None:
        """Queues them at once as somebody else, and waits until the service knows."""
        wanted = self.queue() + list(video_ids)
        urls = [self.manifests.template.format(video_id=one) for one in video_ids]
        self._cytube.post("/seed", ids=urls, by=by, temp=temp)
        self.wait_shown(wanted)

    def wait_shown(self, video_ids: Sequence[str]) -> None:
        """Until every process of the service tells this queue."""
        wait_until(
            lambda: all(self._told() == list(video_ids) for _ in range(4)),
            what=f"the service telling a queue of {len(video_ids)}",
            within=20,
        )

    def queue(self) -> list[str]:
        """What stands on CyTube's own queue."""
        return [_video_id(entry["media"]["id"]) for entry in self._cytube.queue()]

    def uids(self) -> list[int]:
        return [int(entry["uid"]) for entry in self._cytube.queue()]

    def playing(self) -> str | None:
        state = self._cytube.state()
        found = [one for one in state["queue"] if one["uid"] == state["playing_uid"]]
        return _video_id(found[0]["media"]["id"]) if found else None

    def _told(self) -> list[str] | None:
        answer = httpx.get(f"{self.stack.service.url}/api/v1/queue", timeout=5)
        if answer.status_code != 200 or not answer.json()["connected"]:
            return None
        return [entry["video_id"] for entry in answer.json()["entries"]]


def _video_id(media_id: str) -> str:
    return PurePosixPath(media_id.partition("?")[0]).stem


def _lines() -> list[dict[str, Any]]:
    return [
        {
            "video_id": video_id,
            "title": f"{title_of(video_id)}.mp4",
            "categories": ["Movies"],
            "duration": SECONDS,
            "thumbnail_url": f"{PICTURES}/{video_id}.png",
        }
        for video_id in (*REELS, GONE)
    ]


@pytest.fixture(scope="session")
def _live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStack]:
    folder = tmp_path_factory.mktemp("queue")
    with Manifests() as manifests:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MANIFEST_URL_TEMPLATE", manifests.template)
            served_site.build(folder, _lines())
        with service_stack.running(folder, MANIFEST_URL_TEMPLATE=manifests.template) as stack:
            yield LiveStack(stack, manifests)


@pytest.fixture
def live(_live: LiveStack) -> LiveStack:
    """Everything running, the queue empty."""
    _live.reset()
    return _live


def apply_dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Apply “")


def receipt(page: Page) -> dict[str, int]:
    """The numbers of the receipt, by label, once it is worked out."""
    shown = apply_dialog(page).get_by_role("region", name="Receipt")
    expect(shown).to_have_attribute("aria-busy", "false")
    lines = shown.locator(".receipt-line")
    return {
        line.locator(".receipt-label").inner_text(): int(line.locator("strong").inner_text())
        for line in lines.all()
    }


def job(page: Page) -> Locator:
    return page.locator("section.job")


def rows(page: Page) -> Locator:
    """The entries near the window; the others do not exist as elements."""
    return page.get_by_role("list", name="Entries of the queue").get_by_role("listitem")


def shows(page: Page, count: int) -> None:
    """The page's queue has so many entries."""
    expect(rows(page).first).to_have_attribute("aria-setsize", str(count))
