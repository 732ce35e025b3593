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
const [cwd, root] = process.argv.slice(1);
const { config } = await resolveConfig({
  repositoryRoot: root, cwd, offline: true, mode: "cli", buffer: true });
console.log(JSON.stringify(config));
"""


def test_netlify_started_beside_its_configuration_reads_it_as_we_mean_it() -> None:
    """Its command line has no option for another place."""
    config = node(RESOLVE, str(ROOT / "deploy"), str(ROOT))
    assert config["build"]["processing"]["skip_processing"] is True
    assert "command" not in config["build"]


RELEASE = """
import { readFile } from "node:fs/promises";
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";
const [release] = process.argv.slice(1);
const headers = await parseAllHeaders({
  headersFiles: [`${release}/_headers`], configHeaders: [], minimal: true });
const redirects = await parseAllRedirects({
  redirectsFiles: [`${release}/_redirects`], configRedirects: [], minimal: true });
console.log(JSON.stringify({ headers, redirects }));
"""


def test_netlify_reads_the_headers_of_a_release_as_its_table_says(built_site: Path) -> None:
    release = built_site / "current"
    table = json.loads((release / "headers.json").read_text(encoding="utf-8"))
    read = node(RELEASE, str(release))
    assert read["headers"]["errors"] == []
    assert read["redirects"]["errors"] == []
    as_read = [(rule["for"], rule["values"]) for rule in read["headers"]["headers"]]
    assert as_read == [(rule["path"], rule["headers"]) for rule in table]
