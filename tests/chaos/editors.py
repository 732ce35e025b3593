"""People who save, rename and delete playlists, and remember every answer."""

from __future__ import annotations

from typing import Any

import httpx

from tests.chaos.actors import Actor
from tests.chaos.findings import Findings
from tests.chaos.journal import DELETED, PlaylistLog, SharedLog, State, renamed
from tests.chaos.stack import VIDEO_IDS, Stack

MOST_LISTS = 4
LONGEST = 12


class Editor(Actor):
    """One person with playlists of their own, and a hand in the shared one."""

    pause = 0.12

    def __init__(self, stack: Stack, findings: Findings, name: str) -> None:
        super().__init__(stack, findings, name)
        self.browser = stack.person(name)
        self.logs: list[PlaylistLog] = []
        self.shared: SharedLog | None = None
        self.judged = 0
        self._shared_seen: dict[str, Any] | None = None
        self._made = 0

    @property
    def living(self) -> list[PlaylistLog]:
        return [log for log in self.logs if log.playlist_id is not None and not log.is_gone]

    def act(self) -> None:
        choice = self.dice.random()
        if self.shared is not None and choice < 0.2:
            self._append_to_shared(self.shared)
            return
        unsure = [log for log in self.logs if log.doubts and not log.is_gone]
        if unsure:
            self._look(unsure[0])
            return
        living = self.living
        if not living or (choice < 0.4 and len(living) < MOST_LISTS):
            self._create()
        elif choice < 0.75:
            self._replace(self.dice.choice(living))
        elif choice < 0.9:
            self._rename(self.dice.choice(living))
        elif len(living) > 1:
            self._delete(self.dice.choice(living))

    # ---- one's own playlists ----

    def _create(self) -> None:
        wanted = State(f"{self.name} {self._number()}", tuple(self.dice.sample(VIDEO_IDS, 3)))
        log = PlaylistLog(wanted)
        self.logs.append(log)
        answer = self._send(log, wanted, "POST", "/playlists")
        if answer is not None and answer.status_code == 201:
            log.playlist_id = str(answer.json()["id"])
        elif log.doubts:
            return
        elif log.acknowledged is None:
            self.logs.remove(log)

    def _replace(self, log: PlaylistLog) -> None:
        now = log.candidates[0]
        kept = now.items if len(now.items) < LONGEST else now.items[: LONGEST // 2]
        wanted = State(now.name, (*kept, self._token()))
        self._send(log, wanted, "PUT", f"/playlists/{log.playlist_id}")

    def _rename(self, log: PlaylistLog) -> None:
        wanted = renamed(log.candidates[0], f"{self.name} {self._number()}")
        self._send(log, wanted, "PATCH", f"/playlists/{log.playlist_id}")

    def _delete(self, log: PlaylistLog) -> None:
        self._send(log, DELETED, "DELETE", f"/playlists/{log.playlist_id}")

    def _send(
        self, log: PlaylistLog, wanted: State, method: str, path: str
    ) -> httpx.Response | None:
        body: dict[str, Any] = {"name": wanted.name, "items": list(wanted.items)}
        options: dict[str, Any] = {"headers": {"If-Match": f'"{log.revision}"'}}
        if method == "POST":
            options = {"json": body}
        elif method == "PUT":
            options["json"] = body
        elif method == "PATCH":
            options["json"] = {"name": wanted.name}
        answer = self.ask(self.browser, method, path, **options)
        self._heed(log, wanted, answer, f"{method} {path} {wanted}")
        return answer

    def _heed(
        self, log: PlaylistLog, wanted: State, answer: httpx.Response | None, what: str
    ) -> None:
        if answer is None or answer.status_code >= 500:
            log.said_nothing(wanted)
            self.findings.note(self.name, f"? {what}")
            return
        if answer.is_success:
            shown = answer.json() if answer.content else {}
            log.said_yes(wanted, shown.get("revision"))
            self.acknowledged += 1
            stored = shown.get("stored", "")
            self.findings.note(self.name, f"+ {stored} {log.revision} {what}")
            return
        code = answer.json().get("code")
        self.findings.note(self.name, f"- {code} {what}")
        if code == "revision_conflict":
            self._check(log, answer.json()["current"], what)
        elif code == "name_taken" and log.doubts:
            return  # by the very try that got no answer
        elif code not in {"conflict", "rate_limited"}:
            self.findings.violated(self.name, f"{what}: {answer.status_code} {answer.text[:200]}")

    def _check(self, log: PlaylistLog, shown: dict[str, Any], what: str) -> None:
        state = state_of(shown)
        wrong = log.seen(state, shown["revision"])
        if wrong is not None:
            self.findings.violated(self.name, f"{what}: {wrong}")
        elif state in log.doubts:
            log.said_yes(state, shown["revision"])

    def _look(self, log: PlaylistLog) -> None:
        """After an answer that never came: what is there now?"""
        if log.playlist_id is None:
            self._look_for(log)
            return
        answer = self.ask(self.browser, "GET", f"/playlists/{log.playlist_id}")
        if answer is None:
            return
        if answer.status_code == 200:
            self._check(log, answer.json(), "looked at")
            # what was in doubt and is not there may still be on its way: it stays in doubt
            if state_of(answer.json()) == log.acknowledged:
                self._replace(log)
        elif answer.status_code == 404 and DELETED in log.doubts:
            log.said_yes(DELETED, None)

    def _look_for(self, log: PlaylistLog) -> None:
        """A playlist whose creation got no answer is asked for again, under the same name."""
        answer = self.ask(
            self.browser,
            "POST",
            "/playlists",
            json={"name": log.wanted.name, "items": list(log.wanted.items)},
        )
        if answer is None or answer.status_code >= 500:
            return
        shown = answer.json()
        if answer.status_code == 201:
            log.playlist_id = str(shown["id"])
            log.said_yes(log.wanted, shown["revision"])
            self.acknowledged += 1
        elif shown.get("code") == "name_taken" and shown.get("existing_id"):
            log.playlist_id = str(shown["existing_id"])
        self.findings.note(self.name, f"asked again for {log.wanted.name!r}: {answer.status_code}")

    # ---- the shared one ----

    def _append_to_shared(self, shared: SharedLog) -> None:
        path = f"/playlists/{shared.playlist_id}"
        if self._shared_seen is None:
            answer = self.ask(self.browser, "GET", path)
            if answer is None or answer.status_code != 200:
                return
            self._shared_seen = answer.json()
        seen, token = self._shared_seen, self._token()
        items = [item["video_id"] for item in seen["items"]]
        answer = self.ask(
            self.browser,
            "PUT",
            path,
            json={"name": seen["name"], "items": [*items, token]},
            headers={"If-Match": f'"{seen["revision"]}"'},
        )
        self._shared_seen = None
        if answer is not None and answer.status_code == 200:
            shared.acknowledged.append(token)
            self.acknowledged += 1
            self._shared_seen = answer.json()
            told = f"+ {answer.json()['stored']}"
        else:
            told = "?" if answer is None else f"- {answer.status_code}"
        self.findings.note(self.name, f"{told} shared {token} on {seen['revision']}")

    def _number(self) -> int:
        self._made += 1
        return self._made

    def _token(self) -> str:
        """An item nobody else ever saves."""
        return f"{self.name}{self._number()}"


def state_of(shown: dict[str, Any]) -> State:
    """The state of a playlist as the API shows it."""
    return State(shown["name"], tuple(item["video_id"] for item in shown["items"]))
