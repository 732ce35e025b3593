"""Measures the search in headless Chromium, beside a plain scan and its peers; prints Markdown."""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from connector.search_rules import fold
from scripts.bench import search_cache, search_catalog, search_datasette, search_report
from scripts.bench.search_server import serving
from site_builder import assets, pages
from site_builder.search_bundle import BundleRow

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "scripts" / "bench"
CHROMIUM = "/usr/bin/chromium"
PEERS = ("uFuzzy", "FlexSearch", "MiniSearch", "Fuse")
SEED = 20261122


class Sizes:
    """What is measured at one size: numbers of queries and seconds for each step."""

    def __init__(self, *, quick: bool, count: int) -> None:
        small = count <= 5_000
        large = count > 100_000
        self.timed_queries = 150 if quick else 2300 if small else 1200 if not large else 450
        # plain rules for every title take half a second a query there: the number is told
        self.oracle_queries = 300 if quick else 4000 if not large else 400
        self.passes = 3
        self.budget_ms = 1500 if quick else 12_000
        self.peer_budget_ms = 1000 if quick else 5_000
        # some peers take minutes to index a large catalog: they are stopped, and that is told
        self.peer_timeout_ms = 30_000
        self.ready_loads = 5 if quick else 41 if small else 15 if not large else 5
        # level 11 of brotli takes minutes for a large catalog
        self.brotli_quality = 9 if large else 11


