"""Child processes: readiness, clear errors, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.standins.processes import Child, ChildError, free_port, port_answers, wait_until

ROOT = Path(__file__).resolve().parents[2]
# says it is ready, then ignores SIGTERM
STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done"
# a child with a child of its own
PARENT = """
import sys, time
from pathlib import Path
from tests.standins.processes import Child
child = Child("grandchild", ["/bin/sh", "-c", "sleep 60 & wait"], log=Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(60)
"""


def group_alive(group: int) -> bool:
    """True while any process that is not a zombie belongs to the group."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-g", str(group)], capture_output=True, text=True, check=False
    )
    return any(not line.strip().startswith("Z") for line in found.stdout.splitlines())


def test_free_ports_differ_and_nobody_answers_there() -> None:
    """Two requests never give the same port."""
    ports = {free_port() for _ in range(20)}
    assert len(ports) == 20
    assert not any(port_answers(port) for port in ports)


def test_a_child_is_ready_when_its_condition_holds(tmp_path: Path) -> None:
    """wait_ready returns once the condition is true, and stop ends the child."""
    log = tmp_path / "child.log"
    child = Child("child", ["/bin/sh", "-c", "echo ready; exec sleep 60"], log=log)
    child.wait_ready(lambda: "ready" in child.log_tail())
    assert child.running
    child.stop()
    assert not child.running
    assert child.returncode == -signal.SIGTERM


def test_a_child_that_ends_early_is_reported_with_its_last_words(tmp_path: Path) -> None:
    """The error has the exit status and the end of the log."""
    child = Child("early", ["/bin/sh", "-c", "echo no such disk; exit 3"], log=tmp_path / "log")
    with pytest.raises(ChildError, match=r"(?s)early ended with status 3.*no such disk"):
        child.wait_ready(lambda: False)
    child.stop()


def test_a_child_that_never_gets_ready_is_reported_and_ended(tmp_path: Path) -> None:
    """After the deadline the error tells what it wrote."""
    child = Child("slow", ["/bin/sh", "-c", "echo still busy; exec sleep 60"], log=tmp_path / "log")
    with pytest.raises(ChildError, match=r"(?s)slow not ready within 0.3 s.*still busy"):
        child.wait_ready(lambda: False, within=0.3)
    assert not child.running


def test_a_program_that_does_not_exist_is_named(tmp_path: Path) -> None:
    """The error says which program could not be started."""
    with pytest.raises(ChildError, match="gone: cannot start /nowhere/gone"):
        Child("gone", ["/nowhere/gone"], log=tmp_path / "log")


def test_a_child_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    """stop() escalates to SIGKILL after its grace."""
    child = Child("stubborn", ["/bin/sh", "-c", STUBBORN], log=tmp_path / "log")
    child.wait_ready(lambda: "ready" in child.log_tail())
    child.stop(grace=0.2)
    assert child.returncode == -signal.SIGKILL


def test_stop_ends_the_whole_group(tmp_path: Path) -> None:
    """Grandchildren go with the child."""
    with Child("parent", ["/bin/sh", "-c", "sleep 60 & wait"], log=tmp_path / "log") as child:
        wait_until(lambda: group_alive(child.pid), what="the group")
        group = child.pid
    wait_until(lambda: not group_alive(group), what="the end of the group")
    assert not group_alive(group)


def test_children_die_with_their_parent(tmp_path: Path) -> None:
    """A parent killed without a chance to clean up leaves no child and no grandchild."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path / "log"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with parent:
        assert parent.stdout is not None
        group = int(parent.stdout.readline())
        assert group_alive(group)
        parent.kill()
    wait_until(lambda: not group_alive(group), what="the end of the child")
    assert not group_alive(group)


def test_wait_until_names_what_did_not_happen() -> None:
    """The TimeoutError says what was waited for and how long."""
    with pytest.raises(TimeoutError, match=r"the impossible: not within 0\.05 s"):
        wait_until(lambda: False, what="the impossible", within=0.05)
