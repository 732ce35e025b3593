"""What can go wrong while a site is built or published, in sentences for the person who runs it.

SiteError
├── SettingError          a setting or option is missing or has a value that cannot be used
├── TemplateError         a page template or browser program cannot be built
├── UnsoundReleaseError   the release that was built fails its own check; carries the problems
└── BuildInProgressError  another process holds the lock of SITE_DIR
"""

from __future__ import annotations

from collections.abc import Sequence

PROBLEMS_SHOWN = 20


class SiteError(Exception):
    """The site could not be built, checked or published; the live release is untouched."""


class SettingError(SiteError):
    """A setting has a value that cannot be used."""


class TemplateError(SiteError):
    """A template, style sheet or browser program does not build."""


class BuildInProgressError(SiteError):
    """Another build, or a rollback, is under way in the same SITE_DIR."""


class UnsoundReleaseError(SiteError):
    """The release does not hold what it must; `problems` has one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        shown = "".join(f"\n  - {problem}" for problem in self.problems[:PROBLEMS_SHOWN])
        more = len(self.problems) - PROBLEMS_SHOWN
        tail = f"\n  … and {more} more" if more > 0 else ""
        super().__init__(f"the release is not sound, {len(self.problems)} problem(s):{shown}{tail}")
