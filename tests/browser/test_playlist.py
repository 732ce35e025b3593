"""The working playlist: adding, taking back, duplicates, coming back, sharing."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

DAY_MS = 24 * 3600 * 1000
# long before a message goes by itself
SOON_MS = 4000


def entries(page: Page) -> list[str]:
    # not the inner text: entries out of sight are not laid out, which makes theirs empty
    return page.locator(".ordered-item .entry-title").all_text_contents()


def add(page: Page, query: str) -> None:
    page.locator("#query").fill(query)
    expect(page.locator("#row-0 mark").first).to_be_visible()
    page.locator("#row-0").get_by_role("button").click()


def test_adding_keeps_scroll_and_focus_and_can_be_undone(catalog: Page) -> None:
    """The row shows that it is in the list; the toast takes it back."""
    catalog.mouse.wheel(0, 2000)
    row = catalog.locator("[role=row]").nth(20)
    button = row.get_by_role("button")
    button.scroll_into_view_if_needed()
    before = catalog.evaluate("scrollY")
    button.click()
    expect(row.locator(".badge")).to_contain_text("in list")
    expect(button).to_be_focused()
    assert catalog.evaluate("scrollY") == before
    expect(catalog.locator(".toast")).to_contain_text("Added Night Train")
    catalog.locator(".toast").get_by_role("button", name="Undo").click()
    expect(catalog.locator(".ordered-item")).to_have_count(0)
    expect(row.locator(".badge")).to_have_count(0)


def test_all_found_can_be_added_at_once(catalog: Page) -> None:
    """ "Add all" takes every result in its order, not only those on the screen."""
    catalog.locator("#query").fill("night train s02")
    catalog.get_by_role("button", name="Add all 130").click()
    expect(catalog.locator(".ordered-item")).to_have_count(130)
    assert entries(catalog)[0].startswith("Night Train S02E01")
    assert entries(catalog)[-1].startswith("Night Train S02E130")
    expect(catalog.locator(".panel-sum")).to_contain_text("130 items")


def test_runtime_and_clock_times_follow_the_start(open_page: OpenPage) -> None:
    """Each entry says when it would start and end in the viewer's own time."""
    page = open_page("/", locale="en-GB", timezone_id="Europe/Berlin")
    page.wait_for_selector("#results")
    add(page, "the blob 1958")
    add(page, "shining")
    page.get_by_label("Starting now, or at").fill("23:00")
    facts = page.locator(".entry-facts")
    expect(facts.nth(0)).to_contain_text("23:00 – 00:26")
    expect(facts.nth(1)).to_contain_text("00:26 – 01:36")
    expect(page.locator(".panel-sum")).to_contain_text("2 h 36 min")


def test_an_unknown_length_makes_times_a_lower_bound(catalog: Page) -> None:
    """What is not known is said, not counted as nothing."""
    add(catalog, "unknown length")
    add(catalog, "shining")
    expect(catalog.locator(".panel-sum")).to_contain_text("at least 1 h 10 min")
    expect(catalog.locator(".panel-sum")).to_contain_text("1 item of unknown length")
    expect(catalog.locator(".entry-facts").nth(1)).to_contain_text("≥")


def test_duplicates_are_marked_not_forbidden(catalog: Page) -> None:
    """The second of two equal items says so, and one action removes all repetitions."""
    add(catalog, "shining")
    catalog.locator("#row-0").get_by_role("button").click()
    add(catalog, "amelie")
    expect(catalog.locator(".ordered-item").nth(1)).to_contain_text("same as 1")
    catalog.get_by_role("button", name="Remove", exact=True).click()
    expect(catalog.locator(".ordered-item")).to_have_count(2)
    expect(catalog.locator(".badge-warn")).to_have_count(0)


def test_a_message_offers_to_undo_what_it_tells_of_and_nothing_else(catalog: Page) -> None:
    """Undone by keys, or followed by another step, it goes: its button would undo another one."""
    add(catalog, "shining")
    add(catalog, "amelie")
    message = catalog.locator(".toast")
    expect(message).to_contain_text("Added Amélie")
    catalog.locator(".handle").first.focus()
    catalog.keyboard.press("Control+z")
    expect(message).to_have_count(0, timeout=SOON_MS)
    expect(catalog.locator(".ordered-item")).to_have_count(1)
    add(catalog, "amelie")
    expect(message).to_contain_text("Added Amélie")
    catalog.locator(".handle").first.focus()
    catalog.keyboard.press("Alt+ArrowDown")
    expect(message).to_have_count(0, timeout=SOON_MS)
    add(catalog, "unknown length")
    message.get_by_role("button", name="Undo").click()
    assert entries(catalog) == ["Amélie à la ferme (2001)", "The Shining (1980) pt1"]


