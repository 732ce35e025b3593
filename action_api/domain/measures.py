"""The table of the figures the product requirements ask for.

The requirements name what to measure and no numbers. What the service itself answers for has a
target of this project's own; how people use it has none.
"""

from __future__ import annotations

from action_api.domain.telemetry import Measure, Part, Program

BOTH: tuple[Program, ...] = ("api", "worker")
API: tuple[Program, ...] = ("api",)
WORKER: tuple[Program, ...] = ("worker",)

OTP = "playlist_otp_sent_total"
APPLIES = "playlist_applies_total"
APPLIED = "playlist_playlists_applied_total"
LIKES = "playlist_likes_total"
SESSIONS = "playlist_search_sessions_total"
KV = "playlist_kv_writes_total"
ANALYTICS = "playlist_analytics_writes_total"

ADDS = "playlist_apply_items_total"

LIKED = ("ok",)
# a refusal for a good reason (nothing plays, too many) is neither success nor failure
LIKE_ANSWERS = ("ok", "duplicate")
LIKE_OUTCOMES = (*LIKE_ANSWERS, "unavailable", "failed")

MEASURES = (
    # what people get out of it
    Measure("landing_to_apply", "seconds", API, "playlist_landing_to_apply_seconds", 0.5),
    Measure(
        "search_to_add",
        "share",
        API,
        part=Part(SESSIONS, "step", ("added",)),
        whole=Part(SESSIONS, "step", ("searched",)),
    ),
    Measure("playlists_created", "count", API, part=Part("playlist_playlists_created_total")),
    Measure(
        "playlist_reuse",
        "share",
        WORKER,
        part=Part(APPLIED, "time", ("again",)),
        whole=Part(APPLIED),
    ),
    Measure(
        "queued_by_applies",
        "share",
        WORKER,
        part=Part(ADDS, "result", ("queued",)),
        whole=Part("playlist_items_queued_total"),
    ),
    Measure("marathons", "count", API, part=Part("playlist_marathons_total")),
    Measure("likes", "count", BOTH, part=Part(LIKES, "result", LIKED)),
    Measure("likes_per_day", "per_day", BOTH, part=Part(LIKES, "result", LIKED)),
    Measure(
        "likes_per_play",
        "ratio",
        BOTH,
        part=Part(LIKES, "result", LIKED),
        whole=Part("playlist_items_played_total"),
    ),
    Measure(
        "likes_per_sign_in",
        "ratio",
        BOTH,
        part=Part(LIKES, "result", LIKED),
        whole=Part("playlist_sign_ins_total", "result", ("ok",)),
    ),
    # what the service answers for
    Measure("search_p95", "seconds", API, "playlist_search_seconds", 0.95, target=0.1),
    Measure(
        "otp_delivered",
        "share",
        API,
        part=Part(OTP, "delivery", ("confirmed",)),
        whole=Part(OTP),
        target=0.99,
    ),
    Measure("otp_median", "seconds", API, "playlist_otp_delivery_seconds", 0.5, target=1.0),
    Measure(
        "apply_success",
        "share",
        WORKER,
        part=Part(APPLIES, "result", ("done",)),
        whole=Part(APPLIES, "result", ("done", "done_with_failures", "failed")),
        target=0.95,
    ),
    Measure("apply_median", "seconds", WORKER, "playlist_apply_seconds", 0.5, target=60.0),
    Measure(
        "kv_writes",
        "share",
        BOTH,
        part=Part(KV, "result", ("ok",)),
        whole=Part(KV, "result", ("ok", "failed")),
        target=0.999,
    ),
    Measure(
        "analytics_writes",
        "share",
        BOTH,
        part=Part(ANALYTICS, "result", ("ok",)),
        whole=Part(ANALYTICS, "result", ("ok", "failed")),
        target=0.999,
    ),
    Measure(
        "like_success",
        "share",
        BOTH,
        part=Part(LIKES, "result", LIKE_ANSWERS),
        whole=Part(LIKES, "result", LIKE_OUTCOMES),
        target=0.99,
    ),
    Measure("like_p95", "seconds", BOTH, "playlist_like_seconds", 0.95, target=1.0),
)
STARTED = "playlist_start_time_seconds"
NAMES = frozenset({name for measure in MEASURES for name in measure.names} | {STARTED})
