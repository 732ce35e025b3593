"""Times as the API shows them."""

from __future__ import annotations

from datetime import UTC, datetime

# 9999-12-31T23:59:59Z
LATEST = 253_402_300_799.0


def rfc3339(epoch_seconds: float) -> str:
    """Seconds since the epoch as 2026-11-22T21:30:00Z.

    What cannot be shown is shown as the nearest that can: media in the queue may be said to last
    for ever, and no number of others may fail a page.
    """
    shown = min(max(0.0, epoch_seconds), LATEST)
    return datetime.fromtimestamp(shown, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
