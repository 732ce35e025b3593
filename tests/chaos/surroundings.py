"""The disk and the clock of the machine the service runs on, in our hands."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
DISK_MIB = 96
# said by scripts/chaos.sh, where it has given this process mounts of its own
OWN_MOUNTS = "CHAOS_OWN_MOUNTS"
LIMIT_BLOCKS = 16


class Disk:
    """The disk of snapshots and releases: a small one that `fill` really fills.

    Where no file system may be mounted, a limit on the size of files stands in for it in the
    rebuild alone: a write fails in its middle then, as on a full disk.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._ballast = directory / ".ballast"
        self._limit = directory.with_name(f"{directory.name}.full")
        self.is_real = False

    def prepare(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        if os.environ.get(OWN_MOUNTS):
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "chaos", self.directory],
                check=True,
            )
            self.is_real = True

    def release(self) -> None:
        """Gives it back; what lies on it is gone."""
        if self.is_real:
            subprocess.run(["umount", "--lazy", self.directory], check=False)
            self.is_real = False

    def fill(self) -> None:
        if not self.is_real:
            self._limit.touch()
            return
        with self._ballast.open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(b"\0" * 65536)

    def empty(self) -> None:
        """Room again."""
        self._ballast.unlink(missing_ok=True)
        self._limit.unlink(missing_ok=True)

    def rebuild_command(self, program: Path) -> str:
        """`program` as REBUILD_COMMAND, under the limit where that stands in for the disk."""
        limit = f"if [ -e {self._limit} ]; then ulimit -f {LIMIT_BLOCKS}; fi"
        return f"/bin/sh -c '{limit}; exec {program}'"


class Clock:
    """The wall clock of the service's programs, by libfaketime; other clocks go on as they do."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / "clock"
        directory.mkdir(parents=True, exist_ok=True)
        self.set(0)

    def set(self, seconds: int) -> None:
        """So far from the true time, at once; programs see it within a second."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n", encoding="utf-8")
        fresh.rename(self._file)

    @staticmethod
    def library() -> Path | None:
        """libfaketime, where it is installed (Debian: libfaketime)."""
        for pattern in ("lib/*/faketime", "lib64/faketime", "lib/faketime", "local/lib/faketime"):
            for found in Path("/usr").glob(f"{pattern}/libfaketimeMT.so.1"):
                return found
        return None

    def environment(self) -> dict[str, str]:
        """What puts a program on this clock; nothing where libfaketime is not installed."""
        library = self.library()
        if library is None:
            return {}
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": os.pathsep.join(
                [str(HERE / "clock"), *filter(None, [os.environ.get("PYTHONPATH")])]
            ),
        }
