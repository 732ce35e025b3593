"""docs/SECURITY.md names tests that exist, and says of each requirement how it stands."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_test_it_names_exists() -> None:
    """A table of requirements is worth what holds them."""
    named = set(NAMED.findall(PAGE))
    assert len(named) > 60
    functions: dict[str, set[str]] = {}
    for path, name in sorted(named):
        if path not in functions:
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
            functions[path] = {node.name for node in tree.body if isinstance(node, kinds)}
        assert not name or name in functions[path], f"{path}::{name}"


def test_every_row_is_held_by_a_test_or_says_why_not() -> None:
    """No requirement is claimed without either."""
    rows = [line for line in PAGE.splitlines() if re.match(r"\| (\d+\.\d+|—)", line)]
    assert len(rows) > 50
    open_rows = [line for line in rows if not NAMED.search(line)]
    honest = ("**not met", "**partly", "**the operator's", "not applicable")
    assert [line for line in open_rows if not any(word in line for word in honest)] == []


def test_every_security_test_is_on_the_page() -> None:
    """What is tested for security's sake is findable by the requirement it holds."""
    for path in sorted((ROOT / "tests" / "security").glob("test_*.py")):
        if path.name != Path(__file__).name:
            assert f"tests/security/{path.name}" in PAGE, path.name
