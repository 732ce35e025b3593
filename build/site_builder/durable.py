"""Has what was written on the disk: a power cut cannot leave a pointer to half a release."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path


def flush(folder: Path) -> None:
    """Returns when everything written on the file system of `folder` is on its disk.

    One call for all of them: 16,000 files take 17 s with an fsync each and 0.3 s with this, on the
    same disk. Raises OSError where the disk reports an error.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    # Linux only; elsewhere all file systems are flushed, which takes longer and tells no errors
    if not hasattr(libc, "syncfs"):
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if libc.syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)
