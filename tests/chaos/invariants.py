"""After a round, with everything mended: is all there that was acknowledged, and nothing twice?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx

from tests.chaos.appliers import JobCount
from tests.chaos.counts import StreamRecount, difference, likes_of, plays_of
from tests.chaos.editors import Editor, state_of
from tests.chaos.fans import Fans
from tests.chaos.findings import Findings
from tests.chaos.journal import DELETED, Found, PlaylistLog, SharedLog
from tests.chaos.stack import ADMIN, Stack

SETTLE_SECONDS = 60.0


class Invariants:
    """Each check waits for its condition until a deadline, and names what it waited for."""

    def __init__(self, stack: Stack, findings: Findings) -> None:
        self._stack = stack
        self._findings = findings
        self._browser = stack.person(ADMIN)

    def check_settled(self) -> None:
        """No edit waits on the host any more, and reads come from NATS."""

        def settled() -> str | None:
            answer = self._browser.get("/playlists")
            if answer.status_code != 200:
                return f"GET /playlists answers {answer.status_code}"
            listed = answer.json()
            waiting = [one["id"] for one in listed["playlists"] if one["stored"] == "local"]
            if listed["source"] != "live" or waiting:
                return f"source {listed['source']}, edits that wait: {waiting}"
            return None

        self._await("the replay of what was edited offline", settled)

    def check_playlists(self, editors: list[Editor], shared: SharedLog) -> None:
        """Every acknowledged state of a playlist stands, in itself or as a conflict copy."""
        for editor in editors:
            notices = self._notices(editor)
            for log in [one for one in editor.logs if one.playlist_id is not None]:
                found = self._found(log.playlist_id or "", notices)
                wrong = log.loss(found)
                if wrong is not None:
                    self._findings.violated(editor.name, f"an acknowledged write is lost: {wrong}")
                self._go_on_from(editor, log, found)
        everybody = [notice for editor in editors for notice in self._notices(editor)]
        wrong = shared.loss(self._found(shared.playlist_id, everybody))
        if wrong is not None:
            self._findings.violated("editors", f"an acknowledged write is lost: {wrong}")
            # said once: the next rounds have losses of their own to tell
            shared.acknowledged.clear()

    def check_counts(
        self, recount: StreamRecount, fans: Fans, jobs: JobCount, ended: list[dict[str, Any]]
    ) -> None:
        """Plays, adds, likes and applies are counted exactly once each."""
        recount.catch_up()

        def plays() -> str | None:
            return difference(recount.plays, plays_of(self._shown))

        def queued() -> str | None:
            found = self._shown("/stats/summary")["items_queued"]
            return None if found == recount.queued else f"{found} instead of {recount.queued}"

        def likes() -> str | None:
            return fans.wrong(likes_of(self._shown))

        def applies() -> str | None:
            counted = {
                one: self._shown(f"/stats/playlists/{one}")["applies"] for one in jobs.expected
            }
            return difference(jobs.expected, Counter(counted))

        # the list is in the order of the service's clock, which may have jumped: it may lack some
        jobs.add([*self._shown("/apply-jobs?limit=50")["jobs"], *ended])
        self._await("plays as the events tell them", plays)
        self._await("adds as the events tell them", queued)
        self._await("likes as they were taken", likes)
        self._await("applies as they ended", applies)
        fans.settle(likes_of(self._shown))

    def _shown(self, path: str) -> Any:
        """The JSON of an answer; raises httpx.HTTPStatusError where in the end there is none."""
        return self._get(path).raise_for_status().json()

    def _go_on_from(self, editor: Editor, log: PlaylistLog, found: Found) -> None:
        """What was in doubt is so no longer: nothing of the round is on its way any more."""
        editor.judged += 1
        if found.main.deleted:
            editor.logs.remove(log)
            return
        log.said_yes(found.main, self._revision_of(log.playlist_id or ""))

    def _found(self, playlist_id: str, notices: list[dict[str, Any]]) -> Found:
        about = [one for one in notices if one["playlist"]["id"] == playlist_id]
        copies = [
            state_of(answer.json())
            for one in about
            if one.get("copy")
            and (answer := self._get(f"/playlists/{one['copy']['id']}")).status_code == 200
        ]
        answer = self._get(f"/playlists/{playlist_id}")
        main = state_of(answer.json()) if answer.status_code == 200 else DELETED
        return Found(main, tuple(copies), frozenset(one["kind"] for one in about))

    def _revision_of(self, playlist_id: str) -> int:
        return int(self._get(f"/playlists/{playlist_id}").json()["revision"])

    def _notices(self, editor: Editor) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._get("/notices", editor.browser).json()["notices"]
        return found

    def _get(self, path: str, browser: httpx.Client | None = None) -> httpx.Response:
        """An answer of the service as it is now, mended; 404 is one."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            answer = (browser or self._browser).get(path)
            if answer.status_code in {200, 404} or time.monotonic() > deadline:
                return answer
            self._findings.note("service", f"{path}: {answer.status_code} {answer.text[:200]}")
            time.sleep(0.2)

    def _await(self, what: str, unsettled: Callable[[], str | None]) -> None:
        """Until `unsettled` has nothing to say; what it said last is the violation."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            try:
                said = unsettled()
            except httpx.HTTPError as error:
                said = repr(error)
            if said is None:
                return
            if time.monotonic() > deadline:
                self._findings.violated(
                    "service", f"{what}: not within {SETTLE_SECONDS:g} s ({said})"
                )
                return
            time.sleep(0.2)
