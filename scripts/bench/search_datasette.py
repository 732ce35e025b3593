"""Datasette as a peer of the search in the browser: FTS5 trigram SQL over HTTP."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

START_SECONDS = 30
# the trigram index is blind below three characters
_BY_TRIGRAM = "items_fts match '\"' || :q || '\"'"
_BY_LIKE = "folded_title like '%' || :q || '%'"
_SQL = (
    "with hits as (select rowid from items_fts where {condition}) "
    "select rowid, (select count(*) from hits) as total from hits limit 50"
)


def measure(
    folded: Sequence[str], queries: Sequence[str], budget: float, folder: Path
) -> dict[str, float]:
    """Return p50 and p95 (ms, least of two passes) of first 50 rows and total, and `exact`.

    `exact` is the share of queries whose rows and total are those of the titles that contain them.
    """
    database = folder / "catalog.db"
    connection = sqlite3.connect(database)
    connection.execute("create virtual table items_fts using fts5(folded_title, tokenize=trigram)")
    connection.executemany("insert into items_fts values (?)", ((text,) for text in folded))
    connection.commit()
    connection.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    datasette = Path(sys.executable).with_name("datasette")
    command = [datasette, "serve", "-i", database, "--port", str(port)]
    command += ["--setting", "sql_time_limit_ms", "20000"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                _wait(client)
                times = _times(client, queries, budget)
                exact = _exact(client, folded, queries[: len(times)], budget)
        finally:
            server.terminate()
    return {
        "p50": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "queries": len(times),
        "exact": exact,
        "bytes": database.stat().st_size,
    }


def _wait(client: httpx.Client) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            client.get("/-/versions.json").raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def _ask(client: httpx.Client, query: str) -> tuple[list[int], int]:
    """Return the first 50 rows, from 0 on, and the total."""
    condition = _BY_TRIGRAM if len(query) >= 3 else _BY_LIKE
    parameters = {"sql": _SQL.format(condition=condition), "q": query, "_shape": "array"}
    found = client.get("/catalog.json", params=parameters).raise_for_status().json()
    return [row["rowid"] - 1 for row in found], found[0]["total"] if found else 0


def _exact(
    client: httpx.Client, folded: Sequence[str], queries: Sequence[str], budget: float
) -> float:
    right = compared = 0
    end = time.monotonic() + budget
    for query in queries:
        if time.monotonic() > end:
            break
        rows = [row for row, text in enumerate(folded) if query in text]
        found, total = _ask(client, query)
        right += sorted(found) == rows[:50] and total == len(rows)
        compared += 1
    return right / compared


def _times(client: httpx.Client, queries: Sequence[str], budget: float) -> list[float]:
    least: dict[int, float] = {}
    end = time.monotonic() + budget
    for _ in range(2):
        for index, query in enumerate(queries):
            if time.monotonic() > end:
                break
            started = time.perf_counter()
            _ask(client, query)
            taken = (time.perf_counter() - started) * 1000
            least[index] = min(taken, least.get(index, taken))
    return sorted(least.values())
