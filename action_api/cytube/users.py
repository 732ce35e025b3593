"""Who is in the channel, as the robot's list says: it may name people who have left (ghosts)."""

from __future__ import annotations

from dataclasses import dataclass

import nats.js.errors
from nats.js.kv import KeyValue

from action_api.cytube.robot import Robot, decoded_bytes
from action_api.domain.errors import RobotUnavailable
from action_api.nats_link import LinkClient, NatsLink
from action_api.settings import Settings

USERS_KEY = "users"


@dataclass(frozen=True, slots=True)
class ChannelUser:
    """Somebody in the channel, in CyTube's spelling; rank 0 is a guest who proved nothing."""

    name: str
    rank: float

    @property
    def registered(self) -> bool:
        return self.rank >= 1


class Users:
    """Looks names up without regard to case; ranks are fresh from the robot's memory."""

    def __init__(self, settings: Settings, link: NatsLink, robot: Robot) -> None:
        self._settings = settings
        self._link = link
        self._robot = robot
        self._bucket_name = f"kryten_{settings.cytube_channel}_userlist"
        self._opened: tuple[LinkClient, KeyValue] | None = None
        self._bot: tuple[LinkClient, str] | None = None

    async def find(self, name: str) -> ChannelUser | None:
        """The user of that name in any case; None where the robot's list has none.

        Raises NatsUnavailable or RobotUnavailable.
        """
        spelled = await self._spelling(name) or name
        data = await self._robot.ask("state.user", username=spelled)
        user = data.get("user")
        if not isinstance(user, dict):
            return None
        try:
            return ChannelUser(str(user["name"]), float(user.get("rank", 0)))
        except (KeyError, TypeError, ValueError) as error:
            raise RobotUnavailable(
                "The robot's answer about who is in the channel makes no sense: "
                "is that kryten-robot, and its version one we know?"
            ) from error

    async def bot(self) -> ChannelUser | None:
        """The robot's own user; None where the robot does not say."""
        name = await self._bot_name()
        return await self.find(name) if name else None

    async def is_bot(self, name: str) -> bool:
        """Whether that is the robot's own name."""
        own = await self._bot_name()
        return own is not None and own.lower() == name.lower()

    async def _spelling(self, name: str) -> str | None:
        """The name as CyTube spells it, from the list the robot keeps in KV."""
        async with self._link.session() as client:
            try:
                bucket = await self._open(client)
                entry = await bucket.get(USERS_KEY)
            except nats.js.errors.KeyNotFoundError:
                return None
            except nats.js.errors.NotFoundError:
                raise RobotUnavailable(
                    f"There is no KV bucket {self._bucket_name}: CYTUBE_CHANNEL must be spelled "
                    "exactly, in upper and lower case, as in the robot's config."
                ) from None
        users = decoded_bytes(entry.value)
        listed = users if isinstance(users, list) else []
        names = [str(user.get("name", "")) for user in listed if isinstance(user, dict)]
        return next((one for one in names if one.lower() == name.lower()), None)

    async def _open(self, client: LinkClient) -> KeyValue:
        if self._opened is None or self._opened[0] is not client:
            jetstream = self._link.jetstream(client)
            self._opened = (client, await jetstream.key_value(self._bucket_name))
        return self._opened[1]

    async def _bot_name(self) -> str | None:
        """The robot's name: asked once per connection, at the only query that says it."""
        async with self._link.session() as client:
            if self._bot is not None and self._bot[0] is client:
                return self._bot[1]
        settings = self._settings
        subject = (
            f"{settings.nats_subject_prefix}.user_level"
            f".{settings.cytube_domain}.{settings.cytube_channel}"
        )
        try:
            reply = await self._link.request(subject, {}, 0.5)
        except (LookupError, TimeoutError):
            return None
        name = reply.get("username")
        if not isinstance(name, str) or not name:
            return None
        self._bot = (client, name)
        return name
