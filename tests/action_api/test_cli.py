"""What an admin does from a shell."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from action_api import cli
from action_api.domain.errors import NatsUnavailable
from action_api.domain.jobs import RefreshJob
from action_api.services.refresh_catalog import RefreshCatalog

ASKED = RefreshJob("job", "Ann", 1.0, 1.0)


class Refreshes:
    """Tells these one after the other; None: NATS does not answer."""

    def __init__(self, *told: RefreshJob | None) -> None:
        self._told = list(told)

    async def get(self, job_id: str) -> RefreshJob | None:
        job = self._told.pop(0)
        if job is None:
            raise NatsUnavailable("NATS did not answer in time.")
        return job


async def test_a_refresh_is_followed_through_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "POLL_SECONDS", 0.0)
    done = replace(ASKED, state="done")
    told = Refreshes(replace(ASKED, state="running"), None, None, done)
    assert await cli._follow(cast(RefreshCatalog, told), ASKED) == done
