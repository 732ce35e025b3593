"""The heart beside what plays: every answer to a like, told kindly and truly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import told_service as told
from tests.browser.service_stack import panel
from tests.browser.test_accessibility import findings
from tests.browser.told_service import OpenTold

BLOB = "The Blob (1958)"
LIKED = {"video_id": "film00000", "title": "The.Blob.[1958].mp4", "likes": 4}


def heart(page: Page) -> Locator:
    """The button in the header."""
    return page.get_by_role("banner").get_by_role("button", name=re.compile("^Liked? The Blob"))


def answers(role: str = "viewer", **more: Any) -> told.Answers:
    return told.full(role) | {"/now-playing": told.playing(), **more}


def liked(answer: Any, role: str = "viewer") -> told.Answers:
    """A service that answers so to a like."""
    return answers(role) | {"/likes": answer}


def toast(page: Page) -> Locator:
    return page.locator(".toast")


def test_a_like_is_shown_told_and_remembered(open_told: OpenTold) -> None:
    """By keyboard: pressed with the count, spoken once, still there after a reload."""
    page, service = open_told(liked((201, LIKED)), path="/categories/")
    expect(heart(page)).to_have_attribute("aria-pressed", "false")
    heart(page).focus()
    page.keyboard.press("Enter")
    expect(heart(page)).to_have_attribute("aria-pressed", "true")
    expect(heart(page)).to_have_accessible_name(f"Liked {BLOB}, 4 likes")
    expect(page.locator("#announcer")).to_have_text(f"You liked {BLOB}: 4 likes so far.")
    expect(heart(page)).to_be_focused()
    page.reload()
    expect(heart(page)).to_have_attribute("aria-pressed", "true")
    assert service.asked.count("POST /likes") == 1


def test_another_play_of_the_same_item_is_not_liked_yet(open_told: OpenTold) -> None:
    page, service = open_told(liked((201, LIKED)), path="/categories/")
    heart(page).click()
    expect(heart(page)).to_have_attribute("aria-pressed", "true")
    again = told.playing()
    again["now_playing"]["uid"] = 8
    service.answers["/now-playing"] = again
    page.reload()
    expect(heart(page)).to_have_attribute("aria-pressed", "false")


def test_a_second_like_is_told_kindly(open_told: OpenTold) -> None:
    """It stays liked; the message says that it counted before."""
    page, _ = open_told(liked((200, {**LIKED, "duplicate": True})), path="/categories/")
    heart(page).click()
    expect(toast(page)).to_contain_text(f"You liked {BLOB} already")
    expect(heart(page)).to_have_attribute("aria-pressed", "true")


REFUSALS = [
    pytest.param(
        (
            429,
            {"code": "rate_limited", "detail": "Too many.", "status": 429},
            {"Retry-After": "900"},
        ),
        r"The next one does at .*\d\d:\d\d",
        id="too-many",
    ),
    pytest.param(told.NATS_DOWN, r"The Blob \(1958\) is not liked\. NATS is down\.", id="nats"),
    pytest.param(
        (409, {"code": "nothing_playing", "detail": "'Reel 2' is playing.", "status": 409}),
        r"^'Reel 2' is playing\.",
        id="another-plays",
    ),
]


@pytest.mark.parametrize(("refusal", "words"), REFUSALS)
def test_a_like_that_fails_is_taken_back_and_says_so(
    open_told: OpenTold, refusal: Any, words: str
) -> None:
    """Never shown as liked once the service has refused; it can be tried again."""
    page, service = open_told(liked(refusal), path="/categories/")
    heart(page).click()
    expect(toast(page)).to_contain_text(re.compile(words))
    expect(heart(page)).to_have_attribute("aria-pressed", "false")
    service.answers["/likes"] = (201, LIKED)
    heart(page).click()
    expect(heart(page)).to_have_attribute("aria-pressed", "true")


def test_it_is_shown_as_liked_while_the_service_is_asked(open_told: OpenTold) -> None:
    """At once, before any answer; impatient presses are one like."""
    page, service = open_told(liked((201, LIKED)), path="/categories/")
    held: list[Any] = []
    page.route("**/api/v1/likes", lambda route: held.append(route))
    heart(page).click()
    expect(heart(page)).to_have_attribute("aria-pressed", "true")
    heart(page).click()
    expect(heart(page)).to_have_attribute("aria-busy", "true")
    page.wait_for_function("true")
    assert len(held) == 1
    held[0].fallback()
    expect(page.locator("#announcer")).to_contain_text("4 likes so far")
    assert service.asked.count("POST /likes") == 1


def test_signed_out_the_sign_in_comes_first(open_told: OpenTold) -> None:
    """The panel says for what; once signed in, what was meant is liked without another press."""
    page, service = open_told(
        liked((201, LIKED), "anonymous")
        | {
            "/auth/otp/request": (202, {"status": "sent", "expires_in_seconds": 300}),
            "/auth/otp/verify": {"status": "ok", "username": "Alice", "role": "viewer"},
        },
        path="/categories/",
    )
    expect(page.get_by_role("banner").get_by_role("button", name="Sign in")).to_be_visible()
    heart(page).click()
    expect(panel(page)).to_contain_text(f"to like {BLOB}")
    assert "POST /likes" not in service.asked
    panel(page).get_by_label("Your CyTube name").fill("Alice")
    panel(page).get_by_role("button", name="Send me a code").click()
    panel(page).get_by_label("Code").fill("ABCD-EFGH")
    service.answers["/auth/session"] = {"username": "Alice", "role": "viewer", "modes": []}
    panel(page).get_by_role("button", name="Sign in").click()
    expect(heart(page)).to_have_attribute("aria-pressed", "true")
    assert service.asked.count("POST /likes") == 1


def test_an_ended_session_leads_to_the_sign_in(open_told: OpenTold) -> None:
    """The service's refusal takes the like back and opens the panel."""
    refusal = (401, {"code": "sign_in_required", "detail": "Sign in first.", "status": 401})
    page, _ = open_told(liked(refusal), path="/categories/")
    heart(page).click()
    expect(panel(page)).to_contain_text(f"to like {BLOB}")
    expect(page.locator(".like")).to_have_attribute("aria-pressed", "false")


