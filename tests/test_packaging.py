"""The repository's shape, its one version and its wheel hold."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ALLOWED_AT_THE_ROOT = {
    ".ci", ".env.example", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "README.md",
    "action_api", "build", "connector", "constraints-robot.txt", "constraints.txt", "deploy",
    "docs", "pyproject.toml", "scripts", "site_templates", "tests",
}  # fmt: skip


def tracked(*patterns: str) -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True
    )
    return [name for name in listing.stdout.decode().split("\0") if name]


def test_the_root_holds_only_what_belongs_there() -> None:
    assert {name.split("/")[0] for name in tracked()} <= ALLOWED_AT_THE_ROOT


def test_build_is_a_plain_directory() -> None:
    assert not (ROOT / "build" / "__init__.py").exists()
    assert (ROOT / "build" / "site_builder" / "__init__.py").exists()


def test_ignored_paths_are_anchored_so_that_build_stays_in() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "build/" not in lines
    assert "/dist/" in lines


@pytest.mark.parametrize("program", sorted(PROJECT["project"]["scripts"]))
def test_every_program_shows_the_one_version(program: str) -> None:
    shown = subprocess.run(
        [Path(sys.executable).parent / program, "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert PROJECT["project"]["version"] in shown.stdout


def test_the_version_is_written_once() -> None:
    version = re.escape(PROJECT["project"]["version"])
    assigned = re.compile(rf"""version\s*[=:]\s*["']{version}["']""", re.IGNORECASE)
    holders = [
        name
        for name in tracked("*.py", "*.toml", "*.json", "*.js")
        if not name.endswith("package-lock.json")
        and assigned.search((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert holders == ["pyproject.toml"]


def test_the_wheel_holds_the_three_packages_and_nothing_named_build(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"action_api", "connector", "site_builder"}
    assert "connector/schema.sql" in names


def test_no_file_names_a_package_registry() -> None:
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry" + ".npmjs", "deb." + "debian.org"]
    found = [
        name for name in tracked() for host in hosts if host.encode() in (ROOT / name).read_bytes()
    ]
    assert found == []


def test_every_pinned_version_satisfies_what_the_project_asks() -> None:
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = PROJECT["project"]["dependencies"] + extras["demo"] + extras["dev"]
    names = {re.split(r"[<>=\[~! ]", one)[0].lower() for one in wanted} - {"kryten-playlist"}
    assert names <= pinned