def test_what_another_tab_took_out_is_not_counted_as_left_out(catalog: Page) -> None:
    """A page that comes back as it was left hears of the other tab only when it adds."""
    catalog.locator("#query").fill("night train s01e10")
    catalog.get_by_role("button", name="Add all").click()
    expect(catalog.locator(".ordered-item")).to_have_count(11)
    catalog.evaluate(
        """() => {
          const key = "kryten.working-playlist";
          const list = JSON.parse(localStorage.getItem(key));
          localStorage.setItem(key, JSON.stringify({ ...list, revision: "other", entries: [] }));
        }"""
    )
    catalog.locator("#row-0").get_by_role("button").click()
    expect(catalog.locator(".ordered-item")).to_have_count(1)
    expect(catalog.locator(".toast")).to_contain_text("Added Night Train")


def test_a_full_list_takes_nothing_and_offers_to_undo_nothing(open_page: OpenPage) -> None:
    """4,000 is the most; a button to undo would take back what was done before."""
    page = open_page("/404.html")
    page.evaluate(
        """() => {
          const entry = (_, at) => ({ key: `k${at}`, videoId: "film00000", title: "x" });
          const entries = Array.from({ length: 4000 }, entry);
          const list = { schema: 1, revision: "r", savedAt: Date.now(), entries };
          localStorage.setItem("kryten.working-playlist", JSON.stringify(list));
        }"""
    )
    page.goto("/video/film00001/")
    page.get_by_role("button", name="Add to my list").click()
    expect(page.locator(".toast")).to_contain_text("The list is full: 1 item left out.")
    expect(page.locator(".toast").get_by_role("button", name="Undo")).to_have_count(0)


def test_undo_and_redo_have_no_limit(catalog: Page) -> None:
    """Every step of a long sitting is taken back and done again by keyboard."""
    catalog.locator("#query").fill("night train s03")
    expect(catalog.locator(".results-count")).to_have_text("130 of 400")
    for _ in range(60):
        catalog.keyboard.press("ArrowDown")
        catalog.keyboard.press("Enter")
    expect(catalog.locator(".ordered-item")).to_have_count(60)
    catalog.keyboard.press("Escape")
    catalog.keyboard.press("Escape")
    for _ in range(60):
        catalog.keyboard.press("Control+z")
    expect(catalog.locator(".ordered-item")).to_have_count(0)
    for _ in range(60):
        catalog.keyboard.press("Control+Shift+z")
    expect(catalog.locator(".ordered-item")).to_have_count(60)


def test_the_list_survives_a_reload_and_other_pages(catalog: Page) -> None:
    """Added on the catalog, added on an item's page: one list, without asking."""
    add(catalog, "shining")
    catalog.goto("/video/film00000/")
    catalog.get_by_role("button", name="Add to my list").click()
    catalog.get_by_role("link", name="My list: 2 items").click()
    expect(catalog.locator(".ordered-item")).to_have_count(2)
    catalog.reload()
    expect(catalog.locator(".ordered-item")).to_have_count(2)
    expect(catalog.get_by_role("button", name="Resume")).to_have_count(0)


def test_an_old_list_is_offered_to_resume_or_discard(catalog: Page) -> None:
    """A list from yesterday waits in a new tab; discarding it can be undone."""
    add(catalog, "shining")
    catalog.evaluate(
        """(age) => {
          const key = "kryten.working-playlist";
          const list = JSON.parse(localStorage.getItem(key));
          localStorage.setItem(key, JSON.stringify({ ...list, savedAt: list.savedAt - age }));
        }""",
        DAY_MS,
    )
    tab = catalog.context.new_page()
    tab.goto("/")
    expect(tab.locator(".panel")).to_contain_text("Your list from yesterday")
    tab.get_by_role("button", name="Discard").click()
    expect(tab.locator(".ordered-item")).to_have_count(0)
    tab.locator(".toast").get_by_role("button", name="Undo").click()
    expect(tab.locator(".ordered-item")).to_have_count(1)


def test_two_tabs_build_one_list(catalog: Page) -> None:
    """What is added in one tab appears in the other; neither destroys the other's work."""
    other = catalog.context.new_page()
    other.goto("/")
    other.wait_for_selector("#results")
    add(catalog, "shining")
    expect(other.locator(".ordered-item")).to_have_count(1)
    add(other, "amelie")
    expect(catalog.locator(".ordered-item")).to_have_count(2)


