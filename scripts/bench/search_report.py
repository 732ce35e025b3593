"""Writes what the search benchmark measured as a Markdown section."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any


def section(results: Sequence[dict[str, Any]], chromium: str, *, has_real: bool) -> str:
    """Return the section, all sizes in each table."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    origin = "the real titles" if has_real else "the project's sample catalog"
    parts = [
        "## Search in the browser",
        "",
        f"{now}, Chromium {chromium} headless, {platform.machine()}, {os.cpu_count()} cores (load"
        f" {os.getloadavg()[0]:.1f}), by `python -m scripts.bench.search`. Catalogs: {origin}, and"
        " larger ones derived from them (scripts/bench/search_catalog.py). Queries: random"
        " substrings of 1 to 12 characters typed out character by character; a query's time is the"
        " least of up to 3 passes. Other work on the machine moves milliseconds; the ratios are of"
        " things measured right after each other in one page.",
        "",
        *_bytes_table(results),
        "",
        *_ready_table(results),
        "",
        *_keystroke_table(results),
        "",
        *_peer_table(results),
        "",
    ]
    return "\n".join(parts)


def _bytes_table(results: Sequence[dict[str, Any]]) -> list[str]:
    lines = _head(
        "Bytes",
        "Ids, titles, durations, categories, their names and the pointer, all in. Goals on the real"
        " titles: 17.5 an item in brotli, 19.5 in gzip.",
        ("items", "what", "raw", "gzip -9", "brotli", "gzip an item", "brotli an item"),
    )
    for result in results:
        count = result["count"]
        bundle = result["bytes"]["bundle"]
        before_ids = [sizes for name, sizes in bundle.items() if name != "ids"]
        for what, sizes in (
            ("columnar JSON", list(result["bytes"]["columns"].values())),
            ("search bundle", list(bundle.values())),
            ("of it until it can be searched", before_ids),
        ):
            raw, packed, small = (sum(column) for column in zip(*sizes, strict=True))
            lines.append(
                f"| {count:,} | {what} | {raw:,} | {packed:,} | {small:,}"
                f" (-{result['brotli_quality']}) | {packed / count:.2f} | {small / count:.2f} |"
            )
    return lines


def _ready_table(results: Sequence[dict[str, Any]]) -> list[str]:
    lines = _head(
        "Ready",
        "From calling openCatalog() to the answer to the first query, in a fresh page each time"
        " (cold code), against fetching and parsing the columnar JSON, the two in turns. As the"
        " catalog page does, ours is given the text of the pointer, which it parses within that"
        " time, and fetches the search file. Least and median of the loads; goal 1.5 times. Opened:"
        " until the catalog takes queries."
        " Memory: what the browser counts for page and worker together.",
        (
            "items",
            "columnar JSON ms",
            "ready ms",
            "ratio (least, median)",
            "opened ms",
            "indexed ms",
            "memory MB",
        ),
    )
    for result in results:
        ready = result["ready"]
        (json_least, json_median), (least, median) = (
            (ready[name][0], ready[name][len(ready[name]) // 2]) for name in ("columns", "catalog")
        )
        lines.append(
            f"| {result['count']:,} | {json_least:.0f}, {json_median:.0f} | {least:.0f},"
            f" {median:.0f} | {least / json_least:.2f}, {median / json_median:.2f} |"
            f" {ready['opened'][0]:.0f} | {ready['indexed'][0]:.0f} |"
            f" {result['memory'] / 1e6:.0f} |"
        )
    return lines


def _keystroke_table(results: Sequence[dict[str, Any]]) -> list[str]:
    lines = _head(
        "A keystroke",
        "Query to first 50 hits, exact total and the counts of all categories; at 500,000 the way"
        " to the worker and back is in it. Ratio: p95 over that of `includes` on every folded title"
        " in the same run, which only finds and counts. Goals: 0.7 at 5,000, else 0.2 and 16 ms.",
        ("items", "what", "queries", "p50 ms", "p95 ms", "p99 ms", "p95 ratio"),
    )
    names = {
        "scan": "plain `includes` scan",
        "plain": "ours",
        "masked": "ours, with categories",
        "everything": "ours, all hits instead of 50",
    }
    for result in results:
        measured = result["keystrokes"]
        scan = measured["scan"]
        for key, what in names.items():
            times = _times(measured[key], scan, ("p50", "p95", "p99"))
            lines.append(_line(f"{result['count']:,}", what, *times))
    lines += ["", "Exactness, against the rules applied to every title, with categories:"]
    for result in results:
        wrong = result["oracle"]["wrong"]
        verdict = f"{len(wrong)} wrong: {wrong[:5]}" if wrong else "none wrong"
        lines.append(
            f"{result['count']:,} items, {result['oracle']['checked']:,} queries: {verdict}."
        )
    return lines


def _peer_table(results: Sequence[dict[str, Any]]) -> list[str]:
    lines = _head(
        "Beside others",
        "The same typed queries. Ready: indexing folded titles that are in memory already. Exact:"
        " share of queries whose hits are just the titles that contain the query. A library that"
        " has not been measured after the seconds named was stopped. Datasette"
        " answers over loopback HTTP with FTS5 trigram SQL (a scan below 3 characters), first 50"
        " and total.",
        ("items", "what", "ready ms", "queries", "p50 ms", "p95 ms", "p95 ratio", "exact"),
    )
    for result in results:
        own = {"own": result["keystrokes"]["plain"], "exact": None}
        for name, measured in {"ours": own, **result["peers"]}.items():
            ready = f"{measured['ready']:.0f}" if "ready" in measured else ""
            lines.append(_line(f"{result['count']:,}", name, ready, *_peer_cells(measured, result)))
    return lines


def _peer_cells(measured: dict[str, Any], result: dict[str, Any]) -> list[str]:
    if "stopped" in measured:
        what = "answering" if "ready" in measured else "indexing"
        return [f"stopped while {what}, after {measured['stopped']:.0f} s", "", "", "", ""]
    scan = measured.get("scan", result["keystrokes"]["scan"])
    exact = "all" if measured["exact"] is None else f"{measured['exact']:.0%}"
    return [*_times(measured["own"], scan, ("p50", "p95")), exact]


def _times(own: dict[str, float], scan: dict[str, float], names: Sequence[str]) -> list[str]:
    milliseconds = [f"{own[name]:.3f}" for name in names]
    return [f"{own['queries']:,}", *milliseconds, f"{own['p95'] / scan['p95']:.2f}"]


def _head(title: str, text: str, columns: Sequence[str]) -> list[str]:
    marks = ["---:" if name != "what" else "---" for name in columns]
    return [f"### {title}", "", text, "", _line(*columns), f"|{'|'.join(marks)}|"]


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
