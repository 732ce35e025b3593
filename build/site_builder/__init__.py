"""A snapshot to a static site and its search bundle."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("kryten-playlist")
