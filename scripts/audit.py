"""Are known holes in what we depend on? python -m scripts.audit asks PyPI and the npm registry.

Asked are the registries that pip and npm are configured for. A registry that has no advisories, as
mirrors often have not, is not a clean bill: the answer then is "could not be asked", which stands
in the output as a warning and fails nothing. Only an advisory that is known fails the run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED = ROOT / "tests" / "security" / "accepted_advisories.txt"
NPM_PROJECTS = ("site_templates", "tests", "scripts/bench")
CONSTRAINTS = ("constraints.txt", "constraints-robot.txt")
PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one question: holes found, or why it `could_not` be asked."""

    what: str
    packages: int = 0
    holes: tuple[str, ...] = ()
    could_not: str = ""


def python_packages(constraints: str) -> Asked:
    """What PyPI's advisories say of one file of pinned versions."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", constraints, "--no-deps"]
    options = ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
    done = _run([*command, *options], ROOT)
    try:
        dependencies = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Asked(constraints, could_not=_last_line(done.stderr))
    return judged_python(constraints, dependencies)


def judged_python(what: str, dependencies: list[Mapping[str, Any]]) -> Asked:
    """pip-audit calls a registry that knows no package clean: so count what it has skipped."""
    answered = [one for one in dependencies if "skip_reason" not in one]
    if len(answered) < len(dependencies):
        missing = len(dependencies) - len(answered)
        reason = f"no advisories to be had for {missing} of {len(dependencies)} packages"
    else:
        reason = ""
    holes = tuple(
        f"{one['name']} {one['version']}: {hole['id']}, fixed in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for one in answered
        for hole in one["vulns"]
    )
    return Asked(what, len(answered), holes, reason)


def npm_packages(project: str) -> Asked:
    """What the npm registry's advisories say of one lock file."""
    done = _run(["npm", "audit", "--json", "--package-lock-only"], ROOT / project)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return Asked(project, could_not=_last_line(done.stderr))
    return judged_npm(project, report)


def judged_npm(what: str, report: Mapping[str, Any]) -> Asked:
    """npm's report, or the error it puts in its place."""
    if "auditReportVersion" not in report:
        reason = report.get("message") or report.get("error") or "no report"
        return Asked(what, could_not=_without_addresses(str(reason)))
    holes = tuple(
        f"{name} {found['range']}: {found['severity']}"
        for name, found in sorted(report["vulnerabilities"].items())
    )
    return Asked(what, report["metadata"]["dependencies"]["total"], holes)


def accepted() -> dict[str, str]:
    """Advisories that are known and do not concern us: id or npm package → reason."""
    lines = ACCEPTED.read_text(encoding="utf-8").splitlines()
    rows = [line.partition(" ") for line in lines if line.strip() and not line.startswith("#")]
    return {name: reason.strip() for name, _, reason in rows}


def report(asked: list[Asked]) -> tuple[list[str], bool]:
    """The lines to show, and whether a hole stands that nobody has accepted."""
    known = accepted()
    lines, is_open = [], False
    for one in asked:
        for hole in one.holes:
            words = re.split(r"[\s:,]+", hole)
            excuse = next((why for name, why in known.items() if name in words), "")
            lines.append(
                f"{'accepted' if excuse else 'HOLE'}: {one.what}: {hole} {excuse}".rstrip()
            )
            is_open = is_open or not excuse
        if one.could_not:
            lines.append(f"WARNING: {one.what} could not be asked about: {one.could_not}")
        if one.packages:
            lines.append(f"asked: {one.what}: {one.packages} packages, {len(one.holes)} with holes")
    return lines, is_open


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return _without_addresses(lines[-1][:200] if lines else "it said nothing")


def _without_addresses(text: str) -> str:
    """A mirror's address may hold a name and a password."""
    return " ".join(word for word in text.split() if "://" not in word)


def _all() -> Iterator[Asked]:
    for constraints in CONSTRAINTS:
        yield python_packages(constraints)
    for project in NPM_PROJECTS:
        yield npm_packages(project)


if __name__ == "__main__":
    shown, has_holes = report(list(_all()))
    sys.stdout.write("".join(f"audit: {line}\n" for line in shown))
    sys.exit(1 if has_holes else 0)
