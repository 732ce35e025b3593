"""The audit of dependencies tells "nothing is known" from "nobody could be asked"."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from scripts import audit
from scripts.audit import Asked, judged_npm, judged_python, report

SILENT = {"name": "falcon", "skip_reason": "Dependency not found on PyPI"}
CLEAN = {"name": "falcon", "version": "4.4.0", "vulns": []}
HOLED: dict[str, Any] = {
    "name": "urllib3",
    "version": "1.26.4",
    "vulns": [{"id": "PYSEC-2021-108", "fix_versions": ["1.26.5"]}],
}


def test_a_registry_that_knows_nothing_is_no_clean_bill() -> None:
    """pip-audit exits 0 where a mirror has no advisories: we say that it could not be asked."""
    asked = judged_python("constraints.txt", [SILENT, SILENT])
    lines, is_open = report([asked])
    assert not is_open
    assert lines == [
        "WARNING: constraints.txt could not be asked about: "
        "no advisories to be had for 2 of 2 packages"
    ]


def test_a_part_that_could_not_be_asked_is_told_beside_the_rest() -> None:
    lines, is_open = report([judged_python("constraints.txt", [SILENT, CLEAN])])
    assert not is_open
    assert "1 of 2 packages" in lines[0]
    assert lines[1] == "asked: constraints.txt: 1 packages, 0 with holes"


def test_a_known_hole_fails_and_names_the_way_out() -> None:
    """The package, the advisory and the version that has it no more."""
    lines, is_open = report([judged_python("constraints.txt", [CLEAN, HOLED])])
    assert is_open
    assert lines[0] == ("HOLE: constraints.txt: urllib3 1.26.4: PYSEC-2021-108, fixed in 1.26.5")


def test_an_accepted_hole_is_shown_with_its_reason(tmp_path: Path, monkeypatch: Any) -> None:
    """It fails nothing, and nobody forgets it."""
    accepted = tmp_path / "accepted.txt"
    accepted.write_text("# why\nPYSEC-2021-108 we never follow redirects\n", encoding="utf-8")
    monkeypatch.setattr(audit, "ACCEPTED", accepted)
    lines, is_open = report([judged_python("constraints.txt", [HOLED])])
    assert not is_open
    assert lines[0].startswith("accepted: ")
    assert lines[0].endswith("we never follow redirects")


def test_npms_report_and_its_refusal_are_told_apart() -> None:
    """A registry without an audit service answers an error: a warning without its address."""
    refused = {"message": "405 Method Not Allowed - POST https://user:pw@mirror.example/-/npm"}
    lines, is_open = report([judged_npm("tests", refused)])
    assert not is_open
    assert lines == ["WARNING: tests could not be asked about: 405 Method Not Allowed - POST"]
    holes = {"ws": {"range": "<8.17.1", "severity": "high"}}
    found = {
        "auditReportVersion": 2,
        "vulnerabilities": holes,
        "metadata": {"dependencies": {"total": 90}},
    }
    lines, is_open = report([judged_npm("tests", found)])
    assert is_open
    assert lines[0] == "HOLE: tests: ws <8.17.1: high"


def test_a_program_that_is_missing_is_a_warning(monkeypatch: Any, tmp_path: Path) -> None:
    """Neither npm nor a network is needed to run the tests; that they are missing is said."""
    monkeypatch.setenv("PATH", str(tmp_path))
    asked = audit.npm_packages("tests")
    assert asked.could_not
    assert asked.holes == ()
    assert report([Asked("tests", could_not="x")]) == (
        ["WARNING: tests could not be asked about: x"],
        False,
    )


def test_every_accepted_advisory_has_its_reason() -> None:
    assert all(reason for reason in audit.accepted().values())


def test_what_is_installed_is_pinned() -> None:
    """An audit of the pins is one of what runs: exact versions, and no addresses."""
    for name in audit.CONSTRAINTS:
        lines = (audit.ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if line and not line.startswith("#")]
        assert pins
        assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[\w.!+]+", pin)] == []
    for project in audit.NPM_PROJECTS:
        lock = (audit.ROOT / project / "package-lock.json").read_text(encoding="utf-8")
        assert '"integrity": "sha512-' in lock
        assert '"resolved": "http' not in lock
