"""The one connection to NATS: never blocks a start, knows its true state, reconnects for ever."""

from action_api.nats_link.client import LinkClient
from action_api.nats_link.deadline import DEADLINE_SECONDS, limit_request, seconds_left
from action_api.nats_link.link import NatsLink
from action_api.nats_link.tasks import end_tasks, side_by_side

__all__ = [
    "DEADLINE_SECONDS",
    "LinkClient",
    "NatsLink",
    "end_tasks",
    "limit_request",
    "seconds_left",
    "side_by_side",
]
