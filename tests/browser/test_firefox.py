"""The site in Firefox: every page, search, dragging, saving, and without a network."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.browser.saved import People
from tests.browser.service_stack import Stack

SCRIPT = Path(__file__).with_name("firefox.mjs")
PATIENCE_SECONDS = 240


def test_a_visitor_finds_orders_saves_and_goes_on_offline(
    stack: Stack, people: People, screenshots: Path
) -> None:
    people.bless("Alice")
    running = subprocess.Popen(
        ["node", SCRIPT, stack.url, people.session("Alice"), screenshots],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdin is not None
    assert running.stdout is not None
    try:
        if running.stdout.readline() == "offline\n":
            stack.site.stop()
            running.stdin.write("it is\n")
            running.stdin.flush()
        _, complaints = running.communicate(timeout=PATIENCE_SECONDS)
    finally:
        running.kill()
        stack.site.stop()
        stack.site.start()
    assert running.returncode == 0, complaints
