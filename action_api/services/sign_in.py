"""Sign-in by private message: ask for a code, type it in, be somebody."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from action_api.cytube.messages import Messages, NobodyThere
from action_api.cytube.robot import Robot
from action_api.cytube.users import ChannelUser, Users
from action_api.domain import otp
from action_api.domain.errors import (
    Conflict,
    IpBlocked,
    Locked,
    NotInChannel,
    OtpExpired,
    OtpInvalid,
    OtpNotRequested,
    RateLimited,
    RegisteredAccountRequired,
    Unavailable,
)
from action_api.domain.otp import Challenge, Verdict
from action_api.domain.rate_limit import Limit
from action_api.domain.usernames import name_key
from action_api.services import metrics
from action_api.services.block_address import BlockAddress
from action_api.services.sessions import Session, Sessions, derived_key
from action_api.services.times import rfc3339
from action_api.settings import Settings
from action_api.stores.acl import AccessStore
from action_api.stores.challenges import ChallengeStore
from action_api.stores.ip_blocks import IpBlockStore
from action_api.stores.limits import LimitStore, LockoutStore

logger = logging.getLogger(__name__)

# CyTube drops what goes beyond 20 at once and 10 a second, chat included
ROBOT_PACE = Limit(10, 2.0)


def pm_text(shown_code: str, ttl_seconds: int) -> str:
    """The message with the code.

    No '*', '_', '~' or backtick in it: the channel's chat filters run over PMs too.
    """
    minutes = max(1, round(ttl_seconds / 60))
    return (
        f"Your sign-in code is {shown_code} - it works once, within {minutes} "
        f"minute{'s' if minutes > 1 else ''}. Tell it to nobody. "
        "You did not ask for it? Then somebody else typed your name: reply with the word block "
        "and their address is blocked."
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a request for a code."""

    delivery: Literal["confirmed", "unconfirmed"]
    expires_in_seconds: int


@dataclass(frozen=True, slots=True)
class SignInStores:
    """The records sign-in keeps in NATS."""

    challenges: ChallengeStore
    limits: LimitStore
    lockouts: LockoutStore
    blocks: IpBlockStore
    access: AccessStore


@dataclass(frozen=True, slots=True)
class TheChannel:
    """The ways to the channel sign-in uses."""

    robot: Robot
    users: Users
    messages: Messages


