"""Starts, watches and stops child processes for tests and the demo, leaving none behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

# The guard outlives us on purpose: it reads a pipe only we hold, so the end of our process,
# however it ends, is the end of the child's whole group.
_GUARD = 'read -r _; kill -TERM "-$1"; sleep 3; kill -KILL "-$1"'
_TAIL_LINES = 40
_handed_out: set[int] = set()


class ChildError(RuntimeError):
    """A child process did not start, did not become ready, or ended by itself."""


def free_port() -> int:
    """A TCP port nobody listens on at 127.0.0.1, never the same one twice from this process."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in _handed_out:
            _handed_out.add(port)
            return port


def port_answers(port: int, host: str = "127.0.0.1") -> bool:
    """True if something accepts a TCP connection there."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1.0):
        return True
    return False


def wait_until(condition: Callable[[], bool], *, what: str, within: float = 20.0) -> None:
    """Polls until condition() holds; raises TimeoutError naming `what` after `within` seconds."""
    deadline = time.monotonic() + within
    pause = 0.01
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {within:g} s")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


class Child:
    """One child process in a group of its own, its output in a log file.

    `command` starts at once. Use as a context manager, or call stop().
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            try:
                self._process = subprocess.Popen(
                    [str(part) for part in command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=dict(env) if env is not None else None,
                    cwd=cwd,
                    start_new_session=True,
                )
            except OSError as error:
                raise ChildError(f"{name}: cannot start {command[0]}: {error}") from error
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(self._process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    @property
    def returncode(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def log_tail(self, lines: int = _TAIL_LINES) -> str:
        """The last lines of what the child wrote."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def wait_ready(self, ready: Callable[[], bool], *, within: float = 40.0) -> None:
        """Waits until ready(); ChildError with the log's tail if it ends or stays unready."""

        def settled() -> bool:
            if not self.running:
                raise ChildError(self._report(f"ended with status {self.returncode}"))
            return ready()

        try:
            wait_until(settled, what=self.name, within=within)
        except TimeoutError:
            report = self._report(f"not ready within {within:g} s")
            self.kill()
            raise ChildError(report) from None

    def wait_exit(self, within: float = 10.0) -> int:
        """Waits for the child to end by itself; its exit status."""
        try:
            status = self._process.wait(within)
        except subprocess.TimeoutExpired:
            raise ChildError(self._report(f"still running after {within:g} s")) from None
        self._release_guard()
        return status

    def stop(self, grace: float = 5.0) -> None:
        """SIGTERM to the group, SIGKILL to what is left of it after `grace` seconds."""
        if self.running:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace)
        self.kill()

    def kill(self) -> None:
        """SIGKILL to the whole group."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._release_guard()

    def freeze(self) -> None:
        """SIGSTOP, to all the group: alive, connected, answering nothing from now on."""
        self._signal(signal.SIGSTOP)
        # a thread that runs while the signal is sent stops a little later
        wait_until(self._frozen, what=f"{self.name} frozen")

    def thaw(self) -> None:
        """SIGCONT after freeze()."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        # the group may be gone already, or hold only a grandchild we still have to end
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _frozen(self) -> bool:
        """Whether no thread of the group runs (Linux: proc(5), fields 3 and 5 of stat)."""
        for stat in Path("/proc").glob("[0-9]*/task/[0-9]*/stat"):
            with contextlib.suppress(OSError):  # a thread that has just ended
                state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
                if int(group) == self._process.pid and state not in "TtZX":
                    return False
        return True

    def _release_guard(self) -> None:
        self._guard.kill()
        self._guard.wait()
        if self._guard.stdin is not None:
            self._guard.stdin.close()

    def _report(self, what: str) -> str:
        return f"{self.name} {what}; the end of {self.log}:\n{self.log_tail()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()
