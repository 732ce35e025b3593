"""Decides whether a release may go live: everything it promises is there and says the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from site_builder import markup, publish
from site_builder.catalog import Catalog
from site_builder.errors import UnsoundReleaseError

POINTER = "catalog.json"
NEEDED = (
    "index.html",
    "404.html",
    "offline/index.html",
    "_headers",
    "_redirects",
    "_policy",
    POINTER,
)
CSS_ADDRESS = re.compile(r"""url\(\s*["']?(/[^"')]*)["']?\s*\)""")
CARRIED_POINTER = re.compile(r'<script [^>]*id="catalog-pointer">([^<]*)</script>')
# answered by the API, not by a file
DYNAMIC = ("/api/",)


def check(release: Path, catalog: Catalog, bundle: Mapping[str, bytes]) -> None:
    """Compare the release with the snapshot it was made of. Raises UnsoundReleaseError.

    `bundle` is what the search bundle of `catalog` must be, by role.
    """
    files = {
        path.relative_to(release).as_posix()
        for path in release.rglob("*")
        if path.is_file() and path.suffix not in (".br", ".gz")
    }
    problems = [f"{name} is missing" for name in NEEDED if name not in files]
    problems += _wrong_hashes(release, files)
    if POINTER in files:
        problems += _wrong_pointer(release, files, catalog, bundle)
        problems += _wrong_carried_pointer(release, files)
    problems += _wrong_pages(release, files, catalog)
    problems += _wrong_styles(release, files)
    if problems:
        raise UnsoundReleaseError(problems)


def snapshot_of(release: Path) -> str:
    """The id of the snapshot a release was made of. Raises UnsoundReleaseError."""
    record = _json(release / publish.RECORD)
    if record is None or not isinstance(record.get("snapshot_id"), str):
        raise UnsoundReleaseError([f"{publish.RECORD} is missing or does not say the snapshot"])
    return str(record["snapshot_id"])


def _wrong_hashes(release: Path, files: set[str]) -> list[str]:
    """Hashed files that are not there or do not hold what the release's record says."""
    record = _json(release / publish.RECORD)
    if record is None:
        return [f"{publish.RECORD} is missing or is not JSON"]
    problems = []
    for path, sha256 in record.get("hashed", {}).items():
        if path not in files:
            problems.append(f"{path} is missing")
        elif hashlib.sha256((release / path).read_bytes()).hexdigest() != sha256:
            problems.append(f"{path} has another content than when it was made")
    return problems


def _wrong_pointer(
    release: Path, files: set[str], catalog: Catalog, bundle: Mapping[str, bytes]
) -> list[str]:
    pointer = _json(release / POINTER)
    if pointer is None:
        return [f"{POINTER} is not JSON"]
    expected = {
        "snapshot_id": catalog.snapshot_id,
        "taken_at": catalog.taken_at,
        "item_count": len(catalog.items),
        "categories": [
            {"name": category.name, "slug": category.slug, "count": category.count}
            for category in catalog.categories
        ],
    }
    problems = [
        f"{POINTER} has {name} {pointer.get(name)!r:.200}, the snapshot has {value!r:.200}"
        for name, value in expected.items()
        if pointer.get(name) != value
    ]
    named = pointer.get("files", {})
    if set(named) != set(bundle):
        problems.append(f"{POINTER} names the files {sorted(named)}, not {sorted(bundle)}")
    for role, path in named.items():
        name = path.removeprefix("/")
        if name not in files:
            problems.append(f"{path} ({role} in {POINTER}) is missing")
        elif role in bundle and (release / name).read_bytes() != bundle[role]:
            problems.append(f"{path} does not hold the snapshot's {role}")
    return problems


def _wrong_carried_pointer(release: Path, files: set[str]) -> list[str]:
    """What the first page carries of the pointer, where it does, other than the pointer itself."""
    if "index.html" not in files:
        return []
    carried = CARRIED_POINTER.search((release / "index.html").read_text(encoding="utf-8"))
    pointer = _json(release / POINTER)
    if carried is None or pointer is None:
        return []
    try:
        said = json.loads(carried[1])
    except ValueError:
        return ["index.html carries a pointer that is not JSON"]
    if said == {name: value for name, value in pointer.items() if name != "release"}:
        return []
    return [f"index.html carries another pointer than {POINTER}"]


def _wrong_pages(release: Path, files: set[str], catalog: Catalog) -> list[str]:
    """Read every page, following links from the first one, then those no link leads to."""
    pages = {name for name in files if name.endswith(".html")}
    problems = _wrong_counts(pages, catalog)
    lost: set[str] = set()
    reached = {"index.html"} & pages
    queue = list(reached)
    while queue:
        name = queue.pop()
        document, found = _read_page(release, name, files, lost)
        problems += found
        for link in document.links:
            target = _target(name, link)
            if target in pages and target not in reached:
                reached.add(target)
                queue.append(target)
    for name in sorted(pages - reached):
        problems += _read_page(release, name, files, lost)[1]
        if name.startswith(("video/", "category/", "all/")):
            problems.append(f"no link leads to {name}")
    return problems


def _wrong_counts(pages: set[str], catalog: Catalog) -> list[str]:
    wanted = {f"video/{item.video_id}/index.html" for item in catalog.items if item.url}
    wanted |= {f"category/{category.slug}/index.html" for category in catalog.categories}
    there = {name for name in pages if name.startswith(("video/", "category/"))}
    unwanted = {name for name in there - wanted if "/page/" not in name}
    problems = [f"{name} is missing" for name in sorted(wanted - there)]
    problems += [f"{name} belongs to nothing in the snapshot" for name in sorted(unwanted)]
    counted = dict.fromkeys((category.slug for category in catalog.categories), 0)
    for item in catalog.items:
        for category in item.categories:
            counted[category.slug] += 1
    return problems + [
        f"category {category.name!r} says {category.count} items and has {counted[category.slug]}"
        for category in catalog.categories
        if category.count != counted[category.slug]
    ]


def _read_page(
    release: Path, name: str, files: set[str], lost: set[str]
) -> tuple[markup.Document, list[str]]:
    """A page and its problems; what is in `lost` has been reported for another page."""
    document = markup.read((release / name).read_text(encoding="utf-8"))
    problems = [f"{name} {problem}" for problem in document.problems]
    for reference in sorted(document.references):
        target = _target(name, reference)
        if target is not None and target not in files and target not in lost:
            lost.add(target)
            problems.append(f"{name} refers to {reference[:120]}, which is not in the release")
    return document, problems


def _wrong_styles(release: Path, files: set[str]) -> list[str]:
    return [
        f"{name} refers to {address}, which is not in the release"
        for name in sorted(files)
        if name.endswith(".css")
        for address in CSS_ADDRESS.findall((release / name).read_text(encoding="utf-8"))
        if _target(name, address) not in files
    ]


def _target(page: str, reference: str) -> str | None:
    """The file an address means, or None where it leads out of the release."""
    address = reference.strip()
    if not address.startswith("/") or "/." in address:
        address = urljoin("/" + page.removesuffix("index.html"), address)
    if not address.startswith("/") or address.startswith(("//", *DYNAMIC)):
        return None
    path = unquote(address.partition("#")[0].partition("?")[0])[1:]
    return path + "index.html" if path.endswith("/") or not path else path


def _json(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
