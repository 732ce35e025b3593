from __future__ import annotations

import errno
import gzip
import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from site_builder import builder, markup, pages, tree
from site_builder.errors import SiteError, TemplateError, UnsoundReleaseError
from tests.site_builder import samples
from tests.site_builder.conftest import BuildSettings
from tests.site_builder.samples import HOSTILE_TITLES, Sample

SECOND = "20261123T213000Z-0123456789ab"


def live(site_dir: Path) -> Path:
    return (site_dir / "current").resolve()


def contents(release: Path) -> dict[str, str]:
    return {
        path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in release.rglob("*")
        if path.is_file()
    }


def test_a_build_of_the_same_snapshot_is_the_same_to_the_byte(tmp_path: Path) -> None:
    trees = []
    for name in ("one", "two/deeper"):
        samples.write_snapshot(tmp_path / name / "data", samples.many(60))
        settings = samples.settings(tmp_path / name, PUBLIC_URL="https://site.test")
        builder.build(settings)
        trees.append((live(settings.site_dir).name, contents(live(settings.site_dir))))
    assert trees[0] == trees[1]


def test_another_snapshot_or_another_setting_is_another_release(
    catalog_of: BuildSettings,
) -> None:
    names = {
        builder.build(catalog_of(Sample("a", "T"))).release,
        builder.build(catalog_of(Sample("a", "U"))).release,
        builder.build(catalog_of(Sample("a", "U"), DATASETTE_URL="https://sql.test")).release,
        builder.build(catalog_of(Sample("a", "U"), snapshot_id=SECOND)).release,
    }
    assert len(names) == 4


def test_the_pointer_says_what_the_snapshot_has_and_names_files_by_content(
    catalog_of: BuildSettings,
) -> None:
    settings = catalog_of(*samples.many(60), DATASETTE_URL="https://sql.test")
    report = builder.build(settings)
    release = live(settings.site_dir)
    pointer = json.loads((release / "catalog.json").read_text())
    assert pointer["release"] == report.release == release.name
    assert (pointer["snapshot_id"], pointer["item_count"]) == (report.snapshot_id, 60)
    assert pointer["datasette_url"] == "https://sql.test"
    assert pointer["categories"][0] == {"name": "Decade 0", "slug": "decade-0", "count": 9}
    for path in pointer["files"].values():
        digest = hashlib.sha256((release / path[1:]).read_bytes()).hexdigest()
        assert digest.startswith(re.search(r"-([0-9a-f]{16})\.bin$", path)[1])  # type: ignore[index]


def test_every_larger_file_has_compressed_copies_of_itself(catalog_of: BuildSettings) -> None:
    settings = catalog_of(*samples.many(60))
    builder.build(settings)
    release = live(settings.site_dir)
    page = release / "all" / "index.html"
    for path in (page, release / "catalog.json", *sorted((release / "assets").glob("*.css"))):
        if path.stat().st_size > 200:
            assert brotli.decompress(Path(f"{path}.br").read_bytes()) == path.read_bytes()
            assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == path.read_bytes()
    assert Path(f"{page}.br").stat().st_size < page.stat().st_size / 2


def test_the_service_worker_knows_the_release_and_what_to_keep(catalog_of: BuildSettings) -> None:
    settings = catalog_of(Sample("a", "T"))
    report = builder.build(settings)
    release = live(settings.site_dir)
    text = (release / "sw.js").read_text()
    assert f'release:"{report.release}"' in text
    urls = json.loads(re.search(r"urls:(\[.*?\])", text)[1])  # type: ignore[index]
    assert {"/", "/offline/", "/catalog.json", "/icons/icon.svg"} < set(urls)
    named = json.loads((release / "catalog.json").read_text())["files"].values()
    assert set(named) < set(urls)
    for url in urls:
        assert (release / (url[1:] + "index.html" if url.endswith("/") else url[1:])).is_file()


