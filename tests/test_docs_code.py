"""What the docs show as code works: examples run, commands exist, quoted words are really said."""

from __future__ import annotations

import ast
import doctest
import json
import re
import shlex
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest

from tests.test_docs import PAGES, ROOT

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
QUOTED_HEADING = re.compile(r'^### "(.+)"$', re.MULTILINE)
PROGRAMS = {
    "kryten-connector": "connector.cli",
    "kryten-site": "site_builder.cli",
    "kryten-playlist": "action_api.cli",
}
PROMPT = re.compile(r"^(?:\$ |sudo (?:-u \S+ )?|[A-Z_]+=\S+ )+")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path, *languages: str) -> list[str]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [code for language, code in found if language in languages]


def shell_lines(page: Path) -> list[str]:
    """The commands of the page's shell blocks and those in its running text."""
    lines = "\n".join(blocks(page, "", "sh", "console")).replace("\\\n", " ").splitlines()
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    return [PROMPT.sub("", line.strip()) for line in (*lines, *INLINE.findall(text))]


def unknown_in(words: list[str]) -> list[str]:
    """What of a command line of ours does not exist."""
    command: click.Command = import_module(PROGRAMS[words[0]]).main
    for at, word in enumerate(words[1:], start=1):
        if not isinstance(command, click.Group):
            options = {name for option in command.params for name in option.opts} | {"--help"}
            given = {part.partition("=")[0] for part in words[at:] if part.startswith("-")}
            return sorted(given - options)
        if word.startswith("-"):
            continue
        found = command.commands.get(word)
        if found is None:
            # "fetch|check" and capitals stand for any of several
            return [] if "|" in word or word.isupper() else [word]
        command = found
    return []


def strings_of_the_product() -> str:
    """All texts the programs can print or show, one a line."""
    texts: list[str] = []
    for folder in ("action_api", "connector", "build/site_builder", "deploy"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.append(node.value)
    for path in sorted((ROOT / "site_templates" / "static" / "js").rglob("*.js*")):
        texts.append(path.read_text(encoding="utf-8"))
    return "\n".join(texts)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "pycon")], ids=name_of)
def test_the_python_examples_of_a_page_give_what_it_says(page: Path) -> None:
    text = "\n".join(blocks(page, "pycon"))
    example = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    told: list[str] = []
    result = doctest.DocTestRunner().run(example, out=told.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(told)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_line_of_ours_exists_with_its_options(page: Path) -> None:
    ours = [line for line in shell_lines(page) if line.split(" ")[0] in PROGRAMS]
    unknown = {
        line: missing for line in ours if (missing := unknown_in(shlex.split(line, comments=True)))
    }
    assert unknown == {}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_script_a_page_tells_to_run_is_there_to_be_run(page: Path) -> None:
    told = set(re.findall(r"(?:\./)?(scripts/[\w-]+\.sh)", page.read_text(encoding="utf-8")))
    assert [name for name in sorted(told) if not (ROOT / name).stat().st_mode & 0o100] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_shell_blocks_are_sound_shell(page: Path) -> None:
    for block in blocks(page, "sh"):
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True)
        assert done.returncode == 0, f"{done.stderr}\n{block}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_data_blocks_can_be_read(page: Path) -> None:
    read = [json.loads(block) for block in blocks(page, "json")]
    read += [tomllib.loads(block) for block in blocks(page, "toml")]
    assert None not in read


def test_the_faults_of_the_faq_are_quoted_as_they_are_said() -> None:
    quoted = QUOTED_HEADING.findall((ROOT / "docs" / "FAQ.md").read_text(encoding="utf-8"))
    said = strings_of_the_product()
    assert len(quoted) >= 15
    assert [words for words in quoted if words not in said] == []
