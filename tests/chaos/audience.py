"""People who look, skip what plays, and ask for a new catalog."""

from __future__ import annotations

import time
from typing import Any

import httpx

from tests.chaos.actors import Actor
from tests.chaos.findings import Findings
from tests.chaos.stack import ADMIN, Stack
from tests.standins.processes import ChildError

PAGES = ("/playlists", "/queue", "/now-playing", "/apply-jobs?limit=5", "/health", "/auth/session")
REFRESH_SECONDS = 180.0
REFRESH_OVER = frozenset({"done", "failed"})
LOOK_SECONDS = 0.3


class Reader(Actor):
    """Reads what everybody may read: it is answered, or refused with a word."""

    pause = 0.25

    def __init__(self, stack: Stack, findings: Findings) -> None:
        super().__init__(stack, findings, "reader")
        self.browser = stack.person("visitor")

    def act(self) -> None:
        path = self.dice.choice(PAGES)
        answer = self.ask(self.browser, "GET", path)
        if answer is None:
            return
        self.acknowledged += answer.status_code == 200
        if answer.status_code not in {200, 503}:
            self.findings.violated(
                "reader", f"GET {path}: {answer.status_code} {answer.text[:200]}"
            )


class Skipper(Actor):
    """Lets the next entry play, as an admin in the channel does: every skip is a play."""

    pause = 1.2

    def __init__(self, stack: Stack, findings: Findings) -> None:
        super().__init__(stack, findings, "skipper")

    def act(self) -> None:
        try:
            self.stack.cytube.act(ADMIN, "playNext")
            self.acknowledged += 1
        except (OSError, ChildError) as error:
            self.findings.note("skipper", f"CyTube is away: {error}")


class Refresher:
    """Asks for refreshes, and waits for their ends."""

    def __init__(self, stack: Stack, findings: Findings) -> None:
        self.stack = stack
        self.findings = findings
        self.browser = stack.person(ADMIN)
        self.asked: list[str] = []

    def ask(self) -> None:
        """One refresh, of a catalog that has grown; a service that is away is asked once only."""
        try:
            self.stack.mediacms.grow(1)
            answer = self.browser.post("/admin/catalog/refresh")
        except (OSError, httpx.HTTPError) as error:
            self.findings.note("refresher", f"no answer: {error!r}")
            return
        self.findings.note("refresher", f"asked: {answer.status_code} {answer.text[:120]}")
        if answer.status_code == 202:
            self.asked.append(str(answer.json()["id"]))

    def wait_ended(self) -> dict[str, Any] | None:
        """Every refresh that was acknowledged ends, and says why where it failed; the last job."""
        job = None
        deadline = time.monotonic() + REFRESH_SECONDS
        while self.asked:
            job = self._job(self.asked[0])
            if job is not None and job["state"] in REFRESH_OVER:
                self.findings.note("refresher", f"{job['state']}: {job['detail']}")
                if job["state"] == "failed" and not job["detail"]:
                    self.findings.violated("refresher", f"{job['id']} failed without a reason")
                self.asked.pop(0)
            elif time.monotonic() > deadline:
                stands = "unknown" if job is None else f"{job['state']}, {job['progress']}"
                self.findings.violated(
                    "refresher",
                    f"{self.asked.pop(0)} not ended within {REFRESH_SECONDS:g} s: {stands}",
                )
            else:
                time.sleep(LOOK_SECONDS)
        return job

    def prove(self) -> None:
        """With everything mended a refresh succeeds."""
        answer = self.browser.post("/admin/catalog/refresh")
        if answer.status_code != 202:
            self.findings.violated("refresher", f"refused: {answer.status_code} {answer.text}")
            return
        self.asked.append(str(answer.json()["id"]))
        job = self.wait_ended()
        if job is None or job["state"] != "done":
            self.findings.violated("refresher", f"with everything mended: {job}")

    def _job(self, job_id: str) -> dict[str, Any] | None:
        answer = self.browser.get(f"/admin/catalog/refreshes/{job_id}")
        if answer.status_code != 200:
            self.findings.note("refresher", f"{job_id}: {answer.status_code} {answer.text[:120]}")
            return None
        job: dict[str, Any] = answer.json()
        return job
