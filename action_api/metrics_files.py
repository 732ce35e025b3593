"""The directory in which the processes of one host share their metrics."""

from __future__ import annotations

import os
import re
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_OWNER = re.compile(r"_(\d+)\.db$")


def share_metrics(directory: Path) -> None:
    """Sets the directory up and names it to prometheus_client.

    To be called before action_api.services.metrics is imported. Files that dead processes left
    are removed: counts begin anew with the service, which Prometheus takes for a restart.
    prometheus_client writes to mapped memory: the system kills it where the disk has no room.
    """
    directory = directory.absolute()
    directory.mkdir(parents=True, exist_ok=True)
    for path in directory.glob("*.db"):
        owner = _OWNER.search(path.name)
        if owner and not _alive(int(owner.group(1))):
            path.unlink(missing_ok=True)
    os.environ[VARIABLE] = str(directory)


def _alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
