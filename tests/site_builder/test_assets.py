from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from scripts.bench.search import build_program
from site_builder import assets
from site_builder.errors import TemplateError
from tests.site_builder.samples import ROOT, copy_templates


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return copy_templates(tmp_path / "templates")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_each_entry_point_has_a_key_and_a_hashed_name(templates: Path, scratch: Path) -> None:
    made = assets.build(templates, scratch)
    assert set(made.urls) == {"js", "css", "search"}
    for key, pattern in {"js": "main", "css": "main", "search": "search"}.items():
        extension = "css" if key == "css" else "js"
        assert re.fullmatch(rf"/assets/{pattern}-[A-Z0-9]{{8}}\.{extension}", made.urls[key])
    assert {url[1:] for url in made.urls.values()} <= set(made.files)


def test_the_bundles_are_small_modules_without_imports_left_to_resolve(
    templates: Path, scratch: Path
) -> None:
    for name, body in assets.build(templates, scratch).files.items():
        assert b"./shared.js" not in body
        for imported in re.findall(rb'(?:from|import\()"([^"]+)"', body):
            path = imported.decode().removeprefix("/").replace("./", "assets/")
            assert path in assets.build(templates, scratch).files, name


def test_a_name_changes_with_the_content_and_only_then(templates: Path, scratch: Path) -> None:
    first = assets.build(templates, scratch).urls
    (templates / "static" / "css" / "main.css").write_text("body { color: red }")
    shutil.rmtree(scratch)
    scratch.mkdir()
    second = assets.build(templates, scratch).urls
    assert first["css"] != second["css"]
    assert first["search"] == second["search"]


def test_packages_are_found_in_the_templates_node_modules(templates: Path, scratch: Path) -> None:
    entry = templates / "static" / "js" / "search.entry.js"
    entry.write_text('import { h } from "preact"; self.made = h("p", null, "x");')
    assert len(assets.build(templates, scratch).files) >= 3


def test_the_service_worker_gets_the_release_and_the_list(templates: Path, scratch: Path) -> None:
    made = assets.build_service_worker(templates, scratch, "r-1", ["/", "/it's?.js"])
    assert made is not None
    assert b'"r-1"' in made
    assert json.dumps("/it's?.js").encode() in made


def test_without_a_service_worker_there_is_none(templates: Path, scratch: Path) -> None:
    (templates / "static" / "js" / "sw.entry.js").unlink()
    assert assets.build_service_worker(templates, scratch, "r", []) is None


def test_a_missing_esbuild_is_named_with_the_way_to_install_it(
    templates: Path, scratch: Path
) -> None:
    (templates / "node_modules").unlink()
    with pytest.raises(TemplateError, match="npm ci --prefix"):
        assets.build(templates, scratch)


def test_a_style_sheet_may_name_only_static_files_that_there_are(
    templates: Path, scratch: Path
) -> None:
    (templates / "static" / "css" / "main.css").write_text("p { background: url(/gone.svg) }")
    with pytest.raises(TemplateError, match=r"gone\.svg"):
        assets.build(templates, scratch)


def test_static_files_go_to_the_root_but_hidden_ones_stay(templates: Path) -> None:
    (templates / "static" / "files" / ".DS_Store").write_text("x")
    assert list(assets.static_files(templates)) == ["icons/icon.svg"]


def test_chromium_compiles_the_search_while_it_arrives_and_nothing_else(scratch: Path) -> None:
    made = assets.build(ROOT / "site_templates", scratch)
    hinted = {path for path, body in made.files.items() if body.startswith(assets.COMPILE_AT_ONCE)}
    outputs = json.loads((scratch / "meta.json").read_text())["outputs"]
    sources = {source for path in hinted for source in outputs[path]["inputs"]}
    js = f"{assets.SOURCE}/static/js/"
    names = ("client", "decode", "fold", "index-engine", "query", "scan-engine", "titles")
    assert {f"{js}search/{name}.js" for name in names} <= sources
    assert all(source.startswith((f"{js}search/", f"{js}state/")) for source in sources)


def test_the_benchmark_of_the_search_can_bundle_it_by_itself(tmp_path: Path) -> None:
    for address in build_program(tmp_path):
        assert (tmp_path / address.removeprefix("/")).stat().st_size > 0
