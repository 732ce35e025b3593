"""Who a request comes from: the session if it still stands, and the role that name has now."""

from __future__ import annotations

from dataclasses import dataclass

from action_api.domain.roles import Role, role_of
from action_api.domain.usernames import name_key
from action_api.services.sessions import Session, Sessions
from action_api.stores.acl import AccessStore
from action_api.stores.revocations import RevocationStore


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """The maker of a request; `session` is None where nobody is signed in."""

    role: Role
    session: Session | None = None

    @property
    def name(self) -> str | None:
        return self.session.name if self.session else None


ANONYMOUS = CurrentUser(Role.ANONYMOUS)


class Identity:
    """Reads sessions, and asks the stores anew at each request."""

    def __init__(
        self, sessions: Sessions, revocations: RevocationStore, access: AccessStore
    ) -> None:
        self._sessions = sessions
        self._revocations = revocations
        self._access = access

    async def of(self, cookie: str | None) -> CurrentUser:
        """The user of a session text; anonymous where there is none or it is over or revoked."""
        session = self._sessions.read(cookie) if cookie else None
        if session is None or await self._revocations.revoked(
            session.name, session.session_id, session.issued_at_ms
        ):
            return ANONYMOUS
        return await self.of_session(session)

    async def of_session(self, session: Session) -> CurrentUser:
        """The user of a session that stands."""
        lists = await self._access.current()
        role = role_of(name_key(session.name), session.registered, lists)
        return CurrentUser(role, session)
