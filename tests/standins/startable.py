"""What stand-ins and the servers that tests run have in common: start, stop, crash, hang."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

from tests.standins.processes import Child


class Startable(ABC):
    """start() returns when it is ready; `with` starts and stops it."""

    @abstractmethod
    def start(self) -> Self: ...

    @abstractmethod
    def stop(self) -> None: ...

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *raised: object) -> None:
        self.stop()


class OneProcess(Startable):
    """One child process at a time; its address and files outlive stop() and kill()."""

    _child: Child | None = None

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.running

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """Ends it as a crash would: others see its sockets close, nothing else."""
        if self._child is not None:
            self._child.kill()

    def restart(self) -> None:
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Leaves it alive with every connection open, answering nothing."""
        if self._child is not None:
            self._child.freeze()

    def thaw(self) -> None:
        if self._child is not None:
            self._child.thaw()
