"""What one call of the API takes, answers and needs: enforced, and shown in the OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import falcon
from pydantic import BaseModel, ConfigDict, ValidationError

from action_api.domain.errors import InvalidRequest, PlaylistError
from action_api.domain.roles import Role

MAX_BODY_BYTES = 256 * 1024


class Body(BaseModel):
    """Base of what comes in: unknown fields and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Query(BaseModel):
    """Base of query strings: text that is converted, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Reply(BaseModel):
    """Base of what goes out."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `replies` maps a status to its model, or None where it is empty.

    `header` is a request header the call reads; `content_type` is that of the replies, and
    `media_types` are those of a reply without a model. `is_anonymous_in_log`: the access log does
    not say who called.
    """

    summary: str
    replies: Mapping[int, type[Reply] | None]
    role: Role = Role.ANONYMOUS
    body: type[Body] | None = None
    query: type[Query] | None = None
    errors: tuple[type[PlaylistError], ...] = field(default=())
    content_type: str = "application/json"
    header: str | None = None
    body_required: bool = True
    media_types: tuple[str, ...] = ()
    is_anonymous_in_log: bool = False


def parse_body(model: type[Body], raw: bytes) -> Body:
    """The body as `model`; InvalidRequest naming the field."""
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise _invalid(error) from None


def parse_query(model: type[Query], req: falcon.asgi.Request) -> Query:
    """The query string as `model`; InvalidRequest naming the parameter."""
    values: dict[str, Any] = dict(req.params)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: ValidationError) -> InvalidRequest:
    first = error.errors(include_url=False, include_context=False)[0]
    field_name = ".".join(str(part) for part in first["loc"]) or None
    where = f"{field_name!r}: " if field_name else ""
    return InvalidRequest(f"{where}{first['msg']}.", field_name)
