"""Lets Python sleep under libfaketime 0.9.10, which breaks the call time.sleep makes since 3.11.

https://github.com/wolfcw/libfaketime/issues/426
"""

from __future__ import annotations

import select
import time


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = _sleep  # type: ignore[assignment]
