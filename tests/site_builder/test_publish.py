from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from site_builder import publish
from site_builder.durable import flush
from site_builder.errors import BuildInProgressError, SiteError
from site_builder.publish import Releases


def put(releases: Releases, name: str, hashed: str = "a-1.js", body: str = "x") -> bool:
    """Publish a small release; returns whether it changed anything."""
    with releases.lock(), releases.building() as staging:
        (staging / "assets").mkdir()
        (staging / "assets" / hashed).write_text(f"{hashed}{body}")
        (staging / "assets" / f"{hashed}.br").write_text("br")
        (staging / "index.html").write_text(body)
        record = {"hashed": {f"assets/{hashed}": "sha"}}
        (staging / "release.json").write_text(json.dumps(record))
        return releases.publish(staging, name)[1]


def names(releases: Releases) -> set[str]:
    return {path.name for path in (releases.site_dir / "releases").iterdir()}


def test_the_pointer_moves_to_each_new_release_and_the_last_ones_are_kept(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "site", keep=2)
    for name in ("r1", "r2", "r3"):
        assert put(releases, name)
        assert (tmp_path / "site" / "current").readlink() == Path("releases", name)
    assert names(releases) == {"r2", "r3"}


def test_hashed_files_of_kept_releases_are_carried_over_and_older_ones_are_not(
    tmp_path: Path,
) -> None:
    releases = Releases(tmp_path, keep=2)
    for number in (1, 2, 3, 4):
        put(releases, f"r{number}", f"a-{number}.js")
    carried = {path.name for path in (releases.live() / "assets").iterdir()}
    assert carried == {f"a-{n}.js{end}" for n in (2, 3, 4) for end in ("", ".br")}


def test_rollback_goes_back_step_by_step_and_keeps_open_pages_working(tmp_path: Path) -> None:
    releases = Releases(tmp_path, keep=3)
    for number in (1, 2, 3):
        put(releases, f"r{number}", f"a-{number}.js")
    assert releases.rollback().name == releases.live().name == "r2"
    assert (releases.live() / "assets" / "a-3.js").is_file()
    assert releases.rollback().name == "r1"
    with pytest.raises(SiteError, match="no release before r1"):
        releases.rollback()
    assert releases.live().name == "r1"


def test_after_a_rollback_the_same_release_can_go_live_again(tmp_path: Path) -> None:
    releases = Releases(tmp_path, keep=3)
    put(releases, "r1")
    put(releases, "r2")
    releases.rollback()
    assert put(releases, "r2")
    assert releases.live().name == "r2"
    assert releases.rollback().name == "r1"


def test_a_release_that_is_live_already_stays_as_it_is(tmp_path: Path) -> None:
    releases = Releases(tmp_path, keep=3)
    put(releases, "r1")
    assert not put(releases, "r1")
    assert names(releases) == {"r1"}


def test_a_damaged_release_is_replaced_by_the_sound_one_under_the_next_name(
    tmp_path: Path,
) -> None:
    releases = Releases(tmp_path, keep=3)
    put(releases, "r1")
    (releases.live() / "index.html").write_text("cut o")
    assert put(releases, "r1")
    assert releases.live().name == "r1.2"
    assert (releases.live() / "index.html").read_text() == "x"


def test_a_damaged_old_release_does_not_stop_a_new_one(tmp_path: Path) -> None:
    releases = Releases(tmp_path, keep=3)
    put(releases, "r1")
    (releases.live() / "release.json").write_text("{")
    assert put(releases, "r2")
    assert releases.live().name == "r2"


def test_two_builds_at_once_are_refused_at_once(tmp_path: Path) -> None:
    releases = Releases(tmp_path, keep=3)
    with (
        releases.lock(),
        pytest.raises(BuildInProgressError, match="another build"),
        Releases(tmp_path, keep=3).lock(),
    ):
        pytest.fail("the second one got in")


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    releases = Releases(tmp_path, keep=3)
    half = tmp_path / "releases" / ".building" / "video"
    half.mkdir(parents=True)
    (half / "x.html").write_text("half")
    put(releases, "r1")
    assert not (releases.live() / "video").exists()
    assert names(releases) == {"r1"}


def test_a_build_killed_between_going_live_and_writing_it_down_is_remembered(
    tmp_path: Path,
) -> None:
    releases = Releases(tmp_path, keep=3)
    put(releases, "r1")
    put(releases, "r2")
    (tmp_path / "history").write_text("r1\n")
    put(releases, "r3", "a-3.js")
    assert releases.rollback().name == "r2"


def test_a_failure_while_publishing_leaves_the_old_release_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = Releases(tmp_path, keep=3)
    put(releases, "r1")

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="No space left"):
        put(releases, "r2")
    assert releases.live().name == "r1"
    assert names(releases) == {"r1"}


def test_a_release_is_on_the_disk_before_the_pointer_leads_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contents, then its name, then the pointer: no power cut shows half of it."""
    releases = Releases(tmp_path, keep=3)
    put(releases, "r1")
    seen: list[tuple[str, str, bool]] = []

    def watch(name: str) -> None:
        real = getattr(publish, name)

        def act(folder: Path) -> None:
            seen.append((folder.name, releases.live().name, (tmp_path / "releases/r2").exists()))
            real(folder)

        monkeypatch.setattr(publish, name, act)

    watch("flush")
    watch("sync_folder")
    put(releases, "r2")
    assert seen == [
        (".building", "r1", False),
        ("releases", "r1", True),
        (tmp_path.name, "r2", True),
    ]


def test_a_disk_that_reports_an_error_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = Releases(tmp_path, keep=3)
    put(releases, "r1")

    def fail(folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error", str(folder))

    monkeypatch.setattr(publish, "flush", fail)
    with pytest.raises(OSError, match="Input/output error"):
        put(releases, "r2")
    assert releases.live().name == "r1"
    assert names(releases) == {"r1"}


def test_flushing_names_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        flush(tmp_path / "nowhere")


def test_without_a_release_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="run kryten-site build"):
        Releases(tmp_path, keep=3).live()