def main() -> None:
    """Measure and print the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="in a minute: few queries, 5,000 items"
    )
    parser.add_argument("--sizes", type=int, nargs="*", help="numbers of items")
    arguments = parser.parse_args()
    real = 4_443 if search_catalog.has_real_titles() else 5_000
    counts = arguments.sizes or ([real] if arguments.quick else [real, 50_000, 500_000])
    if not (HERE / "node_modules").exists():
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=HERE, check=True, stdout=sys.stderr)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update",
                  "--enable-blink-features=ForceEagerMeasureMemory"],
        )  # fmt: skip
        results: list[dict[str, Any]] = []
        for count in counts:
            results.append(measure(browser, count, quick=arguments.quick))
            text = search_report.section(results, browser.version, has_real=real == 4_443)
            # the next size takes minutes, and may fail
            say(f"{count:,} items: the section as far as it has come is {search_cache.keep(text)}")
        browser.close()
    sys.stdout.write(text)


def measure(browser: Browser, count: int, *, quick: bool) -> dict[str, Any]:
    """Measure everything at one size."""
    sizes = Sizes(quick=quick, count=count)
    say(f"{count:,} items: making the catalog")
    rows = search_cache.catalog(count)
    names = sorted({name for row in rows for name in row.categories})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = search_catalog.write_files(rows, folder)
        compressed = {
            f"/data/{file}": search_cache.compressed(
                (folder / file).read_bytes(), sizes.brotli_quality
            )
            for kind in files.values()
            for file in kind
        }
        result: dict[str, Any] = {
            "count": count,
            "brotli_quality": sizes.brotli_quality,
            "bytes": {kind: _bytes(folder, compressed, names) for kind, names in files.items()},
        }
        folders = {
            "/data/": folder,
            "/bench/": HERE,
            "/peers/": HERE / "node_modules",
            "/site/": ROOT / "site_templates" / "static" / "js",
            "/assets/": folder / "assets",
        }
        program, worker = build_program(folder)
        typed = search_catalog.typed_queries(rows, sizes.timed_queries, SEED)
        queries = [query for word in typed for query in word]
        with serving(folders, compressed) as address:
            page = f"{address}/bench/search_page.html?program={program}"

            def fresh(script: str, *given: Any) -> Any:
                return in_fresh_page(browser, page, script, given)

            pointer = (folder / "catalog.json").read_text(encoding="utf-8")
            in_worker = count > pages.MOST_ITEMS_SEARCHED_ON_PAGE
            carried = {"pointer": pointer, "worker": worker if in_worker else None}
            result |= _browser_part(fresh, carried, rows, queries, names, sizes)
        say(f"{count:,} items: Datasette")
        folded = [fold(row.title) for row in rows]
        budget = sizes.peer_budget_ms / 1000 * 3
        own = search_datasette.measure(folded, [fold(q) for q in queries], budget, folder)
        result["peers"]["Datasette"] = {"own": own, "exact": own["exact"]}
        result["oracle"] = oracle(folder, rows, len(names), sizes.oracle_queries)
    return result


def _browser_part(
    fresh: Callable[..., Any],
    carried: dict[str, str | None],
    rows: Sequence[BundleRow],
    queries: list[str],
    names: list[str],
    sizes: Sizes,
) -> dict[str, Any]:
    count = len(rows)
    rng = random.Random(SEED)
    masks = [rng.sample(names, min(len(names), rng.randint(1, 2))) for _ in queries]
    say(f"{count:,} items: ready")
    loads = [
        (
            fresh("([b]) => bench.readyColumns(b)", "/data"),
            fresh("([b, c]) => bench.readyCatalog(b, c)", "/data", carried),
        )
        for _ in range(sizes.ready_loads)
    ]
    say(f"{count:,} items: keystrokes")
    limits = {"passes": sizes.passes, "budget": sizes.budget_ms}
    result = {
        "ready": {
            "columns": sorted(columns["ms"] for columns, _ in loads),
            "opened": sorted(own["opened"] for _, own in loads),
            "catalog": sorted(own["ms"] for _, own in loads),
            "indexed": sorted(own["indexed"] for _, own in loads),
        },
        "keystrokes": fresh(
            "(given) => bench.keystrokes(...given)", "/data", carried, queries, masks, limits
        ),
        "memory": fresh("([b, c]) => bench.memory(b, c)", "/data", carried),
        "peers": {},
    }
    limits = {"passes": 2, "budget": sizes.peer_budget_ms, "timeout": sizes.peer_timeout_ms}
    for name in PEERS:
        say(f"{count:,} items: {name}")
        result["peers"][name] = fresh(
            "(given) => bench.peer(...given)", name, "/data", queries, limits
        )
    return result


def build_program(folder: Path) -> tuple[str, str]:
    """Bundle the search as a site build does; returns the addresses of program and worker."""
    js = ROOT / "site_templates" / "static" / "js"
    with tempfile.TemporaryDirectory() as name:
        templates, scratch = Path(name) / "templates", Path(name) / "scratch"
        own = templates / "static" / "js"
        own.mkdir(parents=True)
        scratch.mkdir()
        (templates / "node_modules").symlink_to(ROOT / "site_templates" / "node_modules")
        for part in ("search", "lib"):
            shutil.copytree(js / part, own / part)
        shutil.copy(js / "search-worker.entry.js", own)
        (own / "program.entry.js").write_text(
            'export { openCatalog } from "./search/client.js";\n', encoding="utf-8"
        )
        made = assets.build(templates, scratch)
    (folder / assets.FOLDER).mkdir()
    for path, body in made.files.items():
        (folder / path).write_bytes(body)
    return made.urls["program"], made.urls[pages.SEARCH_WORKER]


def in_fresh_page(browser: Browser, url: str, script: str, given: Sequence[Any]) -> Any:
    """Run a script in a new page of its own browser context, its JavaScript not warmed up."""
    context = browser.new_context()
    try:
        page: Page = context.new_page()
        page.set_default_timeout(240_000)
        page.goto(url)
        page.wait_for_function("() => globalThis.bench !== undefined")
        return page.evaluate(script, list(given))
    finally:
        context.close()


def oracle(folder: Path, rows: Sequence[BundleRow], categories: int, count: int) -> dict[str, Any]:
    """Hold the engine against the plain rules for every title, in two node processes."""
    say(f"{len(rows):,} items: oracle")
    rng = random.Random(SEED + 1)
    typed = search_catalog.typed_queries(rows, count, SEED + 1)
    queries = [
        (query, rng.sample(range(categories), rng.choice((0, 1, 2))), rng.choice(("any", "all")))
        for word in typed
        for query in word
    ]
    file = folder / "queries.json"
    file.write_text(json.dumps(queries), encoding="utf-8")
    command = ["node", str(HERE / "search_oracle.mjs"), str(folder), str(file)]
    running = [
        subprocess.Popen([*command, str(part), "2"], stdout=subprocess.PIPE, text=True)
        for part in range(2)
    ]
    parts = []
    for process in running:
        output, _ = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"the oracle ended with {process.returncode}: see its error above")
        parts.append(json.loads(output))
    wrong = [query for part in parts for query in part["wrong"]]
    return {"checked": sum(part["checked"] for part in parts), "wrong": wrong}


def _bytes(
    folder: Path, compressed: dict[str, bytes], names: list[str]
) -> dict[str, tuple[int, ...]]:
    sizes: dict[str, tuple[int, ...]] = {}
    for name in names:
        body = (folder / name).read_bytes()
        packed = gzip.compress(body, 9, mtime=0)
        sizes[name] = (len(body), len(packed), len(compressed[f"/data/{name}"]))
    return sizes


def say(text: str) -> None:
    """Tell progress, on standard error."""
    sys.stderr.write(f"search: {time.strftime('%H:%M:%S')} {text}\n")


if __name__ == "__main__":
    main()
