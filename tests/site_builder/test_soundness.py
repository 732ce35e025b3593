from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from site_builder import builder
from site_builder.errors import UnsoundReleaseError
from tests.site_builder import samples
from tests.site_builder.conftest import BuildSettings


def spoil(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Replace text in the first file that matches `name`."""

    def act(release: Path) -> None:
        path = sorted(release.glob(name))[0]
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return act


def remove(name: str) -> Callable[[Path], None]:
    return lambda release: sorted(release.glob(name))[0].unlink()


def damage(name: str) -> Callable[[Path], None]:
    def act(release: Path) -> None:
        path = sorted(release.glob(name))[0]
        path.write_bytes(path.read_bytes()[:-1] + b"\xff")

    return act


def add_page(name: str) -> Callable[[Path], None]:
    def act(release: Path) -> None:
        path = release / name / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text("<title>T</title><h1>T</h1>")

    return act


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (remove("404.html"), "404.html is missing"),
        (remove("_headers"), "_headers is missing"),
        (remove("catalog.json"), "catalog.json is missing"),
        (remove("release.json"), "release.json is missing"),
        (remove("search/ids-*.bin"), "(ids in catalog.json) is missing"),
        (remove("assets/*.css"), "refers to /assets/main-"),
        (remove("icons/icon.svg"), ".css refers to /icons/icon.svg"),
        (remove("video/id0000001/index.html"), "video/id0000001/index.html is missing"),
        (remove("category/genre-1/index.html"), "category/genre-1/index.html is missing"),
        (damage("search/ids-*.bin"), "does not hold the snapshot's ids"),
        (damage("assets/*.js"), "has another content than when it was made"),
        (add_page("video/ghost"), "video/ghost/index.html belongs to nothing in the snapshot"),
        (add_page("category/genre-1/page/9"), "no link leads to category/genre-1/page/9/"),
        (spoil("index.html", "<h1>", "<h2>"), "index.html has no h1"),
        (spoil("index.html", "<main>", '<main onclick="x()">'), "inline event handler onclick"),
        (spoil("video/*/index.html", "<main>", "<main><script>x()</script>"), "an inline script"),
        (spoil("catalog.json", '"item_count":30', '"item_count":31'), "item_count 31"),
        (spoil("catalog.json", '"count":2', '"count":9'), "catalog.json has categories"),
        (spoil("catalog.json", "{", "["), "catalog.json is not JSON"),
        (spoil("index.html", '"item_count": 30', '"item_count": 31'), "another pointer than"),
        (spoil("index.html", '"item_count":', '"item_count"'), "a pointer that is not JSON"),
    ],
)
def test_what_is_wrong_with_a_release_is_found_and_named(
    catalog_of: BuildSettings, act: Callable[[Path], None], problem: str
) -> None:
    settings = catalog_of(*samples.many(30))
    builder.build(settings)
    act((settings.site_dir / "current").resolve())
    with pytest.raises(UnsoundReleaseError) as caught:
        builder.check(settings)
    assert problem in str(caught.value)


def test_a_snapshot_whose_category_counts_are_wrong_is_not_published(
    catalog_of: BuildSettings,
) -> None:
    settings = catalog_of(*samples.many(30))
    path = (settings.data_dir / "current.sqlite3").resolve()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE categories SET item_count = 7 WHERE category = 'Genre 1'")
    with pytest.raises(UnsoundReleaseError, match="category 'Genre 1' says 7 items and has 2"):
        builder.build(settings)
    assert not (settings.site_dir / "current").exists()


def test_every_page_is_reached_by_links_alone(catalog_of: BuildSettings) -> None:
    settings = catalog_of(*samples.many(30))
    page = settings.templates_dir / "_base.html"
    page.write_text(page.read_text().replace('href="{{ site.all.url }}"', 'href="/"'))
    with pytest.raises(UnsoundReleaseError, match=r"no link leads to all/index\.html"):
        builder.build(settings)


def test_the_error_lists_the_first_problems_and_counts_the_rest() -> None:
    error = UnsoundReleaseError([f"problem {n}" for n in range(25)])
    assert "25 problem(s)" in str(error)
    assert str(error).endswith("and 5 more")
    assert json.dumps(error.problems)
