"""The import directions and the words of the project hold."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ("action_api", "connector", "build/site_builder")
# what each layer may import of ours; a layer may always import itself
DIRECTIONS = {
    "connector": set(),
    "site_builder": {"connector"},
    "action_api.domain": set(),
    "action_api.stores": {"action_api.domain", "connector"},
    "action_api.services": {"action_api.domain", "action_api.stores"},
    "action_api.resources": {"action_api.domain", "action_api.stores", "action_api.services"},
}
# modules of action_api that stand outside the layers, and may be used by any but the domain
SHARED = {
    "action_api",
    "action_api.settings",
    "action_api.nats_link",
    "action_api.cytube",
    "action_api.sparing_log",
}


def modules(prefix: str) -> Iterator[tuple[str, Path]]:
    for package in CODE:
        base = ROOT / package
        for path in sorted(base.rglob("*.py")):
            parts = (base.name, *path.relative_to(base).with_suffix("").parts)
            name = ".".join(part for part in parts if part != "__init__")
            if name == prefix or name.startswith(prefix + "."):
                yield name, path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(name: str) -> bool:
    return name.split(".")[0] in {"action_api", "connector", "site_builder", "tests"}


def within(name: str, layers: set[str]) -> bool:
    return any(name == layer or name.startswith(layer + ".") for layer in layers)


@pytest.mark.parametrize("layer", DIRECTIONS)
def test_a_layer_imports_only_the_layers_below_it(layer: str) -> None:
    allowed = DIRECTIONS[layer] | {layer}
    shared = SHARED if layer.startswith("action_api") and layer != "action_api.domain" else set()
    wrong = [
        f"{module} imports {name}"
        for module, path in modules(layer)
        for name in imports(path)
        if ours(name)
        and not within(name, allowed)
        and not any(name == one or name.startswith(one + ".") for one in shared - {"action_api"})
        and name not in {"action_api", "action_api.__version__"}
        and not any(below.startswith(name + ".") or below == name for below in allowed)
    ]
    assert wrong == []


def test_the_domain_uses_the_standard_library_only() -> None:
    foreign = [
        f"{module} imports {name}"
        for module, path in modules("action_api.domain")
        for name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not ours(name)
    ]
    assert foreign == []


def test_the_domain_asks_neither_clock_nor_chance() -> None:
    wanted = {"random", "secrets", "time", "os", "socket", "asyncio", "pathlib"}
    found = [
        f"{module} imports {name}"
        for module, path in modules("action_api.domain")
        for name in imports(path)
        if name.split(".")[0] in wanted
    ]
    assert found == []


def test_search_rules_and_titles_use_the_standard_library_only() -> None:
    for name in ("search_rules", "titles"):
        path = ROOT / "connector" / f"{name}.py"
        roots = {one.split(".")[0] for one in imports(path)}
        assert roots <= set(sys.stdlib_module_names) | {"connector"}


def test_printing_is_left_to_the_command_lines() -> None:
    wrong = [
        module
        for package in ("action_api", "connector", "site_builder")
        for module, path in modules(package)
        if path.name != "cli.py" and "print(" in path.read_text(encoding="utf-8")
    ]
    assert wrong == []


def test_the_old_word_for_a_channel_helper_appears_nowhere() -> None:
    word = "mod" + "erator"  # spelled so that this file does not hold it
    found = subprocess.run(
        ["git", "grep", "--ignore-case", "--files-with-matches", word],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