def test_a_link_carries_the_list_and_asks_before_replacing_another(
    catalog: Page, open_page: OpenPage
) -> None:
    """A new visitor gets the shared list at once; one with a list, where it is open, chooses."""
    add(catalog, "shining")
    link = "/#playlist=film00000.film00001.gone"
    stranger = open_page(link)
    expect(stranger.locator(".ordered-item")).to_have_count(2)
    expect(stranger.locator(".toast")).to_contain_text("1 more cannot be queued or are not in")
    assert "#" not in stranger.url
    # nothing is loaded: only what stands after the # is another
    catalog.goto(link)
    expect(catalog.locator(".panel")).to_contain_text("carries a list of 2 items")
    catalog.get_by_role("button", name="Add to mine").click()
    expect(catalog.locator(".ordered-item")).to_have_count(3)


def test_the_list_is_shared_as_link_and_text(open_page: OpenPage) -> None:
    """The menu copies a link that opens the same list, and readable text."""
    page = open_page(
        "/#playlist=film00002.film00000", permissions=["clipboard-read", "clipboard-write"]
    )
    expect(page.locator(".ordered-item")).to_have_count(2)
    page.get_by_role("button", name="List actions").click()
    page.get_by_role("menuitem", name="Copy link to this list").click()
    expect(page.locator(".toast")).to_contain_text("copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/#playlist=film00002.film00000")
    page.get_by_role("button", name="List actions").click()
    page.get_by_role("menuitem", name="Copy as text").click()
    expect(page.locator(".toast")).to_contain_text("List copied")
    assert page.evaluate("navigator.clipboard.readText()").splitlines()[1] == (
        "2. The Blob (1958) [1:26:03] (film00000)"
    )


def test_what_is_stored_has_a_schema_version(catalog: Page) -> None:
    """A later version can tell what it reads."""
    add(catalog, "shining")
    stored = json.loads(catalog.evaluate("localStorage.getItem('kryten.working-playlist')"))
    assert stored["schema"] == 1
    assert [entry["videoId"] for entry in stored["entries"]] == ["film00002"]


def test_on_a_phone_the_list_is_a_sheet(open_page: OpenPage) -> None:
    """The sheet's bar tells the sum; opened it holds the list, Escape closes it."""
    page = open_page(
        "/#playlist=film00002.film00000",
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    )
    bar = page.locator(".panel-toggle")
    expect(bar).to_contain_text("2 items · 2 h 36 min")
    expect(page.locator(".ordered-item").first).to_be_hidden()
    bar.tap()
    expect(page.locator(".ordered-item").first).to_be_visible()
    page.locator(".handle").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".ordered-item").first).to_be_hidden()


def test_a_browser_that_stores_nothing_says_so(open_page: OpenPage) -> None:
    """Everything works until the page is left, and the list says that it will not last."""
    page = open_page("/404.html")
    page.add_init_script(
        """{
          const forbidden = () => { throw new DOMException("forbidden", "SecurityError"); };
          Object.defineProperty(window, "localStorage", { get: forbidden });
          Storage.prototype.setItem = forbidden;
        }"""
    )
    page.goto("/")
    page.wait_for_selector("#results")
    add(page, "shining")
    expect(page.locator(".ordered-item")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("This browser would not save the list")


def test_a_menu_in_which_nothing_can_be_chosen_is_left_by_keyboard(catalog: Page) -> None:
    """The list is empty, and so nothing of it can be copied; Escape returns."""
    actions = catalog.get_by_role("button", name="List actions")
    actions.press("Enter")
    expect(catalog.get_by_role("menu")).to_be_visible()
    catalog.keyboard.press("Escape")
    expect(catalog.get_by_role("menu")).to_have_count(0)
    expect(actions).to_be_focused()


def test_escape_leaves_the_dialog_over_the_sheet_then_the_sheet(open_page: OpenPage) -> None:
    """Each time the keyboard goes on from where it came from."""
    page = open_page("/#playlist=film00000.film00001", viewport={"width": 600, "height": 800})
    sheet = page.get_by_role("button", name="My list 2 items")
    sheet.press("Enter")
    menu = page.get_by_role("button", name="Actions for The Blob (1958)")
    menu.press("Enter")
    page.get_by_role("menuitem", name="Move to position…").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(sheet).to_have_attribute("aria-expanded", "true")
    expect(menu).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_have_attribute("aria-expanded", "false")
    expect(sheet).to_be_focused()
