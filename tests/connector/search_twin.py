"""The browser's search in a node process, for tests that hold Python and JavaScript equal."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Twin:
    """Asks the JavaScript rules; raises TwinError with what they threw."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, **task: Any) -> Any:
        """Return the answer to one task of search_twin.mjs."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise TwinError(answer["error"])
        return answer["answer"]

    def open(self, files: dict[str, bytes]) -> dict[str, Any]:
        """Return what JavaScript decodes from a bundle's files, and keep it for searches."""
        encoded = {role: base64.b64encode(body).decode() for role, body in files.items()}
        return dict(self.ask(open=encoded))


class TwinError(Exception):
    """What the JavaScript side threw."""


@contextmanager
def running_twin() -> Iterator[Twin]:
    """Run the node process while the context lasts."""
    script = Path(__file__).with_name("search_twin.mjs")
    with subprocess.Popen(
        ["node", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Twin(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=10)
