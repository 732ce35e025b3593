"""The statistics page in Chromium over every answer a service can give."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import told_service as told
from tests.browser.conftest import OpenPage
from tests.browser.served_site import Server
from tests.browser.service_stack import ANSWERS
from tests.browser.test_accessibility import findings
from tests.browser.told_service import OpenTold


def rows(page: Page, heading: str = "Top played") -> Locator:
    return page.get_by_role("region", name=heading).get_by_role("listitem")


def chart(page: Page) -> Locator:
    return page.get_by_role("img")


def bars(page: Page) -> Locator:
    return page.locator(".chart-bar")


def time_choice(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Time").get_by_role("radio", name=name)


def test_totals_and_ranks_are_told(open_told: OpenTold) -> None:
    """Four totals, every row with rank, title, plays and the exact time of the last one."""
    page, _ = open_told(told.full())
    expect(page.locator(".total")).to_have_text(
        ["Items played11,902", "Hours played16,100", "Items queued12,480", "Hours queued17,000"]
    )
    second = rows(page).nth(1)
    expect(second.get_by_role("link")).to_have_attribute("href", "/video/film00001/")
    expect(second).to_contain_text("Rank 2")
    expect(second).to_contain_text("37 plays")
    when = second.locator("time")
    expect(when).to_have_text("3 days ago")
    assert str(when.get_attribute("datetime")).startswith(told.ago(3)[:16])
    assert len(str(when.get_attribute("title"))) > len("3 days ago")


def test_titles_stay_text_and_what_is_gone_cannot_be_added(open_told: OpenTold) -> None:
    """A title that tries to break out is shown; what the catalog lost has no link or button."""
    page, _ = open_told(told.full())
    expect(rows(page).nth(3)).to_contain_text("<img src=x")
    gone = rows(page).nth(2)
    expect(gone).to_contain_text("not in the catalog any more")
    expect(gone.get_by_role("link")).to_have_count(0)
    expect(gone.get_by_role("button")).to_have_count(0)
    assert page.evaluate("window.broken") is None


def test_a_row_is_added_to_the_list_and_undone(open_told: OpenTold) -> None:
    """The row shows it, the catalog's length goes into the list, the message takes it back."""
    page, _ = open_told(told.full())
    add = rows(page).nth(0).get_by_role("button", name="Add The Blob (1958)")
    expect(rows(page).nth(2)).to_contain_text("not in the catalog")
    add.click()
    expect(page.locator(".toast")).to_contain_text("Added The Blob (1958)")
    again = rows(page).nth(0).get_by_role("button", name="Add The Blob (1958) again")
    expect(again).to_be_focused()
    expect(page.locator(".list-bar")).to_contain_text("1 item")
    kept = page.evaluate("localStorage.getItem('kryten.playlist') ?? JSON.stringify(localStorage)")
    assert "5163" in kept
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".list-bar")).to_be_hidden()
    expect(add).to_be_visible()


def test_the_window_is_chosen_by_keyboard_and_kept_in_the_address(open_told: OpenTold) -> None:
    """Arrows choose, the service is asked for that window, Back and a reload show it again."""
    page, service = open_told(told.full())
    time_choice(page, "30 days").focus()
    page.keyboard.press("ArrowRight")
    expect(time_choice(page, "365 days")).to_be_checked()
    expect(page).to_have_url(re.compile(r"/stats/\?window=365d$"))
    expect(page.get_by_role("heading", name="Week by week")).to_be_visible()
    assert "GET /stats/top-played?window=365d&limit=50" in service.asked
    page.get_by_role("radio", name="Likes").check()
    expect(page).to_have_url(re.compile(r"window=365d&show=likes$"))
    page.reload()
    expect(time_choice(page, "365 days")).to_be_checked()
    expect(page.get_by_role("radio", name="Likes")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("radio", name="Plays")).to_be_checked()
    page.go_back()
    expect(time_choice(page, "30 days")).to_be_checked()
    expect(page.get_by_role("heading", name="Day by day")).to_be_visible()


def test_the_chart_is_told_in_words_and_as_a_table(open_told: OpenTold) -> None:
    """A name and a description; the same numbers, the latest first, behind a disclosure."""
    page, _ = open_told(told.full(), path="/stats/?window=7d")
    days = told.days(7)
    expect(bars(page)).to_have_count(7)
    plays = sum(int(day["items_played"]) for day in days)
    expect(chart(page)).to_have_accessible_name("Plays day by day")
    expect(chart(page)).to_have_accessible_description(re.compile(rf"{plays} plays in all\. Most:"))
    page.get_by_text("The numbers as a table").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(8)
    cells = table.get_by_role("row").nth(1).get_by_role("cell")
    expect(cells.nth(0)).to_have_text(str(days[-1]["items_played"]))
    expect(cells.nth(3)).to_have_text(str(days[-1]["likes"]))
    tallest = max(day["items_played"] for day in days)
    heights = [float(str(bar.get_attribute("height"))) for bar in bars(page).all()]
    assert heights.index(max(heights)) == [day["items_played"] for day in days].index(tallest)


def test_more_rows_come_on_demand_and_reading_goes_on_there(open_told: OpenTold) -> None:
    page, _ = open_told(told.full())
    expect(rows(page)).to_have_count(10)
    page.get_by_role("button", name="Show all 24").click()
    expect(rows(page)).to_have_count(24)
    expect(rows(page).nth(10).get_by_role("link")).to_be_focused()