class SignIn:
    """The steps of API.md's sign-in table, in the order in which they refuse."""

    def __init__(
        self,
        settings: Settings,
        stores: SignInStores,
        channel: TheChannel,
        sessions: Sessions,
        blocking: BlockAddress,
        *,
        clock: Callable[[], float],
        random_bits: Callable[[int], int],
        make_id: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._stores = stores
        self._channel = channel
        self._sessions = sessions
        self._blocking = blocking
        self._clock = clock
        self._random_bits = random_bits
        self._make_id = make_id
        self._key = derived_key(settings.secret(), "otp")

    async def request(self, username: str, address: str) -> Sent:
        """Sends a code to `username`; raises what the table says."""
        name_key(username)
        await self._refuse_blocked(address)
        await self._refuse_locked(username)
        await self._channel.robot.require()
        await self._take("requests for codes from this address", "ip", address, self._per_address)
        user = await self._present(username)
        await self._take("codes for this name", "user", name_key(username), self._per_user)
        await self._take("codes for everybody", "all", "all", self._for_all)
        return await self._send(user, address)

    async def verify(self, username: str, typed: str, address: str) -> tuple[Session, str]:
        """Signs `username` in; the session and its text for the cookie."""
        name_key(username)
        await self._refuse_blocked(address)
        await self._refuse_locked(username)
        await self._take("codes tried from this address", "verify", address, self._tries)
        try:
            challenge = await self._judge(username, typed, address)
        except (OtpInvalid, OtpExpired, OtpNotRequested, Locked) as error:
            metrics.SIGN_INS.labels(error.code).inc()
            raise
        metrics.SIGN_INS.labels("ok").inc()
        # the code is spent, and was right: what only eases the next lockout must not cost it
        with contextlib.suppress(Unavailable, Conflict):
            await self._stores.lockouts.forget(username)
        logger.info("%s signed in", challenge.name)
        return self._sessions.issue(challenge.name, challenge.registered)

    async def _judge(self, username: str, typed: str, address: str) -> Challenge:
        """Spends one attempt: verdict and count are stored by one compare-and-set."""
        code = otp.normalised(typed)
        verdict: Verdict | None = None
        judged: Challenge | None = None

        def decide(challenge: Challenge | None) -> Challenge | None:
            nonlocal verdict, judged
            if challenge is None:
                verdict = None
                return None
            digest = otp.digest_of(self._key, challenge.challenge_id, code)
            verdict, judged = otp.attempt(challenge, digest, self._clock())
            return None if verdict is Verdict.OVER else judged

        await self._stores.challenges.change(username, decide)
        if verdict is None or judged is None:
            raise OtpNotRequested(
                self._settings.ip_block_hours, self._blocking.token(address, username)
            )
        left = otp.attempts_left(judged)
        seconds = 0 if left else await self._stores.lockouts.lock(username, judged.challenge_id)
        if verdict is Verdict.OVER:
            raise Locked(seconds) if seconds else OtpExpired()
        if verdict is Verdict.WRONG:
            raise OtpInvalid(left)
        return judged

    async def _send(self, user: ChannelUser, address: str) -> Sent:
        code = otp.code_from(self._random_bits(otp.CODE_BITS))
        now = self._clock()
        ttl = self._settings.otp_ttl_seconds
        challenge_id = self._make_id()
        challenge = Challenge(
            challenge_id=challenge_id,
            name=user.name,
            registered=user.registered,
            address=address,
            digest=otp.digest_of(self._key, challenge_id, code),
            created_at=now,
            expires_at=now + ttl,
        )
        await self._stores.challenges.replace(challenge)
        started = time.perf_counter()
        shown = otp.shown(code)
        try:
            confirmed = await self._channel.messages.send(user.name, pm_text(shown, ttl), shown)
        except NobodyThere:
            metrics.OTP_SENT.labels("not_in_channel").inc()
            await self._withdraw(challenge)
            raise NotInChannel(user.name) from None
        except Unavailable:
            metrics.OTP_SENT.labels("failed").inc()
            raise
        delivery: Literal["confirmed", "unconfirmed"] = "confirmed" if confirmed else "unconfirmed"
        metrics.OTP_SENT.labels(delivery).inc()
        if confirmed:
            metrics.OTP_SECONDS.observe(time.perf_counter() - started)
        return Sent(delivery, ttl)

    async def _withdraw(self, challenge: Challenge) -> None:
        """Ends a challenge whose code reached nobody."""

        def decide(found: Challenge | None) -> Challenge | None:
            if found is None or found.challenge_id != challenge.challenge_id:
                return None
            return replace(found, state="used")

        await self._stores.challenges.change(challenge.name, decide)

    async def _present(self, username: str) -> ChannelUser:
        """The user as CyTube knows them now; a guest may not take a name that has rights."""
        if await self._channel.users.is_bot(username):
            raise NotInChannel(username)
        user = await self._channel.users.find(username)
        if user is None:
            raise NotInChannel(username)
        lists = await self._stores.access.current()
        if not user.registered and lists.holds(name_key(username)):
            raise RegisteredAccountRequired(user.name)
        return user

    async def _refuse_blocked(self, address: str) -> None:
        block = await self._stores.blocks.active(address)
        if block is not None:
            raise IpBlocked(rfc3339(block.blocked_until))

    async def _refuse_locked(self, username: str) -> None:
        seconds = await self._stores.lockouts.seconds_left(username)
        if seconds:
            raise Locked(seconds)

    async def _take(self, what: str, kind: str, subject: str, limits: list[Limit]) -> None:
        admission = await self._stores.limits.take(kind, subject, limits)
        if not admission.admitted:
            raise RateLimited(f"Too many {what}", admission.retry_after_seconds)

    @property
    def _per_address(self) -> list[Limit]:
        settings = self._settings
        return [Limit(settings.otp_requests_per_ip, settings.otp_window_seconds)]

    @property
    def _per_user(self) -> list[Limit]:
        settings = self._settings
        return [Limit(settings.otp_requests_per_user, settings.otp_window_seconds)]

    @property
    def _tries(self) -> list[Limit]:
        settings = self._settings
        return [Limit(settings.otp_verifies_per_ip, settings.otp_window_seconds)]

    @property
    def _for_all(self) -> list[Limit]:
        return [ROBOT_PACE, Limit(self._settings.otp_requests_global, 60.0)]
