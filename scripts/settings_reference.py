"""Writes docs/SETTINGS.md from the settings classes: python -m scripts.settings_reference.

Names, order and sentences are those of .env.example; defaults and formats are those of the programs
themselves, asked here, so that the page cannot say what the code does not do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import connector.errors
import connector.settings
import site_builder.errors
import site_builder.settings
from action_api.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "SETTINGS.md"
# what no program takes for a number, an address, a level or a list of anything
NONSENSE = "{nonsense}"
SERVICE = "API, worker, `kryten-playlist`"
INTRODUCTION = """\
# Settings

Written by `python -m scripts.settings_reference`; a test holds it to the code. Every program reads
environment variables, then `.env` in its working directory; the environment wins, and an empty
value counts as left out. A wrong value ends the program at its start with a line that names the
setting, the value (never a secret's) and what it should be. Start from
[.env.example](../.env.example).
"""
# the web server's: read by Caddy itself, so there is no class to ask
CADDY = {
    "CADDY_ADMIN": "where Caddy takes commands; `off` = nowhere",
    "SITE_ADDRESS": "what the web server answers to: `https://list.example.org` gets a certificate",
    "SITE_DIR": "releases, as above",
    "API_UPSTREAM": "where the action API listens, as API_BIND says",
    "CADDY_SITES": "files with sites of your own for the same Caddy",
}
# where the attribute is not the name in small letters
ATTRIBUTES = {"SITE_TEMPLATES_DIR": "templates_dir"}
SECTION = re.compile(r"# --- (.+?) -+")
ASSIGNMENT = re.compile(r"([A-Z][A-Z0-9_]+)=(.*)")
READS = {
    "`kryten-connector`": ("connector/settings.py",),
    "`kryten-site`": ("build/site_builder/settings.py",),
    "Datasette": ("deploy/datasette/serve.py", "deploy/datasette/plugins/site_links.py"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One setting as the page shows it."""

    name: str
    default: str
    format: str
    read_by: tuple[str, ...]
    what: str

    def line(self) -> str:
        cells = (f"`{self.name}`", self.default, self.format, ", ".join(self.read_by), self.what)
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for title, rows in sections():
        parts.append(f"## {title}\n\n" + table(rows))
    parts.append("## Web server: deploy/Caddyfile\n\n" + table(caddy_rows()))
    return "\n".join(parts)


def table(rows: list[Row]) -> str:
    head = "| setting | when left out | format | read by | what it is |\n|---|---|---|---|---|\n"
    return head + "".join(f"{row.line()}\n" for row in rows)


def sections() -> Iterator[tuple[str, list[Row]]]:
    """The sections of .env.example with their settings."""
    title, rows, comment = "", list[Row](), list[str]()
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if heading := SECTION.fullmatch(line):
            if rows:
                yield title, rows
            title, rows, comment = heading[1], [], []
        elif line.startswith("#"):
            comment.append(line.lstrip("# "))
        elif found := ASSIGNMENT.fullmatch(line):
            rows.append(row(found[1], " ".join(comment) or rows[-1].what))
            comment = []
    yield title, rows


def row(name: str, what: str) -> Row:
    default, shape = described(name)
    return Row(name, default, shape, tuple(readers(name)), what)


def readers(name: str) -> Iterator[str]:
    """The programs whose sources ask for it."""
    for program, files in READS.items():
        if any(f'"{name}"' in (ROOT / file).read_text(encoding="utf-8") for file in files):
            yield program
    if name.lower() in Settings.model_fields:
        yield SERVICE


def described(name: str) -> tuple[str, str]:
    """Default and format, from whichever program knows the setting."""
    field = ATTRIBUTES.get(name, name.lower())
    if field in Settings.model_fields:
        info = Settings.model_fields[field]
        schema = Settings.model_json_schema()["properties"][field]
        shape = shape_of(schema)
        return shown(info.default), told_format(name) if shape == "text" else shape
    first: dict[str, Any] = {
        **_values(connector.settings.load({}, Path("/nonexistent"))),
        **_values(site_builder.settings.load({})),
    }
    if field not in first:
        raise LookupError(f"{name} stands in .env.example, and no program is known to read it")
    return shown(first[field]), told_format(name)


def told_format(name: str) -> str:
    """What connector or site builder say it should be when it is not."""
    for load, error in (
        (lambda: connector.settings.load({name: NONSENSE}, Path("/nonexistent")), connector.errors),
        (lambda: site_builder.settings.load({name: NONSENSE}), site_builder.errors),
    ):
        try:
            load()
        except error.SettingError as refused:
            sentence = str(refused).split(f"{NONSENSE}'. ", 1)[-1]
            words = sentence.removeprefix("Not ").removeprefix("It must be ").rstrip(".")
            return words.removeprefix("a ").removeprefix("an ")
    return "text"


def shape_of(schema: dict[str, Any]) -> str:
    """A pydantic field's JSON schema in words."""
    kinds = schema.get("anyOf", [schema])
    kind = next(one for one in kinds if one.get("type") != "null")
    if kind["type"] in {"integer", "number"}:
        what = "whole number" if kind["type"] == "integer" else "number"
        return f"{what} from {kind.get('minimum', '…')} to {kind.get('maximum', '…')}"
    if kind["type"] == "array":
        return "comma-separated list"
    if kind["type"] == "boolean":
        return "`true` or `false`"
    if "pattern" in kind:
        return " or ".join(f"`{one}`" for one in kind["pattern"].strip("^()$").split("|"))
    return {"path": "path", "password": "secret"}.get(kind.get("format", ""), "text")


def shown(value: object) -> str:
    """A default as it would be typed."""
    if value is None or value == "" or value == ():
        return "none"
    if isinstance(value, Path) and value.is_absolute():
        return f"`{value.relative_to(ROOT)}` of the checkout"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, float) and value.is_integer():
        return f"`{int(value)}`"
    return f"`{value}`"


def caddy_rows() -> list[Row]:
    """What the Caddyfile leaves to the environment, in its order."""
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    found = dict(re.findall(r"\{\$([A-Z_]+):([^}]*)\}", text))
    return [Row(name, shown(found[name]), "text", ("Caddy",), CADDY[name]) for name in found]


def _values(settings: Any) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in settings.__dataclass_fields__}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
