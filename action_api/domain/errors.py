# ruff: noqa: N818  (named by what is wrong, which is what the code says too)
"""Everything that can be wrong, each with its stable code.

PlaylistError
├── InvalidRequest (field)
│   └── InvalidUsername
├── SignInRequired
├── NotPermitted (required_role)
├── CrossOrigin
├── NotFound
├── NotInChannel
├── RegisteredAccountRequired
├── IpBlocked (blocked_until)
├── Locked (retry_after_seconds)
├── RateLimited (retry_after_seconds)
├── OtpInvalid (attempts_remaining)
├── OtpExpired
├── OtpNotRequested (can_block_ip, block_hours, block_token)
├── BlockTokenInvalid
├── LastAdmin
├── AdminBySetting
├── Conflict: a compare-and-set that others kept winning
└── Unavailable (retry_after_seconds)
    ├── NatsUnavailable
    └── RobotUnavailable
"""

from __future__ import annotations

from typing import ClassVar


class PlaylistError(Exception):
    """Base of all: `detail` is a sentence a person can act on, `fields` go beside it."""

    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, detail: str, **fields: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields

    @property
    def retry_after_seconds(self) -> int | None:
        """Seconds until another try makes sense, where that is known."""
        seconds = self.fields.get("retry_after_seconds")
        return seconds if isinstance(seconds, int) else None


class InvalidRequest(PlaylistError):
    code = "invalid_request"
    title = "Invalid request"

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail, **({} if field is None else {"field": field}))


class InvalidUsername(InvalidRequest):
    code = "invalid_username"
    title = "Not a CyTube name"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name[:40]!r} is no CyTube name: those are 1 to 20 letters, digits, '_' and '-'.",
            "username",
        )


class SignInRequired(PlaylistError):
    code = "sign_in_required"
    title = "Sign-in required"

    def __init__(self) -> None:
        super().__init__("Sign in first: ask for a code with your CyTube name.")


class NotPermitted(PlaylistError):
    code = "not_permitted"
    title = "Not permitted"

    def __init__(self, required_role: str) -> None:
        super().__init__(
            f"This needs the role {required_role}: an admin can give it to you.",
            required_role=required_role,
        )


class CrossOrigin(PlaylistError):
    code = "cross_origin"
    title = "Request from another site"

    def __init__(self, origin: str) -> None:
        super().__init__(
            f"Pages of {origin[:200]!r} may not do this. If they should, add that origin to "
            "the setting ALLOWED_ORIGINS."
        )


class NotFound(PlaylistError):
    code = "not_found"
    title = "Not found"


class NotInChannel(PlaylistError):
    code = "not_in_channel"
    title = "Not in the channel"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not in the channel now: open the channel with that name, then try again."
        )


class RegisteredAccountRequired(PlaylistError):
    code = "registered_account_required"
    title = "Registered account required"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} has rights here, so a guest cannot sign in with it: "
            "log in to CyTube with the registered account of that name."
        )


class IpBlocked(PlaylistError):
    code = "ip_blocked"
    title = "Address blocked"

    def __init__(self, blocked_until: str) -> None:
        super().__init__(
            f"Sign-in from this address is blocked until {blocked_until}; an admin can lift it.",
            blocked_until=blocked_until,
        )


class Locked(PlaylistError):
    code = "locked"
    title = "Locked"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(
            f"Too many wrong codes for this name: try again in {retry_after_seconds} seconds.",
            retry_after_seconds=retry_after_seconds,
        )


class RateLimited(PlaylistError):
    code = "rate_limited"
    title = "Too many requests"

    def __init__(self, what: str, retry_after_seconds: int) -> None:
        super().__init__(
            f"{what}: try again in {retry_after_seconds} seconds.",
            retry_after_seconds=retry_after_seconds,
        )


class OtpInvalid(PlaylistError):
    code = "otp_invalid"
    title = "Wrong code"

    def __init__(self, attempts_remaining: int) -> None:
        super().__init__(
            f"That is not the code; attempts left: {attempts_remaining}.",
            attempts_remaining=attempts_remaining,
        )


class OtpExpired(PlaylistError):
    code = "otp_expired"
    title = "Code no longer valid"

    def __init__(self) -> None:
        super().__init__("This code is used up or too old: ask for a new one.")


class OtpNotRequested(PlaylistError):
    code = "otp_not_requested"
    title = "No code was asked for"

    def __init__(self, block_hours: int, block_token: str) -> None:
        super().__init__(
            "Nobody asked for a code for this name. If you got one without asking, "
            f"you can block this address from signing in for {block_hours} hours.",
            can_block_ip=True,
            block_hours=block_hours,
            block_token=block_token,
        )


class BlockTokenInvalid(PlaylistError):
    code = "block_token_invalid"
    title = "Block token not valid"

    def __init__(self) -> None:
        super().__init__(
            "block_token is not valid here: it lives 10 minutes and works from the address it was "
            "given to. Try the code again to get a new one."
        )


class LastAdmin(PlaylistError):
    code = "last_admin"
    title = "Last admin"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is the last admin: make somebody else admin first.")


class AdminBySetting(PlaylistError):
    code = "admin_by_setting"
    title = "Admin by setting"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is admin by the setting ADMINS: remove the name there.")


class Conflict(PlaylistError):
    code = "conflict"
    title = "Changed at the same moment"

    def __init__(self) -> None:
        super().__init__(
            "Others changed this at the same moment: try again.", retry_after_seconds=1
        )


class Unavailable(PlaylistError):
    """Something this needs is down; nothing was kept to be done later."""

    retry_seconds: ClassVar[int] = 5

    def __init__(self, detail: str) -> None:
        super().__init__(detail, retry_after_seconds=self.retry_seconds)


class NatsUnavailable(Unavailable):
    code = "nats_unavailable"
    title = "NATS is down"


class RobotUnavailable(Unavailable):
    code = "robot_unavailable"
    title = "The channel's robot is away"
    retry_seconds = 15
