"""Signing in where NATS fails in the middle."""

from __future__ import annotations

from typing import cast

from action_api.domain import otp
from action_api.domain.errors import NatsUnavailable
from action_api.domain.otp import Challenge
from action_api.nats_link import NatsLink
from action_api.services.block_address import BlockAddress
from action_api.services.sessions import Sessions, derived_key
from action_api.services.sign_in import SignIn, SignInStores, TheChannel
from action_api.settings import load_settings
from action_api.stores.acl import AccessStore
from action_api.stores.challenges import ChallengeStore
from action_api.stores.ip_blocks import IpBlockStore
from action_api.stores.kv import KvBucket
from action_api.stores.limits import LimitStore, LockoutStore

NOW = 1_800_000_000.0
SETTINGS = load_settings({"SECRET_KEY": "k" * 32}, None)


class ForgetfulLockouts(LockoutStore):
    """Those of a NATS whose leader goes just when the lockouts are to be forgotten."""

    async def forget(self, name: str) -> None:
        raise NatsUnavailable("NATS did not answer in time.")


async def test_a_right_code_signs_in_though_its_lockouts_cannot_be_forgotten(
    link: NatsLink,
) -> None:
    """The code is spent by then: whoever typed it would have to ask for another one."""
    bucket = KvBucket(link, "test_sign_in", "a test's own")

    def clock() -> float:
        return NOW

    stores = SignInStores(
        challenges=ChallengeStore(bucket, clock),
        limits=LimitStore(bucket, clock),
        lockouts=ForgetfulLockouts(bucket, clock, 300),
        blocks=IpBlockStore(bucket, clock),
        access=cast(AccessStore, object()),
    )
    secret = SETTINGS.secret()
    digest = otp.digest_of(derived_key(secret, "otp"), "c1", "ABCDEFGH")
    await stores.challenges.replace(
        Challenge("c1", "Alice", True, "192.0.2.1", digest, NOW, NOW + 300)
    )
    sign_in = SignIn(
        SETTINGS,
        stores,
        cast(TheChannel, object()),
        Sessions(secret, 1, clock, lambda: "s1"),
        cast(BlockAddress, object()),
        clock=clock,
        random_bits=lambda _: 0,
        make_id=lambda: "id",
    )
    session, _ = await sign_in.verify("alice", "abcd-efgh", "192.0.2.1")
    assert (session.name, session.registered) == ("Alice", True)
