"""Looks all the time at what must hold at every moment: a complete site, a channel that plays."""

from __future__ import annotations

import hashlib
import http.client
import json
import sqlite3
import threading
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

from connector.snapshot import live_path, open_read_only
from tests.chaos.findings import Findings
from tests.chaos.stack import WITNESS, Stack
from tests.standins.processes import ChildError

LOOK_SECONDS = 0.4
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Watch:
    """A thread that runs from `begin` to `end`, faults or not."""

    def __init__(self, stack: Stack, findings: Findings) -> None:
        self._stack = stack
        self._findings = findings
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._frames_seen = len(stack.cytube.frames(WITNESS))
        self._rollbacks_seen = stack.rollbacks
        self._checked: set[Path] = set()

    def begin(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            for look in (self._look_at_channel, self._look_at_snapshot, self._look_at_site):
                try:
                    look()
                # a mistake here must fail the round, not leave it unwatched
                except Exception as error:  # noqa: BLE001
                    self._findings.violated("watch", f"{look.__name__} broke: {error!r}")

    # ---- the channel ----

    def _look_at_channel(self) -> None:
        """No frame since the last look says that the queue became empty."""
        rollbacks = self._stack.rollbacks
        try:
            frames = self._stack.cytube.frames(WITNESS)
        except (OSError, ChildError, http.client.HTTPException):
            return  # CyTube is down
        if rollbacks != self._stack.rollbacks:
            return  # it died and came back while it was asked
        if rollbacks != self._rollbacks_seen or len(frames) < self._frames_seen:
            self._rollbacks_seen, self._frames_seen = rollbacks, 0
        for frame in frames[self._frames_seen :]:
            is_meta = frame["event"] == "setPlaylistMeta" and frame["args"][0]["count"] == 0
            if is_meta or (frame["event"] == "playlist" and frame["args"][0] == []):
                self._findings.violated("watch", f"the channel was empty: {frame}")
        self._frames_seen = len(frames)

    # ---- the snapshot, as a file and by Datasette ----

    def _look_at_snapshot(self) -> None:
        path = live_path(self._stack.data_dir).resolve()
        if path not in self._checked:
            wrong = _unsound(path)
            if wrong is None:
                self._checked.add(path)
            elif live_path(self._stack.data_dir).resolve() == path:
                self._findings.violated("watch", f"the live snapshot {path.name} {wrong}")
        base = f"http://127.0.0.1:{self._stack.datasette_port}"
        sql = "select+(select+count(*)+from+items)+as+items"
        status, body = _get(f"{base}/catalog.json?sql={sql}&_shape=array")
        if status != 200 or json.loads(body)[0]["items"] < 1:
            self._findings.violated("watch", f"Datasette: {status} {body[:200]!r}")

    # ---- the release, as files and by the web server ----

    def _look_at_site(self) -> None:
        release = (self._stack.site_dir / "current").resolve()
        if release not in self._checked:
            wrong = _incomplete(release)
            if wrong is None:
                self._checked.add(release)
            elif (self._stack.site_dir / "current").resolve() == release:
                self._findings.violated("watch", f"the live release {release.name} {wrong}")
        base = f"http://127.0.0.1:{self._stack.site_port}"
        for path in ("/", "/catalog.json"):
            status, body = _get(f"{base}{path}")
            if status != 200 or not body:
                self._findings.violated("watch", f"the site's {path}: {status}")
        for path in json.loads(body)["files"].values():
            status, body = _get(f"{base}{path}")
            if status != 200 or not body:
                self._findings.violated("watch", f"the site's {path}: {status}")


def _get(url: str) -> tuple[int, bytes]:
    try:
        with _OPENER.open(url, timeout=20) as reply:
            return int(reply.status), reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except OSError as error:
        return 0, str(error).encode()


def _unsound(path: Path) -> str | None:
    """What is wrong with a snapshot; None where it is whole."""
    try:
        with closing(open_read_only(path)) as snapshot:
            if snapshot.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return "is damaged"
            counted = snapshot.execute("SELECT count(*) FROM items").fetchone()[0]
            told = snapshot.execute("SELECT item_count FROM snapshot").fetchone()[0]
            if counted != told or not counted:
                return f"has {counted} items and tells of {told}"
    except (OSError, sqlite3.Error) as error:
        return f"cannot be read: {error}"
    return None


def _incomplete(release: Path) -> str | None:
    """What is missing or damaged in a release; None where it is whole."""
    try:
        if not (release / "index.html").stat().st_size:
            return "has an empty page"
        made = json.loads((release / "release.json").read_text(encoding="utf-8"))["hashed"]
        pointer = json.loads((release / "catalog.json").read_text(encoding="utf-8"))
        for path in pointer["files"].values():
            (release / path.lstrip("/")).stat()
        for path, digest in made.items():
            if hashlib.sha256((release / path).read_bytes()).hexdigest() != digest:
                return f"has a damaged {path}"
    except (OSError, ValueError, KeyError) as error:
        return f"is not whole: {error!r}"
    return None
