# ruff: noqa: N818  (named by what is wrong, which is what the code says too)
"""What can stand in the way of an apply, each with its stable code.

PlaylistError
├── ModeNotPermitted (mode, required_role)
├── ApplyInProgress (job_id)
├── NowPlayingUnknown
├── NothingAvailable (unavailable)
├── JobNotFinished
├── JobFinished
├── NothingToRetry
└── NothingToRestore
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from action_api.domain.errors import PlaylistError


class ModeNotPermitted(PlaylistError):
    code = "mode_not_permitted"
    title = "Mode not permitted"

    def __init__(self, mode: str) -> None:
        super().__init__(
            f"The mode {mode} is for admins here: use preserve_current or append, ask an admin, or "
            "have the setting ALLOW_BLESSED_HARD_REPLACE turned on.",
            mode=mode,
            required_role="admin",
        )


class ApplyInProgress(PlaylistError):
    code = "apply_in_progress"
    title = "An apply is in progress"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            "Another playlist is being put on the queue: wait for its end, or cancel it.",
            job_id=job_id,
        )


class NowPlayingUnknown(PlaylistError):
    code = "now_playing_unknown"
    title = "Now playing is not known"

    def __init__(self) -> None:
        super().__init__(
            "It is not known which entry is playing, so nothing was changed: try again in a "
            "moment, or use append."
        )


class NothingAvailable(PlaylistError):
    code = "nothing_available"
    title = "Nothing to queue"

    def __init__(self, unavailable: Sequence[Mapping[str, object]] = ()) -> None:
        super().__init__(
            "The playlist has no item that can be queued: look at the reasons beside its items.",
            unavailable=list(unavailable),
        )


class JobNotFinished(PlaylistError):
    code = "job_not_finished"
    title = "The job is not finished"

    def __init__(self) -> None:
        super().__init__("This job is not finished: wait for its end, or cancel it first.")


class JobFinished(PlaylistError):
    code = "job_finished"
    title = "The job is finished"

    def __init__(self) -> None:
        super().__init__("This job is finished: there is nothing to cancel.")


class NothingToRetry(PlaylistError):
    code = "nothing_to_retry"
    title = "Nothing to retry"

    def __init__(self) -> None:
        super().__init__("Every item of this job is on the queue or was left out on purpose.")


class NothingToRestore(PlaylistError):
    code = "nothing_to_restore"
    title = "Nothing to restore"

    def __init__(self, detail: str = "This job ended before it touched the queue.") -> None:
        super().__init__(detail)
