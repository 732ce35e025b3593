"""Searching by mouse and keyboard, categories, addresses and the way back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


def titles(page: Page) -> list[str]:
    return page.locator("#results .row-title").all_inner_texts()


def count(page: Page, text: str) -> None:
    expect(page.locator(".results-count")).to_have_text(text)


def test_results_come_while_typing_best_first_and_marked(catalog: Page) -> None:
    """Typing narrows at each letter; the match is marked in the title as people read it."""
    catalog.locator("#query").press_sequentially("the blo")
    count(catalog, "2 of 400")
    assert titles(catalog) == ["The Blob (1958)", "Beware! The Blob (1972)"]
    expect(catalog.locator("#results mark").first).to_have_text("The Blo")


def test_the_whole_search_goes_by_keyboard(catalog: Page) -> None:
    """Slash focuses, arrows walk from inside the field, Enter adds, Escape clears, then leaves."""
    catalog.keyboard.press("/")
    field = catalog.locator("#query")
    expect(field).to_be_focused()
    catalog.keyboard.type("blob")
    count(catalog, "2 of 400")
    catalog.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "row-0")
    expect(catalog.locator("#row-0")).to_have_attribute("aria-selected", "true")
    catalog.keyboard.press("ArrowDown")
    catalog.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(catalog.locator(".ordered-item")).to_have_count(1)
    expect(catalog.locator("#row-1 .badge")).to_contain_text("in list")
    catalog.keyboard.press("Escape")
    expect(field).to_have_value("")
    count(catalog, "400 of 400")
    catalog.keyboard.press("Escape")
    expect(field).not_to_be_focused()


def test_control_k_searches_and_question_mark_explains(catalog: Page) -> None:
    """Both shortcuts work from anywhere on the page; Escape closes the explanation."""
    catalog.keyboard.press("?")
    dialog = catalog.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    catalog.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    catalog.keyboard.press("Control+k")
    expect(catalog.locator("#query")).to_be_focused()


def test_shift_enter_opens_the_item(catalog: Page) -> None:
    """The walked-to result's own page opens."""
    catalog.locator("#query").fill("shining")
    count(catalog, "1 of 400")
    catalog.keyboard.press("ArrowDown")
    catalog.keyboard.press("Shift+Enter")
    catalog.wait_for_url("**/video/film00002/")
    expect(catalog.get_by_role("heading", level=1)).to_contain_text("The Shining")


def test_categories_any_and_all_with_live_counts(catalog: Page) -> None:
    """Chips combine with the query, count what they would leave, and switch between any and all."""
    horror = catalog.get_by_role("button", name=re.compile("^Horror"))
    comedy = catalog.get_by_role("button", name=re.compile("^Comedy"))
    movies = catalog.get_by_role("button", name=re.compile("^Movies"))
    horror.click()
    movies.click()
    count(catalog, "134 of 400")
    catalog.get_by_role("button", name="all of these").click()
    count(catalog, "3 of 400")
    catalog.locator("#query").fill("blob")
    count(catalog, "2 of 400")
    expect(horror.locator(".chip-count")).to_have_text("2")
    expect(comedy.locator(".chip-count")).to_have_text("0")
    assert "mode=all" in catalog.url


def test_an_empty_answer_names_the_filter_and_the_ways_out(catalog: Page) -> None:
    """One click leads from nothing to what the other filters would find."""
    catalog.get_by_role("button", name=re.compile("^Comedy")).click()
    catalog.locator("#query").fill("blob")
    expect(catalog.get_by_role("heading", name="Nothing for “blob”")).to_be_visible()
    expect(catalog.locator(".empty")).to_contain_text("is in Comedy")
    catalog.get_by_role("button", name="Search all categories (2)").click()
    count(catalog, "2 of 400")


def test_addresses_carry_the_search_and_back_works(open_page: OpenPage) -> None:
    """A link opens the same search; each filter and each burst of typing is one step back."""
    page = open_page("/?q=blob&c=horror&c=movies&mode=all")
    count(page, "2 of 400")
    expect(page.locator("#query")).to_have_value("blob")
    page.get_by_role("button", name=re.compile("^1950s")).click()
    count(page, "1 of 400")
    page.go_back()
    count(page, "2 of 400")
    page.locator("#query").fill("blobb")
    expect(page.locator(".empty")).to_be_visible()
    page.go_back()
    count(page, "2 of 400")
    expect(page.locator("#query")).to_have_value("blob")
    page.go_forward()
    expect(page.locator("#query")).to_have_value("blobb")


