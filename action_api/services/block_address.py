"""Blocking an address from sign-in: by a token from the web, or by a PM that says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from action_api.cytube.messages import Messages, NobodyThere, PrivateMessage
from action_api.domain.errors import (
    BlockTokenInvalid,
    InvalidUsername,
    RobotUnavailable,
    Unavailable,
)
from action_api.domain.otp import Challenge
from action_api.domain.usernames import name_key
from action_api.services.audit import Audit
from action_api.services.sessions import Signer
from action_api.services.times import rfc3339
from action_api.settings import Settings
from action_api.stores.challenges import ChallengeStore
from action_api.stores.ip_blocks import IpBlock, IpBlockStore

logger = logging.getLogger(__name__)

TOKEN_SECONDS = 600
BLOCK_WORD = "block"


class BlockAddress:
    """Makes and honours block tokens."""

    def __init__(
        self, settings: Settings, blocks: IpBlockStore, audit: Audit, clock: Callable[[], float]
    ) -> None:
        self._signer = Signer(settings.secret(), "block token")
        self._hours = settings.ip_block_hours
        self._blocks = blocks
        self._audit = audit
        self._clock = clock

    def token(self, address: str, username: str) -> str:
        """A token with which `address`, and no other, can have itself blocked for ten minutes."""
        return self._signer.sign({"ip": address, "name": username, "at": int(self._clock())})

    async def redeem(self, token: str, address: str, hours: int | None) -> IpBlock:
        """Blocks the address the token was given to; raises BlockTokenInvalid."""
        value = self._signer.read(token)
        if value is None or value.get("ip") != address:
            raise BlockTokenInvalid
        if self._clock() - int(str(value["at"])) > TOKEN_SECONDS:
            raise BlockTokenInvalid
        name = str(value["name"])
        block = await self._blocks.add(
            address,
            (hours or self._hours) * 3600,
            f"a code for {name} nobody had asked for was tried",
            "block page",
        )
        await self._audit.record("anonymous", "web", "ip-block.add", address, block.reason)
        return block


class BlockByReply:
    """Answers PMs that say `block`, in every process; the challenge's state makes it once."""

    def __init__(
        self,
        settings: Settings,
        challenges: ChallengeStore,
        blocks: IpBlockStore,
        messages: Messages,
        audit: Audit,
    ) -> None:
        self._seconds = settings.ip_block_hours * 3600
        self._challenges = challenges
        self._blocks = blocks
        self._messages = messages
        self._audit = audit
        messages.on_pm(self.handle)

    async def handle(self, message: PrivateMessage) -> None:
        """Blocks the address that asked for the sender's last code."""
        if message.text.strip().strip(".!\"'").lower() != BLOCK_WORD:
            return
        try:
            name_key(message.sender)
            challenge = await self._challenges.get(message.sender)
            if challenge is None or challenge.state == "blocked":
                return
            block = await self._blocks.add(
                challenge.address,
                self._seconds,
                f"{challenge.name} did not ask for the code",
                challenge.name,
            )
            if await self._won(challenge):
                await self._audit.record(
                    challenge.name, "pm", "ip-block.add", challenge.address, block.reason
                )
                await self._answer(challenge.name, block)
        except (InvalidUsername, Unavailable) as error:
            logger.warning("a reply 'block' by PM could not be handled: %s", error)

    async def _won(self, challenge: Challenge) -> bool:
        """Ends the challenge as blocked; whether this process was the one to do so."""
        won = False

        def decide(found: Challenge | None) -> Challenge | None:
            nonlocal won
            won = (
                found is not None
                and found.challenge_id == challenge.challenge_id
                and found.state != "blocked"
            )
            return replace(challenge, state="blocked") if won else None

        await self._challenges.change(challenge.name, decide)
        return won

    async def _answer(self, name: str, block: IpBlock) -> None:
        until = rfc3339(block.blocked_until)
        text = f"Done: that address cannot sign in until {until}, and the code is void."
        try:
            await self._messages.send(name, text, until)
        except (NobodyThere, RobotUnavailable) as error:
            logger.info("%s was not told of the block: %s", name, error)
