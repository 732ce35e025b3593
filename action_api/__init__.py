"""The action API, its event worker and the admin command line."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("kryten-playlist")