def test_a_long_list_is_virtual_and_says_where_one_is(catalog: Page) -> None:
    """Few rows exist, each knows its place of all, and the last one can be reached by keyboard."""
    grid = catalog.locator("#results")
    expect(grid).to_have_attribute("aria-rowcount", "400")
    assert grid.locator("[role=row]").count() < 60
    catalog.locator("#query").focus()
    catalog.keyboard.press("ArrowDown")
    for _ in range(50):
        catalog.keyboard.press("PageDown")
    last = catalog.locator("#row-399")
    expect(last).to_be_in_viewport(ratio=1)
    expect(last).to_have_attribute("aria-rowindex", "400")
    assert grid.locator("[role=row]").count() < 60


def test_counts_are_announced_politely(catalog: Page) -> None:
    """After typing stops, a screen reader hears how many were found."""
    catalog.locator("#query").fill("blob")
    expect(catalog.locator("#announcer")).to_have_text("2 results")


def test_typing_never_waits(catalog: Page) -> None:
    """A keystroke's answer is on the page at the second frame after it, whatever is typed."""
    frames = catalog.evaluate(
        """async () => {
          const field = document.getElementById("query");
          const shown = () => document.querySelector(".results-count").textContent;
          const frames = [];
          for (const [text, count] of [["blob", "2 of"], ["night train", "390 of"],
            ["shining", "1 of"], ["", "400 of"], ["night train s01", "130 of"]]) {
            field.value = text;
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
            let waited = 0;
            for (; !shown().startsWith(count) && waited < 60; waited += 1) {
              await new Promise(requestAnimationFrame);
            }
            frames.push(waited);
          }
          return frames;
        }"""
    )
    assert max(frames) <= 2


def test_what_could_not_be_added_is_said_and_tried_again(open_page: OpenPage) -> None:
    """The ids come after what is searched for: on a bad line they may not come at once."""
    page = open_page("/404.html", expected=("Failed to load",))
    page.route("**/search/ids-*", lambda route: route.abort())
    page.goto("/?q=blob")
    count(page, "2 of 400")
    page.locator("#row-0").get_by_role("button").click()
    expect(page.locator(".toast")).to_contain_text("could not be loaded")
    page.unroute("**/search/ids-*")
    page.locator(".toast").get_by_role("button", name="Try again").click()
    expect(page.locator(".ordered-item")).to_have_count(1)


def test_links_and_marks_follow_when_the_ids_come_late(open_page: OpenPage) -> None:
    """Nobody has to ask for it."""
    page = open_page("/404.html", expected=("Failed to load",))
    page.route("**/search/ids-*", lambda route: route.abort())
    page.clock.install()
    with page.expect_event("requestfailed"):
        page.goto("/?q=blob")
    count(page, "2 of 400")
    expect(page.locator("#row-0 a")).not_to_have_attribute("href", re.compile("."))
    page.unroute("**/search/ids-*")
    page.clock.run_for(11_000)
    expect(page.locator("#row-0 a")).to_have_attribute("href", re.compile("^/video/film0000"))


def test_a_browser_that_takes_no_more_addresses_searches_on(open_page: OpenPage) -> None:
    """Firefox and Safari refuse them when they change too often; the newest is written later."""
    page = open_page("/404.html")
    page.add_init_script(
        """{
          let left = 2;
          window.calm = () => { left = 100; };
          for (const name of ["pushState", "replaceState"]) {
            const real = history[name].bind(history);
            history[name] = (...step) => {
              if (left-- <= 0) throw new DOMException("insecure", "SecurityError");
              real(...step);
            };
          }
        }"""
    )
    page.goto("/")
    page.wait_for_selector("#results")
    page.locator("#query").press_sequentially("the blob")
    count(page, "2 of 400")
    assert page.url.endswith("?q=th")
    page.evaluate("calm()")
    page.wait_for_url("**/?q=the+blob")


def test_the_keyboard_goes_on_from_the_answer_when_its_button_has_gone(catalog: Page) -> None:
    """Out of an empty result, and out of chosen categories."""
    catalog.locator("#query").fill("zzzz")
    catalog.get_by_role("button", name="Whole catalog (400)").press("Enter")
    count(catalog, "400 of 400")
    expect(catalog.locator(".results-count")).to_be_focused()
    catalog.get_by_role("button", name="Horror").press("Enter")
    catalog.get_by_role("button", name="Clear categories").press("Enter")
    count(catalog, "400 of 400")
    expect(catalog.locator(".chip").first).to_be_focused()
