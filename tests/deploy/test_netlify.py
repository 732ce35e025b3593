"""Netlify's own parsers read what we hand to Netlify as we mean it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def node(program: str, *arguments: str) -> Any:
    """Run an ES module text where tests/node_modules can be imported; its JSON output."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program, *arguments],
        cwd=ROOT / "tests",
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


RESOLVE = """
import { resolveConfig } from "@netlify/config";
const { config } = await resolveConfig({
  config: process.argv[1], repositoryRoot: process.argv[2], cwd: process.argv[2], offline: true, mode: "cli", buffer: true });
console.log(JSON.stringify(config));
"""


def test_netlify_reads_its_configuration_as_we_mean_it() -> None:
    config = node(RESOLVE, str(ROOT / "deploy" / "netlify.toml"), str(ROOT))
    assert config["build"]["publish"] == str(ROOT / "var" / "site" / "current")
    assert config["build"]["processing"]["skip_processing"] is True
    assert "command" not in config["build"]
