"""MediaCMS to a time-frozen SQLite snapshot; imports nothing else of this project."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("kryten-playlist")
