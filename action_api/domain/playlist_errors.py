# ruff: noqa: N818  (named by what is wrong, which is what the code says too)
"""What can be wrong with a change to a playlist, each with its stable code.

PlaylistError
├── NameTaken (existing_id, suggestion)
├── StaleRevision (current)
├── RevisionRequired
└── Unavailable
    └── LocalStateUnusable
"""

from __future__ import annotations

from collections.abc import Mapping

from action_api.domain.errors import PlaylistError, Unavailable


class NameTaken(PlaylistError):
    code = "name_taken"
    title = "Name taken"

    def __init__(self, name: str, existing_id: str, suggestion: str) -> None:
        super().__init__(
            f"There is a playlist named {name!r} already: open it, or save as {suggestion!r}.",
            existing_id=existing_id,
            suggestion=suggestion,
        )


class StaleRevision(PlaylistError):
    code = "revision_conflict"
    title = "Changed meanwhile"

    def __init__(self, current: Mapping[str, object]) -> None:
        super().__init__(
            f"{current['updated_by']} changed this playlist at {current['updated_at']}: look at "
            f'what changed, then save with If-Match: "{current["revision"]}".',
            current=current,
        )


class RevisionRequired(PlaylistError):
    code = "revision_required"
    title = "Revision required"

    def __init__(self) -> None:
        super().__init__(
            "Say which revision the change is based on: send its ETag in If-Match, "
            'as in If-Match: "7".'
        )


class LocalStateUnusable(Unavailable):
    """The host's own file: its disk is full, it may not be written, or it is damaged."""

    code = "local_state_unusable"
    title = "This server's own state cannot be used"
    retry_seconds = 30

    def __init__(self, file_name: str, reason: object, *, is_damaged: bool = False) -> None:
        way_out = "make STATE_DIR a directory the service may write to, with room on its disk."
        if is_damaged:
            way_out = (
                "stop the service and move the file away. All that is in NATS comes back by "
                "itself; edits made while NATS was down that wait in the file do not."
            )
        super().__init__(f"STATE_DIR/{file_name} cannot be used ({reason}): {way_out}")
