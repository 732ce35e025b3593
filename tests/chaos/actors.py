"""What every part of the load has: a thread, dice, a browser, and the words for an answer."""

from __future__ import annotations

import random
import threading
from abc import ABC, abstractmethod

import httpx

from tests.chaos.findings import Findings
from tests.chaos.stack import Stack

# an answer that says the service is at fault, whatever happened to it
NEVER = frozenset({500, 501})


class Actor(ABC):
    """Acts again and again while a round is under load; all its choices are thrown by the seed."""

    pause = 0.1

    def __init__(self, stack: Stack, findings: Findings, name: str) -> None:
        self.stack = stack
        self.findings = findings
        self.name = name
        self.dice = random.Random()
        self.acknowledged = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, seed: str) -> None:
        """Acts in a thread of its own from here on."""
        self.dice = random.Random(f"{seed} {self.name}")
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def tell_to_stop(self) -> None:
        self._stop.set()

    def wait_stopped(self, within: float = 60.0) -> None:
        if self._thread is not None:
            self._thread.join(within)
            if self._thread.is_alive():
                self.findings.violated(self.name, f"had no answer within {within:g} s")
            self._thread = None

    @abstractmethod
    def act(self) -> None:
        """One thing a person does."""

    def ask(
        self, browser: httpx.Client, method: str, path: str, **options: object
    ) -> httpx.Response | None:
        """The answer, None where none came; what must never be answered is a violation."""
        try:
            answer = browser.request(method, path, **options)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            self.findings.note(self.name, f"{method} {path}: {type(error).__name__} {error}")
            return None
        if answer.status_code in NEVER:
            words = answer.text[:300]
            self.findings.violated(self.name, f"{method} {path}: {answer.status_code} {words}")
        return answer

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.act()
            # a mistake of the load must fail the round, not leave it without load
            except Exception as error:  # noqa: BLE001
                self.findings.violated(self.name, f"the load broke: {error!r}")
            self._stop.wait(self.dice.uniform(0.5, 1.5) * self.pause)
