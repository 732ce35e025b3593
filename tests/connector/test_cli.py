"""The commands beside fetch, and the exit codes."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from connector.cli import main
from connector.snapshot import live_path, publish, read_info
from tests.connector.support import catalog_item, make_snapshot, stock_items
from tests.standins.mediacms import EDITOR_TOKEN, USER_TOKEN, MediaCms


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("MEDIACMS_URL", "MEDIACMS_TOKEN", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(main, arguments, env=settings)


def two_snapshots(data_dir: Path) -> list[str]:
    paths = [make_snapshot(data_dir, [catalog_item(f"i{n}")], minute=n) for n in range(2)]
    for path in paths:
        publish(data_dir, path)
    return [path.stem for path in paths]


def test_version() -> None:
    """--version shows the one version of the distribution."""
    assert run("--version").output == f"kryten-connector, version {version('kryten-playlist')}\n"


def test_listing_and_rolling_back() -> None:
    """list shows each snapshot and a star at the live one, which rollback moves."""
    names = two_snapshots(Path("var/data"))
    assert [line[:31] for line in run("list").output.splitlines()] == [
        f"  {names[0]}"[:31],
        f"* {names[1]}"[:31],
    ]
    done = run("rollback")
    assert done.exit_code == 0
    assert names[0] in done.output
    assert run("list").output.startswith(f"* {names[0]}")
    assert run("rollback", "--to", names[1]).exit_code == 0
    assert read_info(live_path(Path("var/data"))).snapshot_id == names[1]
    failed = run("rollback", "--to", "nonsense")
    assert failed.exit_code == 1
    assert names[0] in failed.stderr


@pytest.mark.parametrize(
    ("flavour", "settings", "code", "words"),
    [
        ("legacy", {}, 0, "would get 1100 items, all with their categories"),
        ("current", {"MEDIACMS_TOKEN": EDITOR_TOKEN}, 0, "would get 1100 items"),
        ("current", {}, 1, "editor's token"),
        ("current", {"MEDIACMS_TOKEN": USER_TOKEN}, 1, "MEDIACMS_TOKEN"),
        ("legacy", {"MEDIACMS_TOKEN": "deadbeef"}, 1, "MEDIACMS_TOKEN"),
    ],
)
def test_checking_a_mediacms(flavour: str, settings: dict[str, str], code: int, words: str) -> None:
    """check says which MediaCMS this is and what a fetch would get, in a few requests."""
    with MediaCms(flavour=flavour, items=stock_items(1100)) as server:
        done = run("check", MEDIACMS_URL=server.url, **settings)
    assert done.exit_code == code, done.output
    assert words in done.output
    assert len(server.log.requests) <= 3
    if code == 0:
        assert ("v7.2.0" in done.output) == (flavour == "current")


def test_json_is_one_line_with_what_the_table_says() -> None:
    """check and list give programs what they give people."""
    names = two_snapshots(Path("var/data"))
    with MediaCms(items=stock_items(3)) as server:
        checked = run("check", "--format", "json", MEDIACMS_URL=server.url)
        url = server.url
    assert checked.exit_code == 0, checked.output
    assert len(checked.stdout.splitlines()) == 1
    told = json.loads(checked.stdout)
    assert (told["snapshot_id"], told["snapshot_items"]) == (names[1], 1)
    assert (told["source"], told["listed"], told["would_fetch"]) == (url, 3, 3)
    listed = json.loads(run("list", "--format", "json").stdout)["snapshots"]
    assert [(one["snapshot_id"], one["live"], one["items"]) for one in listed] == [
        (names[0], False, 1),
        (names[1], True, 1),
    ]


def test_checking_the_live_snapshot() -> None:
    """check finds an unsound live snapshot before it asks anybody."""
    two_snapshots(Path("var/data"))
    with MediaCms(items=stock_items(3)) as server:
        assert "sound, 1 items" in run("check", MEDIACMS_URL=server.url).output
    live = live_path(Path("var/data")).resolve()
    live.write_bytes(live.read_bytes()[:8192])
    done = run("check", MEDIACMS_URL="http://127.0.0.1:1")
    assert done.exit_code == 1
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (("fetch",), {}, "MEDIACMS_URL"),
        (("check",), {}, "MEDIACMS_URL"),
        (("fetch", "--source", "https://user:pw@x.example"), {}, "MEDIACMS_TOKEN"),
        (("fetch", "--format", "xml"), {}, "xml"),
        (("fetch",), {"KEEP_SNAPSHOTS": "none"}, "KEEP_SNAPSHOTS"),
        (("frobnicate",), {}, "frobnicate"),
    ],
)
def test_wrong_usage_is_exit_2(
    arguments: tuple[str, ...], settings: dict[str, str], words: str
) -> None:
    """A bad option or setting ends with 2 and names it."""
    done = run(*arguments, **settings)
    assert done.exit_code == 2, done.output
    assert words in done.stderr


def test_nobody_there_is_exit_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unreachable MediaCMS has an exit code of its own, for cron jobs to tell apart."""
    done = run("check", "--source", "http://127.0.0.1:1")
    assert done.exit_code == 3
    assert "Check MEDIACMS_URL" in done.stderr


def test_an_export_and_its_broken_line() -> None:
    """fetch --source FILE.jsonl works, and a broken line is named with exit 1."""
    Path("good.jsonl").write_text(json.dumps({"video_id": "a", "title": "A\x1b[31m.mp4"}) + "\n")
    Path("bad.jsonl").write_text("{oops\n")
    good = run("fetch", "--source", "good.jsonl", "--format", "json")
    assert good.exit_code == 0, good.stderr
    assert json.loads(good.stdout)["items"] == 1
    bad = run("fetch", "--source", "bad.jsonl")
    assert bad.exit_code == 1
    assert "bad.jsonl line 1" in bad.stderr


def test_hostile_words_do_not_steer_the_terminal() -> None:
    """Escape sequences in a source's rows are not printed as such."""
    row = {"title": "no id \x1b]0;owned\x07 \u202e"}
    lines = [{"video_id": "a", "title": "A"}, row]
    Path("e.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = run("fetch", "--source", "e.jsonl")
    assert done.exit_code == 0
    assert "no id" in done.stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)
