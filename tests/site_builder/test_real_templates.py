from __future__ import annotations

import json
from pathlib import Path

from site_builder import builder, markup, soundness
from site_builder.settings import load
from tests.site_builder import samples
from tests.site_builder.samples import HOSTILE_TITLES, Sample


def test_the_products_own_templates_make_a_sound_site_of_hostile_titles(tmp_path: Path) -> None:
    rows = [
        Sample(f"h{n}", title, (title,), None, show="s", season=1, episode=n)
        for n, title in enumerate(HOSTILE_TITLES)
    ]
    rows += [Sample("../unsound", "Unsound id"), *samples.many(120)]
    samples.write_snapshot(tmp_path / "data", rows)
    settings = load(
        {"PUBLIC_URL": "https://site.test", "DATASETTE_URL": "https://sql.test"},
        data_dir=tmp_path / "data",
        site_dir=tmp_path / "site",
    )
    report = builder.build(settings)
    release = (tmp_path / "site" / "current").resolve()
    assert report.item_count == len(rows)
    assert builder.check(settings)["sound"] is True
    for page in release.rglob("*.html"):
        found = markup.read(page.read_text(encoding="utf-8"))
        assert found.problems == ()
        foreign = {ref for ref in found.references if not ref.startswith(("/", "#"))}
        assert all(ref.startswith(("https://site.test", "https://sql.test")) for ref in foreign)
    pointer = json.loads((release / "catalog.json").read_text(encoding="utf-8"))
    assert pointer["item_count"] == len(rows)
    carrying = [page for page in release.rglob("*.html") if b"catalog-pointer" in page.read_bytes()]
    assert carrying == [release / "index.html"]
    carried = soundness.CARRIED_POINTER.search(carrying[0].read_text(encoding="utf-8"))
    assert carried is not None
    assert json.loads(carried[1]) | {"release": pointer["release"]} == pointer
    assert set(HOSTILE_TITLES) <= {one["name"] for one in pointer["categories"]}
    assert (release / "sw.js").is_file()
