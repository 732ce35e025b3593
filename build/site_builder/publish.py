"""Releases on disk: built beside the live one, made live by one rename, kept, and rolled back.

SITE_DIR/current            symlink to the live release, the only thing that ever moves
SITE_DIR/history            release names, one a line, in the order they went live
SITE_DIR/releases/<name>/   the last KEEP_RELEASES of them
SITE_DIR/releases/.building a release being written; removed whenever a build does not finish
SITE_DIR/.lock              held by whoever builds or rolls back
"""

from __future__ import annotations

import fcntl
import filecmp
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connector.durable import sync_folder
from site_builder.durable import flush
from site_builder.errors import BuildInProgressError, SiteError

logger = logging.getLogger(__name__)

# Names the hashed files a release itself made (not those carried over), with their SHA-256.
RECORD = "release.json"
COPIES = ("", ".br", ".gz")


class Releases:
    """The releases of one SITE_DIR."""

    def __init__(self, site_dir: Path, keep: int) -> None:
        self.site_dir = site_dir
        self.keep = keep
        self._releases = site_dir / "releases"
        self._pointer = site_dir / "current"
        self._history = site_dir / "history"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep others out. Raises BuildInProgressError at once where somebody is in."""
        self._releases.mkdir(parents=True, exist_ok=True)
        with (self.site_dir / ".lock").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BuildInProgressError(
                    f"another build or rollback is under way in {self.site_dir}; "
                    "wait for it to end and try again"
                ) from error
            yield

    @contextmanager
    def building(self) -> Iterator[Path]:
        """An empty directory to build in, gone afterwards unless published. Needs the lock."""
        staging = self._releases / ".building"
        # what a killed build left: nobody else is building, because the lock is ours
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            yield staging
        finally:
            if staging.exists():
                shutil.rmtree(staging)

    def live(self) -> Path:
        """The live release's directory. Raises SiteError where there is none."""
        if not self._pointer.exists():
            raise SiteError(f"{self.site_dir} has no live release; run kryten-site build")
        return self._pointer.resolve()

    def publish(self, staging: Path, release: str) -> tuple[Path, bool]:
        """Make `staging` live under the name `release`; whether it differs from what was live.

        A release with the same content that is live already stays as it is. One that carries the
        name but has been damaged is never written over: the sound one gets the next free name.
        """
        target = self._releases / release
        number = 2
        while target.exists():
            if _holds_all_of(target, staging):
                changed = not self._pointer.exists() or self.live() != target.resolve()
                self._go_live(target)
                return target, changed
            target = self._releases / f"{release}.{number}"
            number += 1
        for name in self._names():
            _carry(self._releases / name, staging)
        # whole on the disk, and under its name, before the pointer can lead to it
        flush(staging)
        staging.rename(target)
        sync_folder(self._releases)
        self._go_live(target)
        return target, True

    def rollback(self) -> Path:
        """Make the release before the live one live again, and return its directory."""
        live = self.live()
        names = [name for name in self._names() if name != live.name]
        if not names:
            raise SiteError(f"there is no release before {live.name} to go back to")
        target = self._releases / names[-1]
        # pages of the release that is left are still open somewhere and ask for its files
        _carry(live, target)
        flush(target)
        self._point_to(target)
        self._write_history(names)
        return target

    def _go_live(self, target: Path) -> None:
        names = [name for name in self._names() if name != target.name] + [target.name]
        self._point_to(target)
        kept = names[-self.keep :]
        self._write_history(kept)
        for path in self._releases.iterdir():
            if path.name not in kept and path.name != ".building":
                try:
                    shutil.rmtree(path)
                except OSError as error:  # the new release is live: an old one may wait
                    logger.warning("old release %s is not removed: %s", path, error)

    def _point_to(self, target: Path) -> None:
        fresh = self.site_dir / ".current"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target.relative_to(self.site_dir))
        fresh.replace(self._pointer)
        sync_folder(self.site_dir)

    def _names(self) -> list[str]:
        names = self._history.read_text().split() if self._history.exists() else []
        if self._pointer.exists() and self.live().name not in names:
            names.append(self.live().name)  # killed between going live and writing it down
        return [name for name in names if (self._releases / name).is_dir()]

    def _write_history(self, names: list[str]) -> None:
        fresh = self.site_dir / ".history"
        with fresh.open("w") as file:
            file.writelines(f"{name}\n" for name in names)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._history)


def _carry(release: Path, staging: Path) -> None:
    """Link the hashed files `release` made itself, for pages of it that are still open."""
    try:
        paths = list(json.loads((release / RECORD).read_text())["hashed"])
    except (OSError, ValueError, KeyError) as error:  # a damaged old release stops no new one
        logger.warning("files of %s are not carried over: %s", release.name, error)
        return
    for path in paths:
        for suffix in COPIES:
            old, new = release / (path + suffix), staging / (path + suffix)
            if not old.exists() or new.exists():
                continue
            new.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(old, new)
            except OSError:  # a file system without hard links, or a limit on their number
                shutil.copyfile(old, new)


def _holds_all_of(release: Path, staging: Path) -> bool:
    """Whether every file of `staging` is in `release` with the same content."""
    for folder, _, names in os.walk(staging):
        same = release / Path(folder).relative_to(staging)
        _, different, missing = filecmp.cmpfiles(folder, same, names, shallow=False)
        if different or missing:
            return False
    return True
