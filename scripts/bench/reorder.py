"""Measures reordering long lists in headless Chromium, on the built site; prints Markdown.

The service is not measured here: what it would answer is answered in the browser.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright

from scripts.bench.reorder_answers import answers, catalog, ids
from tests.browser import served_site

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FRAME_MS = 1000 / 60
ROUNDS = 15
LIMIT_ENTRIES = 500
# presses a key on the first handle, and resolves when two frames have been drawn since
PRESS = """async (key) => {
  const options = { key, bubbles: true, cancelable: true };
  const start = performance.now();
  window.lifted.dispatchEvent(new KeyboardEvent("keydown", options));
  await new Promise((resolve) => setTimeout(resolve));
  document.body.offsetHeight;
  const took = performance.now() - start;
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
  return took;
}"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds: script and layout by the clock, and the main thread's processor time."""

    clock: float
    processor: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The fastest and the median of some rounds."""

    fastest: Cost
    median: Cost


def main() -> None:
    """Measure and print the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 entries and few rounds")
    arguments = parser.parse_args()
    sizes = (LIMIT_ENTRIES,) if arguments.quick else (LIMIT_ENTRIES, 2000)
    rounds = 5 if arguments.quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        served_site.build(Path(folder), catalog())
        server = served_site.Server(Path(folder))
        server.start()
        try:
            rows = measure(server.url, sizes, rounds)
        finally:
            server.stop()
    print_section(rows, rounds)


def measure(url: str, sizes: Sequence[int], rounds: int) -> list[tuple[str, int, Spread, Spread]]:
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size in sizes:
            for name, open_list in LISTS.items():
                sys.stderr.write(f"reorder: {name}, {size} entries\n")
                page = open_list(browser, url, size)
                move, drop = cost_of_moving(page, rounds)
                rows.append((name, size, move, drop))
                page.context.close()
        browser.close()
    return rows


def cost_of_moving(page: Page, rounds: int) -> tuple[Spread, Spread]:
    """An entry lifted by keyboard, taken from one end to the other, and dropped."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate(
        "() => { window.lifted = document.querySelector('[data-measured] .ordered-item .handle'); }"
    )
    # a key that means nothing costs what asking and two empty frames cost
    idle = statistics.median(press(page, cdp, "F9").processor for _ in range(5))
    moves, drops = [], []
    for turn in range(rounds):
        page.evaluate("() => window.lifted.focus()")
        press(page, cdp, " ")
        moves.append(press(page, cdp, "Home" if turn % 2 else "End"))
        drops.append(press(page, cdp, " "))
    return spread(moves, idle), spread(drops, idle)


def press(page: Page, cdp: CDPSession, key: str) -> Cost:
    before = main_thread_ms(cdp)
    clock = float(page.evaluate(PRESS, key))
    return Cost(clock, main_thread_ms(cdp) - before)


def main_thread_ms(cdp: CDPSession) -> float:
    """Processor time of the page's main thread in tasks so far: script, style, layout, paint."""
    metrics = cdp.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration") * 1000


def spread(costs: Sequence[Cost], idle: float) -> Spread:
    clocks = [cost.clock for cost in costs]
    busy = [max(0.0, cost.processor - idle) for cost in costs]
    return Spread(
        Cost(min(clocks), min(busy)), Cost(statistics.median(clocks), statistics.median(busy))
    )


def working_playlist(browser: Browser, url: str, size: int) -> Page:
    return opened(browser, f"{url}/#playlist={'.'.join(ids(size))}", "#playlist-app", size)


def saved_playlist(browser: Browser, url: str, size: int) -> Page:
    return opened(browser, f"{url}/playlists/?id=one", ".editor-list", size)


def marathon(browser: Browser, url: str, size: int) -> Page:
    return opened(browser, f"{url}/marathon/?s=one", ".preview", size)


LISTS: dict[str, Callable[[Browser, str, int], Page]] = {
    "Working playlist": working_playlist,
    "Saved playlist": saved_playlist,
    "Marathon preview": marathon,
}


def opened(browser: Browser, address: str, list_selector: str, size: int) -> Page:
    """The page with its list of `size` entries, which is marked as the measured one."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, service_workers="block", reduced_motion="reduce"
    )
    context.route("**/api/v1/**", lambda route: answer(route, size))
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(
        "([list, size]) => document.querySelectorAll(`${list} .ordered-item`).length === size",
        arg=[list_selector, size],
    )
    page.evaluate("list => (document.querySelector(list).dataset.measured = '')", list_selector)
    return page


def answer(route: Route, size: int) -> None:
    path = route.request.url.partition("/api/v1")[2]
    given = answers(size).get(path.partition("?")[0])
    if given is None:
        problem = {"code": "not_found", "detail": "Nothing here.", "status": 404}
        route.fulfill(status=404, body=json.dumps(problem), content_type="application/problem+json")
        return
    route.fulfill(body=json.dumps(given), content_type="application/json")


def print_section(rows: Sequence[tuple[str, int, Spread, Spread]], rounds: int) -> None:
    lines = [
        "## Reordering in the browser",
        "",
        "An entry is lifted by keyboard at one end of the list, taken to the other and dropped, in",
        f"headless Chromium on the built site, {rounds} rounds; milliseconds, fastest / median.",
        "Clock: from the key press until script and layout are done. Processor: all that the",
        "page's main thread did for it, painting and keeping the unsaved changes included. The",
        "median holds what else the machine did meanwhile, the fastest round the least of it.",
        f"A frame of a 60 Hz screen is {FRAME_MS:.1f} ms.",
        "",
        "| list | entries | move: clock | processor | drop: clock | processor |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {size:,} | {pair(move, 'clock')} | {pair(move, 'processor')} "
        f"| {pair(drop, 'clock')} | {pair(drop, 'processor')} |"
        for name, size, move, drop in rows
    ]
    at_limit = [spread for _, size, *spreads in rows if size == LIMIT_ENTRIES for spread in spreads]
    clock = max(spread.fastest.clock for spread in at_limit)
    busy = max(spread.fastest.processor for spread in at_limit)
    verdict = "holds" if clock <= FRAME_MS else "does NOT hold"
    lines += [
        "",
        f"“{LIMIT_ENTRIES} entries reorder within a frame” {verdict}: script and layout take "
        f"{clock:.1f} ms at most in the fastest rounds. All the main thread does for it, which is "
        "drawn in two frames (the entry moves, then the list scrolls after it), is "
        f"{busy:.1f} ms of processor time.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def pair(spread: Spread, what: str) -> str:
    return f"{getattr(spread.fastest, what):.1f} / {getattr(spread.median, what):.1f}"


if __name__ == "__main__":
    main()
