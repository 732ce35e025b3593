"""Measures how long requests take while NATS hangs: prints a Markdown section."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.integration.playlist_harness import Service, publish_catalog, save
from tests.standins.nats_server import NatsServer

ROUNDS = 5
LIMIT_SECONDS = 2.0

Call = Callable[[], httpx.Response]


def calls(service: Service, number: int) -> dict[str, Call]:
    """One request of each kind that needs NATS, or reads what NATS told."""
    ann, admin, nobody = service.person("Ann"), service.person("labadmin"), service.person(None)
    kept = save(ann, f"Kept {number}", ["movie01", "show01"])
    plan = {"playlist_id": kept["id"], "mode": "append"}
    marathon = {"sources": [kept["id"]], "method": "shuffle"}
    code = {"username": "Alice", "otp": "0000-0000"}
    return _changes(ann, number) | {
        "POST /auth/otp/request": lambda: nobody.post("/auth/otp/request", json={"username": "A"}),
        "POST /auth/otp/verify": lambda: nobody.post("/auth/otp/verify", json=code),
        "GET /auth/session": lambda: ann.get("/auth/session"),
        "GET /playlists": lambda: nobody.get("/playlists"),
        "GET /playlists/{id}": lambda: ann.get(f"/playlists/{kept['id']}"),
        "POST /marathons/preview": lambda: ann.post("/marathons/preview", json=marathon),
        "GET /queue": lambda: nobody.get("/queue"),
        "POST /apply-jobs/plan": lambda: ann.post("/apply-jobs/plan", json=plan),
        "POST /apply-jobs": lambda: ann.post("/apply-jobs", json=plan),
        "GET /apply-jobs": lambda: nobody.get("/apply-jobs"),
        "POST /likes": lambda: ann.post("/likes"),
        "GET /likes/top": lambda: ann.get("/likes/top"),
        "GET /stats/top-played": lambda: nobody.get("/stats/top-played"),
        "GET /stats/items/{id}": lambda: ann.get("/stats/items/movie01"),
        "GET /notices": lambda: ann.get("/notices"),
        "GET /admin/audit": lambda: admin.get("/admin/audit"),
        "PUT /admin/blessed/{name}": lambda: admin.put("/admin/blessed/carol"),
        "POST /admin/catalog/refresh": lambda: admin.post("/admin/catalog/refresh"),
        "GET /health": lambda: nobody.get("/health"),
    }


def _changes(ann: httpx.Client, number: int) -> dict[str, Call]:
    """Changes of saved playlists, which are made on the host then."""
    old, gone = save(ann, f"Changed {number}", ["movie01"]), save(ann, f"Gone {number}", [])
    based = {"If-Match": '"1"'}
    changed = {"name": old["name"], "items": ["movie02"]}
    made = {"name": f"New {number}", "items": ["movie01"]}
    return {
        "POST /playlists": lambda: ann.post("/playlists", json=made),
        "PUT /playlists/{id}": lambda: ann.put(
            f"/playlists/{old['id']}", json=changed, headers=based
        ),
        "DELETE /playlists/{id}": lambda: ann.delete(f"/playlists/{gone['id']}", headers=based),
    }


def timed(call: Call) -> tuple[float, int]:
    """Seconds and status of one answer."""
    began = time.perf_counter()
    answer = call()
    return time.perf_counter() - began, answer.status_code


def measure(service: Service) -> dict[str, list[tuple[float, int]]]:
    """Seconds and status of each kind, all kinds asked at once right after NATS hangs."""
    took: dict[str, list[tuple[float, int]]] = {}
    for number in range(ROUNDS):
        wanted = calls(service, number)
        service.nats.freeze()
        try:
            with ThreadPoolExecutor(max_workers=len(wanted)) as pool:
                answers = list(pool.map(timed, wanted.values()))
        finally:
            service.nats.thaw()
        for kind, answer in zip(wanted, answers, strict=True):
            took.setdefault(kind, []).append(answer)
        service.wait_nats(up=True)
    return took


def main() -> None:
    """Print the section."""
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        with NatsServer(directory / "nats") as nats:
            service = Service(nats, directory / "service", LOG_LEVEL="WARNING")
            publish_catalog(directory / "service" / "data")
            service.bless("Ann")
            try:
                service.start()
                took = measure(service)
            finally:
                service.stop()
    lines = [
        "## While NATS hangs",
        "",
        "nats-server stopped in its tracks (SIGSTOP): connected, and answering nothing. Requests",
        f"of all kinds at once right after it, {ROUNDS} times, over HTTP to two gunicorn workers.",
        f"None may wait for NATS longer than its deadline; to hold: {LIMIT_SECONDS:g} s.",
        "",
        "| request | answered | median | worst |",
        "|---|---|---|---|",
        *(row(kind, answers) for kind, answers in sorted(took.items())),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def row(kind: str, answers: list[tuple[float, int]]) -> str:
    """One kind of request: its statuses, median and worst seconds."""
    seconds = [one for one, _ in answers]
    statuses = ", ".join(str(one) for one in sorted({status for _, status in answers}))
    return f"| {kind} | {statuses} | {statistics.median(seconds):.2f} s | {max(seconds):.2f} s |"


if __name__ == "__main__":
    main()