def test_hostile_titles_stay_text_on_every_page(catalog_of: BuildSettings) -> None:
    rows = [
        Sample(f"h{n}", title, (title,), show="s", season=1, episode=n)
        for n, title in enumerate(HOSTILE_TITLES)
    ]
    settings = catalog_of(*rows)
    report = builder.build(settings)
    release = live(settings.site_dir)
    assert report.item_count == len(rows)
    calm = markup.read((release / "offline" / "index.html").read_text())
    for path in release.rglob("*.html"):
        found = markup.read(path.read_text())
        assert found.problems == ()
        assert {ref for ref in found.references if not ref.startswith("/")} == set()
        assert "49" not in path.read_text().split("7*7")[0][-3:]
    assert calm.references < markup.read((release / "index.html").read_text()).references
    assert "{{ site.__class__ }}" in (release / "video" / "h3" / "index.html").read_text()


@given(
    title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    video_id=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_title_or_id_stops_a_build_or_leaves_the_release(
    tmp_path: Path, title: str, video_id: str
) -> None:
    samples.write_snapshot(
        tmp_path / "data", [Sample(video_id, title, (title,)), Sample("ok", "T")]
    )
    settings = samples.settings(tmp_path)
    before = {path.name for path in tmp_path.iterdir()} | {"site"}
    builder.build(settings)
    release = live(settings.site_dir)
    pages_made = {path.parent.name for path in release.glob("video/*/index.html")}
    assert "ok" in pages_made
    assert pages_made <= {"ok", video_id}
    assert {path.name for path in tmp_path.iterdir()} == before


def test_an_unsound_id_gets_no_page_but_stays_in_lists_and_search(
    catalog_of: BuildSettings,
) -> None:
    settings = catalog_of(Sample("../../evil", "Unsound but listed"), Sample("ok", "Fine"))
    report = builder.build(settings)
    release = live(settings.site_dir)
    assert [path.name for path in (release / "video").iterdir()] == ["ok"]
    assert "Unsound but listed" in (release / "index.html").read_text()
    assert report.item_count == 2


def test_long_categories_are_paged_and_every_item_is_on_one_page(
    catalog_of: BuildSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ITEMS_A_PAGE", 10)
    settings = catalog_of(*(Sample(f"a{n:02}", f"T{n}", ("Genre",)) for n in range(25)))
    builder.build(settings)
    folder = live(settings.site_dir) / "category" / "genre"
    found = [
        re.findall(r'href="/video/(a\d+)/"', (folder / name / "index.html").read_text())
        for name in (".", "page/2", "page/3")
    ]
    assert [len(ids) for ids in found] == [10, 10, 5]
    assert len({video_id for ids in found for video_id in ids}) == 25


def test_an_episode_links_to_its_neighbours_and_the_rest_of_its_show(
    catalog_of: BuildSettings,
) -> None:
    rows = [Sample(f"e{n}", f"Show {n}", show="show", season=1, episode=n) for n in (3, 1, 2)]
    settings = catalog_of(*rows)
    builder.build(settings)
    text = (live(settings.site_dir) / "video" / "e2" / "index.html").read_text()
    assert '<a rel="prev" href="/video/e1/">Show 1</a>' in text
    assert '<a rel="next" href="/video/e3/">Show 3</a>' in text
    assert '<a href="/video/e2/">' not in text


def test_a_show_of_thousands_of_episodes_does_not_fill_every_page(
    catalog_of: BuildSettings,
) -> None:
    rows = [Sample(f"e{n:03}", "E", show="s", season=1, episode=n) for n in range(100)]
    settings = catalog_of(*rows)
    builder.build(settings)
    for video_id in ("e000", "e050", "e099"):
        text = (live(settings.site_dir) / "video" / video_id / "index.html").read_text()
        assert len(set(re.findall(r"<li><a", text))) == 1
        assert text.count("<li>") == pages.EPISODES_SHOWN


def test_an_empty_catalog_is_still_a_site(catalog_of: BuildSettings) -> None:
    settings = catalog_of()
    assert builder.build(settings).item_count == 0
    assert (live(settings.site_dir) / "all" / "index.html").is_file()


def test_building_again_changes_nothing(catalog_of: BuildSettings) -> None:
    settings = catalog_of(Sample("a", "T"))
    first, second = builder.build(settings), builder.build(settings)
    assert (first.changed, second.changed) == (True, False)
    assert first.release == second.release
    assert [path.name for path in (settings.site_dir / "releases").iterdir()] == [first.release]


def test_files_of_the_release_before_are_still_there_for_pages_left_open(
    catalog_of: BuildSettings,
) -> None:
    settings = catalog_of(Sample("a", "T"))
    builder.build(settings)
    old = set(json.loads((live(settings.site_dir) / "catalog.json").read_text())["files"].values())
    script = settings.templates_dir / "static" / "js" / "main.entry.js"
    old |= {f"/assets/{path.name}" for path in (live(settings.site_dir) / "assets").iterdir()}
    script.write_text(script.read_text() + "document.title += '!';\n")
    builder.build(catalog_of(Sample("a", "U"), snapshot_id=SECOND))
    release = live(settings.site_dir)
    missing = [path for path in old if not (release / path[1:]).is_file()]
    new = json.loads((release / "catalog.json").read_text())["files"].values()
    assert missing == []
    assert not set(new) <= old


@pytest.mark.parametrize(
    ("template", "text", "message"),
    [
        ("video.html", "{{ item.nothing }}", "video.html .*nothing"),
        ("video.html", "{% if %}", "video.html"),
        ("video.html", None, "video.html is missing"),
        ("static/js/main.entry.js", 'import "./gone.js";', "gone.js"),
        ("static/css/main.css", '@import "./gone.css";', "gone.css"),
    ],
)
def test_a_template_that_does_not_build_stops_everything_and_is_named(
    catalog_of: BuildSettings, template: str, text: str | None, message: str
) -> None:
    settings = catalog_of(Sample("a", "T"))
    path = settings.templates_dir / template
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    with pytest.raises(TemplateError, match=message):
        builder.build(settings)
    assert list((settings.site_dir / "releases").iterdir()) == []


def test_an_unsound_release_is_not_published_and_the_old_one_stays(
    catalog_of: BuildSettings,
) -> None:
    settings = catalog_of(Sample("a", "T"))
    before = builder.build(settings).release
    page = settings.templates_dir / "offline.html"
    page.write_text(page.read_text() + '{% block main %}<a href="/gone/">x</a>{% endblock %}')
    with pytest.raises(UnsoundReleaseError, match=r"offline/index\.html refers to /gone/"):
        builder.build(settings)
    assert live(settings.site_dir).name == before
    assert [path.name for path in (settings.site_dir / "releases").iterdir()] == [before]


def test_a_full_disk_leaves_the_old_release_live_and_nothing_half_done(
    catalog_of: BuildSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = catalog_of(Sample("a", "T"))
    before = builder.build(settings).release
    samples.write_snapshot(settings.data_dir, samples.many(40), SECOND)
    write, count = tree._write, 0

    def write_until_full(root: Path, path: str, body: bytes, quality: int) -> tree.Written:
        nonlocal count
        count += 1
        if count > 20:
            raise OSError(errno.ENOSPC, "No space left on device", path)
        return write(root, path, body, quality)

    monkeypatch.setattr(tree, "_write", write_until_full)
    with pytest.raises(OSError, match="No space left"):
        builder.build(settings)
    assert live(settings.site_dir).name == before
    assert [path.name for path in (settings.site_dir / "releases").iterdir()] == [before]


def test_without_a_snapshot_the_error_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="kryten-connector fetch"):
        builder.build(samples.settings(tmp_path))


def test_check_accepts_what_build_made(catalog_of: BuildSettings) -> None:
    settings = catalog_of(*samples.many(30))
    report = builder.build(settings)
    assert builder.check(settings) == {
        "release": report.release,
        "snapshot_id": report.snapshot_id,
        "item_count": 30,
        "sound": True,
    }


def test_check_says_that_the_live_snapshot_is_newer(catalog_of: BuildSettings) -> None:
    settings = catalog_of(Sample("a", "T"))
    builder.build(settings)
    samples.write_snapshot(settings.data_dir, [Sample("a", "T")], SECOND)
    with pytest.raises(SiteError, match=f"but {SECOND} is live; run kryten-site build"):
        builder.check(settings)


def test_the_policy_stands_in_a_file_of_its_own_for_servers_that_read_it(
    catalog_of: BuildSettings,
) -> None:
    settings = catalog_of(Sample("a", "T", thumbnail_url="https://t.test/1.jpg"))
    builder.build(settings)
    release = live(settings.site_dir)
    everywhere = json.loads((release / "headers.json").read_text())[0]
    assert everywhere["path"] == "/*"
    policy = (release / "_policy").read_text()
    assert policy == everywhere["headers"]["Content-Security-Policy"]
    assert "img-src 'self' https://t.test;" in policy
