"""The stages of a build: read, render, bundle, check, publish. What fails leaves nothing behind."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from connector import snapshot as snapshots
from site_builder import __version__, assets, headers, pages, publish, sitemap, soundness, tree
from site_builder.catalog import Catalog, read
from site_builder.errors import SiteError
from site_builder.search_bundle import BundleRow, SearchBundle, encode
from site_builder.settings import Settings

# Stands for the release's name until that is known, for it is made from the content.
UNNAMED = "release-without-a-name-yet"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, as its summary line says it; sizes in bytes with compressed copies."""

    release: str
    snapshot_id: str
    item_count: int
    pages: int
    files: int
    bytes: int
    changed: bool
    seconds: float


def build(settings: Settings) -> BuildReport:
    """Build and publish a release of the live snapshot. Raises SiteError or OSError."""
    started = time.perf_counter()
    releases = publish.Releases(settings.site_dir, settings.keep_releases)
    with releases.lock(), releases.building() as staging:
        catalog = read_live(settings)
        bundle = bundle_of(catalog)
        with tree.Tree(staging) as out, tempfile.TemporaryDirectory() as scratch:
            release, count = _write(settings, catalog, bundle, out, Path(scratch))
        soundness.check(staging, catalog, bundle.files)
        target, changed = releases.publish(staging, release)
    return BuildReport(
        release=target.name,
        snapshot_id=catalog.snapshot_id,
        item_count=len(catalog.items),
        pages=count,
        files=len(out.written),
        bytes=sum(written.size for written in out.written.values()),
        changed=changed,
        seconds=round(time.perf_counter() - started, 2),
    )


def check(settings: Settings) -> dict[str, object]:
    """Check the live release against the live snapshot. Raises SiteError where it is not sound."""
    release = publish.Releases(settings.site_dir, settings.keep_releases).live()
    catalog = read_live(settings)
    made_of = soundness.snapshot_of(release)
    if made_of != catalog.snapshot_id:
        raise SiteError(
            f"the live release {release.name} was made of snapshot {made_of}, but "
            f"{catalog.snapshot_id} is live; run kryten-site build"
        )
    soundness.check(release, catalog, bundle_of(catalog).files)
    return {
        "release": release.name,
        "snapshot_id": catalog.snapshot_id,
        "item_count": len(catalog.items),
        "sound": True,
    }


def read_live(settings: Settings) -> Catalog:
    """Read the live snapshot of DATA_DIR. Raises SiteError where there is none or it is damaged."""
    path = snapshots.live_path(settings.data_dir)
    try:
        with closing(snapshots.open_read_only(path)) as connection:
            return read(connection, settings.datasette_url)
    except snapshots.SnapshotError as error:
        raise SiteError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise SiteError(f"the snapshot {path} cannot be read: {error}") from error


def bundle_of(catalog: Catalog) -> SearchBundle:
    """The search bundle of a catalog."""
    rows = [
        BundleRow(
            video_id=item.video_id,
            title=item.title,
            duration_seconds=item.duration_seconds,
            categories=tuple(category.name for category in item.categories),
            thumbnail_url=item.thumbnail_url,
            unavailable_reason=item.unavailable_reason,
        )
        for item in catalog.items
    ]
    return encode(rows, [category.name for category in catalog.categories])


def _write(
    settings: Settings, catalog: Catalog, bundle: SearchBundle, out: tree.Tree, scratch: Path
) -> tuple[str, int]:
    """Write every file of the release; returns its name and the number of pages."""
    made = assets.build(settings.templates_dir, scratch)
    for path, body in made.files.items():
        out.write(path, body)
    paths = {}
    for role, body in bundle.files.items():
        path = f"search/{tree.content_name(role, 'bin', body)}"
        paths[role] = f"/{path}"
        out.write(path, body)
    hashed = [*made.files, *(path[1:] for path in paths.values())]
    plain = assets.static_files(settings.templates_dir)
    for path, source in plain.items():
        out.write(path, source.read_bytes())
    site = pages.site_context(settings, catalog, made.urls, paths["search"])
    # what pages carry of it: the release is named after what they hold
    pointer = _pointer(settings, catalog, bundle, paths)
    shell, listed, count = _write_pages(settings, catalog, site, pointer, out)
    for path, body in sitemap.files(settings, listed).items():
        out.write(path, body)
    offline = [*shell, "/catalog.json", *(f"/{path}" for path in (*hashed, *plain))]
    worker = assets.build_service_worker(settings.templates_dir, scratch, UNNAMED, offline)
    own_names = [soundness.POINTER, publish.RECORD, *(["sw.js"] if worker else [])]
    _write_headers(settings, catalog, out, own_names)
    release = _name(catalog, out, _json(pointer) + (worker or b""))
    out.write(soundness.POINTER, _json(pointer | {"release": release}))
    if worker:
        out.write("sw.js", worker.replace(UNNAMED.encode(), release.encode()))
    record = {
        "release": release,
        "snapshot_id": catalog.snapshot_id,
        "site_version": __version__,
        "pages": count,
        "hashed": {path: out.written[path].sha256 for path in sorted(hashed)},
    }
    out.write(publish.RECORD, json.dumps(record, indent=1).encode() + b"\n")
    return release, count


def _write_pages(
    settings: Settings,
    catalog: Catalog,
    site: pages.Site,
    pointer: dict[str, object],
    out: tree.Tree,
) -> tuple[list[str], list[str], int]:
    """Write the pages; returns the addresses of the shell, those to be listed, and the number."""
    renderer = pages.Renderer(settings.templates_dir, site)
    shell: list[str] = []
    listed: list[str] = []
    count = 0
    for group in (
        pages.shell_pages(catalog, pointer, renderer),
        pages.catalog_pages(catalog, site),
    ):
        for page in group:
            out.write(page.file, renderer.render(page), quality=page.quality)
            count += 1
            if page.shell:
                shell.append(page.path)
            if page.listed:
                listed.append(page.path)
    return shell, listed, count


def _write_headers(settings: Settings, catalog: Catalog, out: tree.Tree, coming: list[str]) -> None:
    security = headers.security_headers(settings, catalog.thumbnail_origins)
    # the one header that depends on the snapshot, by itself: a web server can read it per release
    out.write("_policy", security["Content-Security-Policy"].encode())
    out.settle()
    table = headers.rules(security, [*out.written, *coming])
    out.write("_headers", headers.netlify_headers(table))
    out.write("_redirects", headers.netlify_redirects(settings))
    out.write("headers.json", headers.headers_json(table))


def _pointer(
    settings: Settings, catalog: Catalog, bundle: SearchBundle, paths: dict[str, str]
) -> dict[str, object]:
    """What leads a browser to the search bundle."""
    return {
        "format": bundle.format_version,
        "snapshot_id": catalog.snapshot_id,
        "taken_at": catalog.taken_at,
        "item_count": len(catalog.items),
        "files": paths,
        "categories": [
            {"name": category.name, "slug": category.slug, "count": category.count}
            for category in catalog.categories
        ],
        "datasette_url": settings.datasette_url,
        "site_version": __version__,
    }


def _json(pointer: dict[str, object]) -> bytes:
    return json.dumps(pointer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _name(catalog: Catalog, out: tree.Tree, rest: bytes) -> str:
    """The snapshot's time and a hash of all that the release holds."""
    content = hashlib.sha256(out.digest().encode() + rest).hexdigest()
    taken = re.sub(r"[^0-9TZ]", "", catalog.snapshot_id.partition("-")[0])
    return f"{taken or 'release'}-{content[:12]}"
