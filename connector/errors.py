"""What can go wrong, as one tree; each class carries the exit code of the command line.

ConnectorError                1
├── SettingError              2   a setting or an option has a bad value
├── Unreachable               3   no answer, or none in time, after the retries
├── PageFailed                1   one address answers 500 for ever; a walk can go on without it
├── NotFound                  1   404: past the last page, or no such item
├── Gone                      1   an item's detail says it is missing or private
├── NotMediaCMS               1   HTML, or JSON of another shape, where MediaCMS's JSON is due
├── MembersOnly               1   redirected to a sign-in page
├── BadToken                  1   403 with a token set
├── Incomplete                1   MediaCMS did not show everything; nothing is published
├── ExportError               1   an export file cannot be read; names file and line
└── SnapshotError             1   a snapshot cannot be written, read, checked or made live
"""

# ruff: noqa: N818 - named for what happened, as httpx does

from __future__ import annotations


class ConnectorError(Exception):
    """Anything this program refuses to do, in words for the person who started it."""

    exit_code = 1


class SettingError(ConnectorError):
    exit_code = 2


class Unreachable(ConnectorError):
    exit_code = 3


class PageFailed(ConnectorError):
    pass


class NotFound(ConnectorError):
    pass


class Gone(ConnectorError):
    pass


class NotMediaCMS(ConnectorError):
    pass


class MembersOnly(ConnectorError):
    pass


class BadToken(ConnectorError):
    pass


class Incomplete(ConnectorError):
    pass


class ExportError(ConnectorError):
    pass


class SnapshotError(ConnectorError):
    pass
