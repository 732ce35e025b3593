"""What the docs say exists, and what exists the docs say."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "deploy").glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
SETTING = re.compile(r"^#? ?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
# names of the shell and of programs we start, which are no settings of ours
READ_IN_CODE = re.compile(
    r"""(?:text|get|environ\.get|getenv|_count|_address|_root_address)\(\s*["']([A-Z][A-Z0-9_]{2,})["']"""
)


def settings_in_the_example() -> set[str]:
    return set(SETTING.findall((ROOT / ".env.example").read_text(encoding="utf-8")))


def sources() -> str:
    folders = ("action_api", "connector", "build/site_builder", "deploy")
    return "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    )


def settings_of_the_api() -> set[str]:
    settings = import_module("action_api.settings").Settings
    return {name.upper() for name in settings.model_fields}


def test_every_setting_that_is_read_stands_in_the_example() -> None:
    read = set(READ_IN_CODE.findall(sources())) | settings_of_the_api()
    assert sorted(read - settings_in_the_example()) == []


def test_every_setting_of_the_example_is_read_somewhere() -> None:
    text = sources()
    known = settings_of_the_api()
    unread = {
        name
        for name in settings_in_the_example() - known
        if f'"{name}"' not in text and f"'{name}'" not in text
    }
    assert unread == set()


def commands(program: str, group: click.Command) -> list[str]:
    if not isinstance(group, click.Group):
        return [program]
    return [
        line for name, sub in group.commands.items() for line in commands(f"{program} {name}", sub)
    ]


@pytest.mark.parametrize(
    ("program", "module"),
    [
        ("kryten-connector", "connector.cli"),
        ("kryten-site", "site_builder.cli"),
        ("kryten-playlist", "action_api.cli"),
    ],
)
def test_every_command_is_documented(program: str, module: str) -> None:
    documented = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    all_commands = commands(program, import_module(module).main)
    assert all_commands
    assert [line for line in all_commands if line not in documented] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_script_is_named_in_the_docs() -> None:
    documented = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    verbs = {path.name for path in (ROOT / "scripts").glob("*.sh")} - {"lib.sh"}
    assert sorted(verb for verb in verbs if f"scripts/{verb}" not in documented) == []


def test_what_contributing_tells_to_open_is_there() -> None:
    """A name without a folder stands beside the one before it in its row, or below action_api."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| (.+) \|$", text.split("| X | Y |")[1], re.MULTILINE)
    assert len(rows) > 30
    missing = []
    for row in rows:
        folders = [ROOT, ROOT / "action_api", ROOT / "site_templates" / "static" / "js"]
        for name in re.findall(r"`([\w./*-]*[./][\w./*-]+|[\w./-]+/)`", row):
            found = [path for folder in folders for path in folder.glob(name.rstrip("/"))]
            if not found:
                missing.append(name)
            folders += [path.parent for path in found[:1]]
    assert missing == []
