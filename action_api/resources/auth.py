"""Sign-in, session and sign-out."""

from __future__ import annotations

import logging
from typing import Annotated, ClassVar, Literal

from falcon.asgi import Request, Response
from pydantic import Field

from action_api.domain import errors
from action_api.domain.roles import Mode, Role, modes_of
from action_api.resources.cookies import clear_session, set_session
from action_api.resources.operation import Body, Operation, Reply
from action_api.services.block_address import BlockAddress
from action_api.services.identity import CurrentUser, Identity
from action_api.services.sessions import Session
from action_api.services.sign_in import SignIn
from action_api.services.times import rfc3339
from action_api.settings import Settings
from action_api.stores.revocations import RevocationStore

logger = logging.getLogger(__name__)

# what is too long to be a name is told so by name_key, with the code of a bad name
Username = Annotated[str, Field(max_length=200, description="CyTube name, 1 to 20 of A-Za-z0-9_-")]
OTP_REFUSALS = (errors.InvalidUsername, errors.IpBlocked, errors.Locked, errors.RateLimited)


class OtpRequest(Body):
    """Who wants to sign in."""

    username: Username


class OtpSent(Reply):
    """The code is on its way; `unconfirmed` means CyTube has not said that it arrived."""

    status: Literal["sent"]
    expires_in_seconds: int
    delivery: Literal["confirmed", "unconfirmed"]


class OtpVerify(Body):
    """The code as typed: case, spaces and dashes do not matter."""

    username: Username
    otp: Annotated[str, Field(min_length=1, max_length=64)]


class SignedIn(Reply):
    """Signed in; the cookie came with this reply."""

    status: Literal["ok"]
    username: str
    role: Role
    expires_at: str


class IpBlockRequest(Body):
    """A token from `otp_not_requested`."""

    block_token: Annotated[str, Field(max_length=1000)]
    # an address may be a whole school's: nobody there is shut out for longer than a month
    hours: Annotated[int, Field(ge=1, le=720)] | None = None


class Blocked(Reply):
    status: Literal["blocked"]
    blocked_until: str


class SessionShown(Reply):
    """Who is signed in; `username` is null where nobody is."""

    username: str | None
    role: Role
    expires_at: str | None = None
    modes: list[Mode] | None = None


class OtpRequestResource:
    operations: ClassVar = {
        "POST": Operation(
            "Send a sign-in code to a name in the channel",
            {202: OtpSent},
            body=OtpRequest,
            errors=(
                *OTP_REFUSALS,
                errors.NotInChannel,
                errors.RegisteredAccountRequired,
                errors.RobotUnavailable,
            ),
        )
    }

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    async def on_post(self, req: Request, resp: Response) -> None:
        body: OtpRequest = req.context.body
        sent = await self._sign_in.request(body.username, req.context.address)
        resp.status = 202
        resp.media = OtpSent(
            status="sent", expires_in_seconds=sent.expires_in_seconds, delivery=sent.delivery
        ).model_dump()


class OtpVerifyResource:
    operations: ClassVar = {
        "POST": Operation(
            "Sign in with the code",
            {200: SignedIn},
            body=OtpVerify,
            errors=(
                *OTP_REFUSALS,
                errors.OtpInvalid,
                errors.OtpExpired,
                errors.OtpNotRequested,
            ),
        )
    }

    def __init__(self, sign_in: SignIn, identity: Identity, settings: Settings) -> None:
        self._sign_in = sign_in
        self._identity = identity
        self._seconds = settings.session_hours * 3600

    async def on_post(self, req: Request, resp: Response) -> None:
        body: OtpVerify = req.context.body
        session, text = await self._sign_in.verify(body.username, body.otp, req.context.address)
        user = await self._identity.of_session(session)
        req.context.user = user
        set_session(req, resp, text, self._seconds)
        resp.media = SignedIn(
            status="ok",
            username=session.name,
            role=user.role,
            expires_at=rfc3339(session.expires_at),
        ).model_dump()


class IpBlockResource:
    operations: ClassVar = {
        "POST": Operation(
            "Block the own address after a code nobody asked for",
            {201: Blocked},
            body=IpBlockRequest,
            errors=(errors.BlockTokenInvalid,),
        )
    }

    def __init__(self, blocking: BlockAddress) -> None:
        self._blocking = blocking

    async def on_post(self, req: Request, resp: Response) -> None:
        body: IpBlockRequest = req.context.body
        block = await self._blocking.redeem(body.block_token, req.context.address, body.hours)
        resp.status = 201
        resp.media = Blocked(
            status="blocked", blocked_until=rfc3339(block.blocked_until)
        ).model_dump()


class SessionResource:
    operations: ClassVar = {"GET": Operation("Who is signed in", {200: SessionShown})}

    def __init__(self, settings: Settings) -> None:
        self._blessed_may_replace = settings.allow_blessed_hard_replace

    async def on_get(self, req: Request, resp: Response) -> None:
        user: CurrentUser = req.context.user
        if user.session is None:
            resp.media = {"username": None, "role": Role.ANONYMOUS.value}
            return
        resp.media = SessionShown(
            username=user.session.name,
            role=user.role,
            expires_at=rfc3339(user.session.expires_at),
            modes=modes_of(user.role, self._blessed_may_replace),
        ).model_dump()


class LogoutResource:
    operations: ClassVar = {"POST": Operation("Sign this browser out", {204: None})}

    def __init__(self, revocations: RevocationStore) -> None:
        self._revocations = revocations

    async def on_post(self, req: Request, resp: Response) -> None:
        session: Session | None = req.context.user.session
        clear_session(req, resp)
        resp.status = 204
        if session is None:
            return
        try:
            await self._revocations.end(session.name, session.session_id, session.expires_at)
        except errors.NatsUnavailable:
            # the browser has lost its cookie, which is what was asked for
            logger.warning("%s signed out while NATS was down: cookie cleared only", session.name)


class LogoutEverywhereResource:
    operations: ClassVar = {
        "POST": Operation("Sign all browsers of this user out", {204: None}, role=Role.VIEWER)
    }

    def __init__(self, revocations: RevocationStore) -> None:
        self._revocations = revocations

    async def on_post(self, req: Request, resp: Response) -> None:
        session: Session = req.context.user.session
        await self._revocations.end_all(session.name)
        clear_session(req, resp)
        resp.status = 204
