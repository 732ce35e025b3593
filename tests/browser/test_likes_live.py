"""Liking what plays, over the real channel and service, as viewers and the blessed do it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.apply_pages import BLESSED, people_of
from tests.browser.conftest import OpenPage
from tests.browser.queue_stack import REELS, LiveStack
from tests.browser.saved import People
from tests.browser.service_stack import Viewer, ask_for_code, panel
from tests.standins.processes import wait_until


def heart(page: Page, video_id: str) -> Locator:
    """The button in the header, while that item plays."""
    name = re.compile(f"^Liked? Reel {video_id[-3:]}")
    return page.get_by_role("banner").get_by_role("button", name=name)


def expect_liked(page: Page, video_id: str, likes: int) -> None:
    """Shown as liked, with so many likes in all."""
    button = heart(page, video_id)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_accessible_name(re.compile(rf", {likes} likes?$"))


def test_a_like_counts_once_and_the_blessed_see_it(live: LiveStack, open_page: OpenPage) -> None:
    """Once for a viewer, however often and from whichever browser; told to the blessed at once."""
    item = REELS[40]
    live.seed([item])
    people = people_of(live, open_page)
    alice = people.page(BLESSED, "/categories/")
    expect(heart(alice, item)).to_have_accessible_name(re.compile(", 0 likes$"))
    bob = people.page("bob", "/queue/")
    card = bob.get_by_role("region", name="Now playing")
    card.get_by_role("button", name="Like Reel").click()
    expect_liked(bob, item, 1)
    bob.reload()
    expect_liked(bob, item, 1)
    heart(bob, item).click()
    expect(bob.locator(".toast")).to_contain_text("You liked Reel 041 already")
    elsewhere = people.page("bob", "/categories/")
    expect(heart(elsewhere, item)).to_have_attribute("aria-pressed", "false")
    heart(elsewhere, item).click()
    expect(elsewhere.locator(".toast")).to_contain_text("You liked Reel 041 already")
    expect_liked(elsewhere, item, 1)
    heart(alice, item).click()
    expect_liked(alice, item, 2)
    alice.goto("/stats/?window=7d")
    liked = alice.get_by_role("region", name="Top liked").get_by_role("listitem")
    expect(liked.filter(has_text="Reel 041")).to_contain_text("2 likes")
    with people.api("bob") as api:
        assert api.get("/likes/top").status_code == 403


def test_signed_out_one_signs_in_and_has_liked(live: LiveStack, open_page: OpenPage) -> None:
    """With the code of the private message; no second press is needed."""
    item = REELS[41]
    live.seed([item])
    carol = Viewer(open_page("/", base=live.stack.channel.cytube.http_url), "carol")
    page = open_page("/categories/", base=live.stack.url)
    heart(page, item).click()
    ask_for_code(page, "carol")
    panel(page).get_by_label("Code").fill(carol.code())
    panel(page).get_by_role("button", name="Sign in").click()
    expect_liked(page, item, 1)


def test_what_has_ended_meanwhile_is_not_liked(live: LiveStack, open_page: OpenPage) -> None:
    """Another item plays than the one that was seen: neither is liked, and it is said."""
    seen, now = REELS[42], REELS[43]
    live.seed([seen, now])
    people = people_of(live, open_page)
    page = people.page("bob", "/categories/")
    expect(heart(page, seen)).to_be_visible()
    _keep_showing_what_plays(page, people)
    cytube = live.stack.channel.cytube
    cytube.join("labadmin")
    cytube.act("labadmin", "jumpTo", live.uids()[1])
    with people.api("bob") as api:

        def known_everywhere() -> bool:
            told = [api.get("/now-playing").json()["now_playing"] for _ in range(4)]
            return all(one is not None and one["video_id"] == now for one in told)

        wait_until(known_everywhere, what="the next item playing everywhere", within=30)
    heart(page, seen).click()
    expect(page.locator(".toast")).to_contain_text("Nothing was liked")
    expect(heart(page, now)).to_have_attribute("aria-pressed", "false")
    with people.api(BLESSED) as api:
        assert [api.get(f"/likes/items/{one}").json()["likes"] for one in (seen, now)] == [0, 0]


def _keep_showing_what_plays(page: Page, people: People) -> None:
    """The page is told of no other item until it has asked for the like."""
    with people.api("bob") as api:
        told = api.get("/now-playing").text
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def answer(route: Route) -> None:
        if any(url.endswith("/likes") for url in asked):
            route.continue_()
        else:
            route.fulfill(body=told, content_type="application/json")

    page.route("**/api/v1/now-playing", answer)