def test_the_blessed_see_how_often_it_was_liked(open_told: OpenTold) -> None:
    """Asked once for what plays; viewers are not told and the service is not asked."""
    counted = {"video_id": "film00000", "title": BLOB, "likes": 12}
    page, _ = open_told(
        answers("blessed", **{"/likes/items/film00000": counted}), path="/categories/"
    )
    expect(heart(page)).to_have_accessible_name(f"Like {BLOB}, 12 likes")
    page, service = open_told(answers(), path="/categories/")
    expect(heart(page)).to_have_accessible_name(f"Like {BLOB}")
    assert not [asked for asked in service.asked if asked.startswith("GET /likes")]


def test_what_is_not_of_the_catalog_cannot_be_liked(open_told: OpenTold) -> None:
    """The button stays, says why, and asks nothing of the service."""
    page, service = open_told(
        answers(**{"/now-playing": told.playing(None, "Some clip")}), path="/categories/"
    )
    button = page.get_by_role("banner").get_by_role("button", name="Like Some clip")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description(re.compile("not from this catalog"))
    button.focus()
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("not from this catalog")
    assert "POST /likes" not in service.asked
    assert findings(page) == []


def queue_of(playing: Any) -> dict[str, Any]:
    entry = {"uid": 7, "queued_by": "bob", "temp": False, "starts_at": None}
    entries = [] if playing is None else [{**entry, **playing}]
    return {"connected": True, "as_of": told.ago(0), "now_playing": playing, "entries": entries}


def test_the_queue_page_has_a_heart_of_its_own(open_told: OpenTold, screenshots: Path) -> None:
    """Both hearts of the page say the same; with nothing playing it is off, with the reason."""
    playing = told.playing()["now_playing"]
    page, service = open_told(
        liked((201, LIKED)) | {"/queue": queue_of(playing), "/apply-jobs": {"jobs": []}},
        path="/queue/",
    )
    card = page.get_by_role("region", name="Now playing")
    card.get_by_role("button", name=f"Like {BLOB}").click()
    for button in (card.get_by_role("button", name=f"Liked {BLOB}"), heart(page)):
        expect(button).to_have_attribute("aria-pressed", "true")
    assert findings(page) == []
    page.screenshot(path=screenshots / "queue-liked-1280.png")
    page.set_viewport_size({"width": 360, "height": 740})
    page.screenshot(path=screenshots / "queue-liked-360.png")
    service.answers["/queue"] = queue_of(None)
    page.reload()
    off = card.get_by_role("button", name="Like")
    expect(off).to_have_attribute("aria-disabled", "true")
    expect(off).to_have_accessible_description(re.compile("^Nothing is playing"))
    expect(card).to_contain_text("there is nothing to like")
    assert findings(page) == []


# no word of the menu is broken
ONE_LINE = """[...document.querySelectorAll(".site-nav a:not([hidden]), .wordmark")]
  .every(({ offsetHeight }) => offsetHeight <= 46)"""


def test_the_header_keeps_its_height_with_and_without_the_heart(open_told: OpenTold) -> None:
    """Nothing moves when something begins to play, at any usual width, whoever is signed in."""
    for role in ("anonymous", "admin"):
        page, service = open_told(told.full(role), path="/categories/")
        heights = {}
        for playing in (None, told.playing()["now_playing"]):
            service.answers["/now-playing"] = {"connected": True, "now_playing": playing}
            page.reload()
            expect(page.get_by_role("button", name="Status: Online")).to_be_visible()
            expect(page.locator(".like")).to_have_count(1 if playing else 0)
            for width in (1600, 1280, 1152, 1024, 700, 360, 320):
                page.set_viewport_size({"width": width, "height": 740})
                box = page.locator(".site-header").bounding_box()
                assert box is not None
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                heights.setdefault(width, set()).add(box["height"])
                assert page.evaluate(ONE_LINE), (role, width)
        assert {width: tall for width, tall in heights.items() if len(tall) > 1} == {}, role
