# ruff: noqa: N818  (named by what is wrong, which is what the code says too)
"""What can stand in the way of a like, each with its stable code.

PlaylistError
├── NothingPlaying
└── Unavailable (retry_after_seconds)
    └── LikesWithoutSecret
"""

from __future__ import annotations

from action_api.domain.errors import PlaylistError, Unavailable


class NothingPlaying(PlaylistError):
    code = "nothing_playing"
    title = "Nothing playing that can be liked"


class LikesWithoutSecret(Unavailable):
    code = "secret_key_missing"
    title = "SECRET_KEY is missing"
    retry_seconds = 600

    def __init__(self) -> None:
        super().__init__(
            "Setting SECRET_KEY is missing here, so nobody's likes can be told apart: give this "
            "program the same SECRET_KEY as the API."
        )
