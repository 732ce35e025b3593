"""The OpenAPI 3.1 document, made of the route table and the models the service itself uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from action_api import __version__
from action_api.domain import errors
from action_api.domain.roles import Role
from action_api.http_errors import PROBLEM_TYPE, status_of
from action_api.resources.operation import Operation

COMPONENT = "#/components/schemas/{model}"
PATH_PARAMETERS: dict[str, dict[str, Any]] = {
    "username": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,20}$"},
    "id": {"type": "string", "minLength": 1, "maxLength": 64},
    "video_id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence a person can act on"},
        "code": {"type": "string", "description": "Stable; one of those listed for the status"},
    },
}
# what any call may answer, whatever it is
ALWAYS = {400: "invalid_request", 503: "nats_unavailable, unusable_record"}
CHANGES = {
    403: "cross_origin",
    408: "body_too_slow",
    413: "too_large",
    415: "unsupported_media_type",
}


def document(routes: Iterable[tuple[str, Any]], server: str) -> dict[str, Any]:
    """The document of `(path, resource)` pairs; resources without operations stay out."""
    described = [
        (path, resource.operations) for path, resource in routes if hasattr(resource, "operations")
    ]
    models = {
        model
        for _, operations in described
        for operation in operations.values()
        for model in (operation.body, operation.query, *operation.replies.values())
        if model is not None
    }
    _, schemas = models_json_schema(
        sorted(((model, "validation") for model in models), key=lambda pair: pair[0].__name__),
        ref_template=COMPONENT,
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kryten Playlist", "version": __version__},
        "servers": [{"url": server}],
        "paths": {path: _path(path, operations) for path, operations in described},
        "components": {
            "schemas": schemas.get("$defs", {}) | {"Problem": PROBLEM_SCHEMA},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-kryten_playlist"},
                "session_on_localhost": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "kryten_playlist",
                },
            },
        },
    }


def _path(path: str, operations: Mapping[str, Operation]) -> dict[str, Any]:
    item: dict[str, Any] = {
        method.lower(): _operation(path, method, operation)
        for method, operation in operations.items()
    }
    names = re.findall(r"\{(\w+)\}", path)
    if names:
        item["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": PATH_PARAMETERS[name]}
            for name in names
        ]
    return item


def _operation(path: str, method: str, operation: Operation) -> dict[str, Any]:
    name = re.sub(r"\W+", "_", path.removeprefix("/api/v1/")).strip("_")
    shown: dict[str, Any] = {
        "operationId": f"{method.lower()}_{name}",
        "summary": operation.summary,
        "responses": _responses(method, operation),
    }
    if operation.role is not Role.ANONYMOUS:
        shown["security"] = [{"session": []}, {"session_on_localhost": []}]
        shown["description"] = f"Needs the role {operation.role.value}."
    if operation.body is not None:
        content = {"application/json": {"schema": _reference(operation.body)}}
        shown["requestBody"] = {"required": operation.body_required, "content": content}
    parameters = _parameters(operation)
    if parameters:
        shown["parameters"] = parameters
    return shown


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if operation.query is not None:
        schema = TypeAdapter(operation.query).json_schema(ref_template=COMPONENT)
        found += [
            {"name": key, "in": "query", "schema": _inline(value, schema), "required": False}
            for key, value in schema["properties"].items()
        ]
    if operation.header is not None:
        text = {"type": "string", "maxLength": 1000}
        found.append({"name": operation.header, "in": "header", "schema": text, "required": False})
    return found


def _inline(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter's schema with the definition it refers to in its place."""
    reference = value.get("$ref")
    if reference is None:
        return value
    definition: dict[str, Any] = schema["$defs"][reference.rpartition("/")[2]]
    return definition | {key: one for key, one in value.items() if key != "$ref"}


def _responses(method: str, operation: Operation) -> dict[str, Any]:
    codes: dict[int, list[str]] = {status: [code] for status, code in ALWAYS.items()}
    if method not in {"GET", "HEAD"}:
        for status, code in CHANGES.items():
            codes.setdefault(status, []).append(code)
    if operation.role is not Role.ANONYMOUS:
        codes.setdefault(401, []).append(errors.SignInRequired.code)
        codes.setdefault(403, []).append(errors.NotPermitted.code)
    for kind in operation.errors:
        codes.setdefault(status_of(kind), []).append(kind.code)
    responses: dict[str, Any] = {
        str(status): {
            "description": f"code: {', '.join(dict.fromkeys(names))}",
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, names in sorted(codes.items())
    }
    for status, model in operation.replies.items():
        reply: dict[str, Any] = responses.get(str(status), {"description": operation.summary})
        if model is not None:
            media = operation.content_type
            reply.setdefault("content", {})[media] = {"schema": _reference(model)}
        elif operation.media_types:
            reply["content"] = {kind: {} for kind in operation.media_types}
        responses[str(status)] = reply
    return responses


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": COMPONENT.format(model=model.__name__)}
