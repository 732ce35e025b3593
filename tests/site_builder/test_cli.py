from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from tests.site_builder import samples

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run kryten-site in an empty directory with its folders there and no .env of the machine."""
    monkeypatch.chdir(tmp_path)
    samples.copy_templates(tmp_path / "templates")
    runner = CliRunner(
        env={
            "DATA_DIR": str(tmp_path / "data"),
            "SITE_DIR": str(tmp_path / "site"),
            "SITE_TEMPLATES_DIR": str(tmp_path / "templates"),
            "PUBLIC_URL": "",
        }
    )

    def call(*arguments: str, **environ: str) -> Result:
        return runner.invoke(main, arguments, env=environ)

    return call


def test_the_version_is_the_packages(run: Run) -> None:
    assert run("--version").output.strip().endswith(version("kryten-playlist"))


def test_build_check_and_rollback_say_one_json_line_each(run: Run, tmp_path: Path) -> None:
    samples.write_snapshot(tmp_path / "data", samples.many(12))
    first = run("build", "--format", "json")
    assert first.exit_code == 0
    assert first.output.count("\n") == 1
    summary = json.loads(first.output)
    assert summary["item_count"] == 12
    assert summary["changed"] is True
    assert json.loads(run("check", "--format", "json").output)["sound"] is True
    samples.write_snapshot(tmp_path / "data", samples.many(13))
    second = json.loads(run("build", "--format", "json").output)
    back = json.loads(run("rollback", "--format", "json").output)
    assert back == {"release": summary["release"], "left": second["release"]}


def test_the_table_names_every_number(run: Run, tmp_path: Path) -> None:
    samples.write_snapshot(tmp_path / "data", samples.many(3))
    lines = run("build").output.splitlines()
    assert any(line.split() == ["item", "count", "3"] for line in lines)


def test_options_win_over_the_environment(run: Run, tmp_path: Path) -> None:
    samples.write_snapshot(tmp_path / "other", samples.many(3))
    result = run("build", "--data-dir", "other", "--site-dir", "elsewhere", "--format", "json")
    assert result.exit_code == 0
    assert (tmp_path / "elsewhere" / "current" / "index.html").is_file()


@pytest.mark.parametrize("command", ["build", "check", "rollback"])
def test_what_cannot_be_done_exits_1_with_a_sentence(run: Run, command: str) -> None:
    result = run(command)
    assert result.exit_code == 1
    assert "Error: " in result.output
    assert "run" in result.output.lower()


def test_a_bad_setting_exits_2_and_is_named(run: Run) -> None:
    result = run("build", PUBLIC_URL="site.test")
    assert result.exit_code == 2
    assert "PUBLIC_URL has value 'site.test'" in result.output


def test_an_unknown_option_exits_2(run: Run) -> None:
    assert run("build", "--nothing").exit_code == 2


def test_a_setting_may_stand_in_dotenv(run: Run, tmp_path: Path) -> None:
    samples.write_snapshot(tmp_path / "data", samples.many(3))
    (tmp_path / ".env").write_text("DATASETTE_URL=https://sql.test\n")
    assert run("build").exit_code == 0
    pointer = json.loads((tmp_path / "site" / "current" / "catalog.json").read_text())
    assert pointer["datasette_url"] == "https://sql.test"
