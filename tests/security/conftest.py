"""The security tests' service: NATS, the API with two workers, and somebody of every role."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.integration.playlist_harness import Service, running_service
from tests.standins.fixtures import nats_server  # noqa: F401 - pytest finds fixtures by name
from tests.standins.nats_server import NatsServer

PARTNER = "https://pages.example.org"


@pytest.fixture(scope="session")
def guarded(
    nats_server: NatsServer,  # noqa: F811 - the fixture of that name
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """The service; nobody changes what another test needs. No robot: queue and sign-in are 503."""
    directory = tmp_path_factory.mktemp("guarded")
    # a prefix of its own: another test's robot may be on this NATS
    with running_service(
        nats_server, directory, NATS_SUBJECT_PREFIX="guarded", ALLOWED_ORIGINS=PARTNER
    ) as running:
        yield running


@pytest.fixture(scope="session")
def people(guarded: Service) -> dict[str, httpx.Client]:
    """A browser of each role. Ann is blessed, labadmin admin, Vic neither, nobody signed out."""
    names = {"anonymous": None, "viewer": "Vic", "blessed": "Ann", "admin": "labadmin"}
    return {role: guarded.person(name) for role, name in names.items()}
