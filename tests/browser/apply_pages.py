"""Applying as a person does it: the dialog of a playlist's page, then the page of the job."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.queue_stack import SOON, LiveStack, apply_dialog, job
from tests.browser.saved import People, path_of
from tests.browser.service_stack import ANSWERS

KEEP = "Keep what is playing, replace the rest"
APPEND = "Add to the end"
REPLACE = "Replace everything now"
ADMIN = "labadmin"
BLESSED = "Alice"


def people_of(live: LiveStack, open_page: OpenPage) -> People:
    """The people of this stack, Alice among the blessed."""

    def visit(path: str = "/", **options: Any) -> Page:
        return open_page(path, base=live.stack.url, **{"expected": ANSWERS, **options})

    found = People(live.stack, visit)
    found.bless(BLESSED)
    return found


def open_dialog(people: People, name: str, playlist: dict[str, Any], **options: Any) -> Page:
    page = people.page(name, path_of(playlist), **options)
    page.get_by_role("button", name="Apply to queue…").click()
    expect(apply_dialog(page)).to_be_visible()
    return page


def press_apply(page: Page) -> None:
    """Applies by the receipt that is shown; the page of the job comes."""
    apply_dialog(page).get_by_role("button", name=re.compile("^Apply")).click()
    page.wait_for_url("**/queue/?job=*")


def ended(page: Page, state: str) -> None:
    expect(job(page)).to_have_attribute("data-state", state, timeout=SOON)
