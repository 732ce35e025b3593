"""Answers with real playlists have the shapes the OpenAPI says; test_api fuzzes the calls."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.integration.playlist_harness import Service, running_service, save
from tests.standins.nats_server import NatsServer

pytestmark = pytest.mark.integration

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def service(nats_server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(nats_server, tmp_path_factory.mktemp("openapi")) as running:
        yield running


@pytest.fixture(scope="module")
def ann(service: Service) -> httpx.Client:
    return service.person("Ann")


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/api/v1/playlists", "get", "200"),
        ("/api/v1/playlists/{id}", "get", "200"),
        ("/api/v1/notices", "get", "200"),
    ],
)
def test_real_answers_are_what_the_openapi_says(
    service: Service, ann: httpx.Client, path: str, method: str, status: str
) -> None:
    playlist = save(ann, f"Shape of {path}", ["movie01", "gone", "nolength"])
    schema = schemathesis.openapi.from_url(f"{service.api.url}/api/v1/openapi.json")
    case = schema[path][method].Case(path_parameters={"id": playlist["id"]})
    answer = case.call(cookies=dict(ann.cookies))
    assert str(answer.status_code) == status
    case.validate_response(answer, checks=CHECKS)


def test_a_real_marathon_is_what_the_openapi_says(service: Service, ann: httpx.Client) -> None:
    playlist = save(ann, "Shape of a marathon", ["show02", "gone", "show01", "show01"])
    schema = schemathesis.openapi.from_url(f"{service.api.url}/api/v1/openapi.json")
    body = {"sources": [playlist["id"]] * 2, "method": "interleave", "pattern": "A2B"}
    case = schema["/api/v1/marathons/preview"]["post"].Case(
        body=body, media_type="application/json"
    )
    answer = case.call(cookies=dict(ann.cookies))
    assert answer.status_code == 200
    case.validate_response(answer, checks=CHECKS)