@pytest.mark.parametrize(
    ("role", "words"), [("anonymous", "Sign in with a blessed name"), ("viewer", "Alice, likes")]
)
def test_top_liked_says_why_it_is_closed(open_told: OpenTold, role: str, words: str) -> None:
    """Nobody is refused by the service: it is not asked at all."""
    page, service = open_told(told.full(role))
    expect(page.get_by_role("region", name="Top liked")).to_contain_text(words)
    assert not [asked for asked in service.asked if "/likes/" in asked]


def test_top_liked_is_shown_to_the_blessed(open_told: OpenTold) -> None:
    """By the same window, with the same way into the list."""
    page, service = open_told(told.full("blessed"), path="/stats/?window=all")
    liked = rows(page, "Top liked")
    expect(liked).to_have_count(8)
    expect(liked.nth(1)).to_contain_text("8 likes")
    expect(liked.nth(1).get_by_role("button", name="Add Beware! The Blob (1972)")).to_be_visible()
    assert "GET /likes/top?window=all&limit=50" in service.asked


def test_nothing_counted_yet_says_what_to_do(open_told: OpenTold) -> None:
    """No empty picture and no empty list: words, and the way to the first play."""
    answers = told.full("blessed") | {
        "/stats/summary": told.EMPTY_SUMMARY,
        "/stats/top-played": {"window": "7d", "items": []},
        "/stats/days": {"window": "7d", "days": []},
        "/likes/top": {"window": "7d", "likes": 0, "liked_items": 0, "items": []},
    }
    page, _ = open_told(answers, path="/stats/?window=7d")
    expect(chart(page)).to_have_count(0)
    main = page.get_by_role("main")
    expect(main).to_contain_text("No plays in this time.")
    expect(main).to_contain_text("Nothing of the catalog was played in the last 7 days.")
    expect(main.get_by_role("link", name="Put a playlist on the queue")).to_be_visible()
    expect(main).to_contain_text("Nobody has liked anything in the last 7 days.")
    assert findings(page) == []


@pytest.mark.parametrize(
    ("refusal", "words"),
    [(told.API_DOWN, "The service does not answer"), (told.NATS_DOWN, "NATS is down")],
)
def test_without_the_service_the_copy_is_shown_with_its_time(
    open_told: OpenTold, refusal: Any, words: str
) -> None:
    """The numbers of the copy, why, and as of when; by a press, those of the service again."""
    paths = ("/stats/summary", "/stats/top-played", "/stats/days")
    answers = told.full() | dict.fromkeys(paths, refusal)
    page, service = open_told(answers, live=told.copy(), path="/stats/?window=365d")
    notice = page.locator(".notice-warn")
    expect(notice).to_contain_text(re.compile(rf"^{words}.*: these numbers are as of .*\d\d:\d\d"))
    expect(rows(page).first).to_contain_text("41 plays")
    expect(bars(page).first).to_be_attached()
    expect(page.get_by_role("region", name="Top liked")).to_contain_text(
        re.compile("Likes are shown when .* is back")
    )
    assert findings(page) == []
    time_choice(page, "All time").check()
    expect(page.get_by_role("main")).to_contain_text("plays in the last 365 days")
    service.answers |= told.full()
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_have_count(0)
    expect(page.get_by_role("region", name="Top liked")).to_contain_text("Sign in")


def test_without_a_copy_the_service_says_what_is_wrong(open_told: OpenTold) -> None:
    """A sentence and a way on; when the service is there, the numbers are."""
    page, service = open_told(told.full() | {"/stats/summary": told.API_DOWN})
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The statistics cannot be shown.")
    assert findings(page) == []
    service.answers["/stats/summary"] = told.SUMMARY
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator(".totals")).to_contain_text("11,902")
    expect(alert).to_have_count(0)


def test_a_site_alone_says_that_nobody_counts(open_page: OpenPage) -> None:
    """Static files without any service: the page says so and breaks nothing."""
    page = open_page("/stats/", expected=ANSWERS)
    expect(page.get_by_role("alert")).to_contain_text("The statistics cannot be shown.")


def test_a_device_without_a_network_has_the_last_copy(
    own_site: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    """The service worker keeps what came last; the page says of when it is."""
    live = tmp_path / "site" / "live"
    live.mkdir()
    (live / "stats.json").write_text(json.dumps(told.copy()))
    page = open_page("/stats/", base=own_site.url, service_workers="allow", expected=ANSWERS)
    page.wait_for_function(
        "async () => (await navigator.serviceWorker.ready).active?.state === 'activated'"
    )
    page.reload()
    expect(rows(page).first).to_contain_text("41 plays")
    page.wait_for_function("async () => Boolean(await caches.match('/live/stats.json'))")
    own_site.stop()
    page.reload()
    expect(page.locator(".notice-warn")).to_contain_text("these numbers are as of")
    expect(rows(page).first).to_contain_text("41 plays")


def test_without_javascript_the_page_says_what_it_would_show(open_page: OpenPage) -> None:
    page = open_page("/categories/", java_script_enabled=False)
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Stats").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistics")
    # Playwright's switch leaves <noscript> unrendered, so its text is looked for in the source
    assert "showing it needs JavaScript" in page.content()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_nothing_is_wrong_at_any_width(open_told: OpenTold, screenshots: Path, scheme: str) -> None:
    """axe finds nothing, with table and all rows open, and nothing scrolls sideways."""
    answers = told.full("blessed") | {
        "/now-playing": told.playing(),
        "/likes/items/film00000": {"likes": 12},
    }
    page, _ = open_told(answers, color_scheme=scheme, has_touch=True)
    expect(rows(page, "Top liked").first).to_be_visible()
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=screenshots / f"stats-{width}-{scheme}.png", full_page=True)
        assert findings(page) == [], width
    page.get_by_text("The numbers as a table").click()
    page.get_by_role("button", name="Show all 24").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert findings(page) == []
