"""Opens one KV bucket, made where it is missing, with the settings all of ours have."""

from __future__ import annotations

import contextlib

import nats.js.errors
from nats.js import api
from nats.js.client import JetStreamContext
from nats.js.kv import KeyValue

from action_api.nats_link import LinkClient

# as kryten-py has it
MAX_VALUE_BYTES = 1024 * 1024


async def open_bucket(
    client: LinkClient, jetstream: JetStreamContext, name: str, description: str, replicas: int
) -> KeyValue:
    """The bucket `name`, bound through `jetstream`: its time-out is the deadline's."""
    if replicas > 1:
        await _make_with_copies(jetstream, name, description, replicas)
    # where another process makes it at this moment, binding below is all that is needed
    with contextlib.suppress(nats.js.errors.BadRequestError):
        await client.get_or_create_kv_bucket(name, description=description)
    await _settle(jetstream, name, replicas)
    return await jetstream.key_value(name)


async def _make_with_copies(
    jetstream: JetStreamContext, name: str, description: str, replicas: int
) -> None:
    """Makes the bucket where it is missing, with its copies from the start.

    kryten-py's call has no parameter for them, and adding them later takes a cluster some seconds.
    """
    with contextlib.suppress(nats.js.errors.BadRequestError):  # it is there already
        await jetstream.create_key_value(
            api.KeyValueConfig(
                bucket=name,
                description=description,
                max_value_size=MAX_VALUE_BYTES,
                replicas=replicas,
            )
        )


async def _settle(jetstream: JetStreamContext, name: str, replicas: int) -> None:
    """Gives the bucket the settings kryten-py's call has no parameter for."""
    info = await jetstream.stream_info(f"KV_{name}")
    config = info.config
    if config.num_replicas != replicas or not config.allow_msg_ttl:
        await jetstream.update_stream(config.evolve(num_replicas=replicas, allow_msg_ttl=True))
