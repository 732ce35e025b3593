"""What goes wrong in a run, and the diary of everything done in it: shared by all threads."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path


class Findings:
    """Violations of the invariants since they were taken last, and a diary on disk."""

    def __init__(self, diary: Path) -> None:
        diary.parent.mkdir(parents=True, exist_ok=True)
        self._diary = diary.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self._violations: list[str] = []

    def note(self, who: str, what: str) -> None:
        """One line of the diary."""
        stamp = datetime.now(UTC).strftime("%H:%M:%S.%f")[:-3]
        with self._lock:
            self._diary.write(f"{stamp} {who}: {what}\n")
            self._diary.flush()

    def violated(self, who: str, what: str) -> None:
        """An invariant does not hold; the same words count once a round."""
        self.note(who, f"VIOLATED {what}")
        with self._lock:
            line = f"{who}: {what}"
            if line not in self._violations:
                self._violations.append(line)

    def take(self) -> list[str]:
        """The violations since the last time, oldest first."""
        with self._lock:
            taken, self._violations = self._violations, []
        return taken

    def close(self) -> None:
        self._diary.close()
