from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder import markup

PAGE = "<!doctype html><title>T</title><h1>T</h1>{}"


def test_a_sound_page_has_no_problems_and_its_links_are_found() -> None:
    page = '<a href="/x/">x</a><img src="/i.png" alt=""><input disabled><br/>'
    found = markup.read(PAGE.format(page + '<script type="module" src="/a.js"></script>'))
    assert found.problems == ()
    assert found.links == {"/x/"}
    assert found.references == {"/x/", "/i.png", "/a.js"}


@pytest.mark.parametrize(
    ("fragment", "problem"),
    [
        ("<script>alert(1)</script>", "has an inline script"),
        ("<style>p {}</style>", "has an inline style sheet"),
        ('<p style="color: red">', "has an inline style on <p>"),
        ('<img src="/x" onerror="alert(1)">', "has an inline event handler onerror"),
        ("<img src=x onerror=alert(1)>", "has an inline event handler onerror"),
        ("<svg/onload=alert(1)>", "has a tag that cannot be read: <svg/onload=alert(1)>"),
        ('<a href="javascript:alert(1)">', "has an address that is not a web address"),
        ('<a href="data:text/html,x">', "has an address that is not a web address"),
        ('<p title="a > b">', "has a tag that cannot be read"),
    ],
)
def test_what_the_policy_forbids_is_named(fragment: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in markup.read(PAGE.format(fragment)).problems)


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("<h1>x</h1>", "has no title"),
        ("<title> </title><h1>x</h1>", "has no title"),
        ("<title>x</title>", "has no h1"),
        ("<title>x</title><h1><br> </h1>", "has no h1"),
    ],
)
def test_a_page_without_title_or_heading_is_unsound(page: str, problem: str) -> None:
    assert problem in markup.read(page).problems


def test_data_for_the_program_is_not_a_script() -> None:
    page = PAGE.format('<script type="application/json">{"a": 1}</script>')
    assert markup.read(page).problems == ()


@given(st.text())
def test_escaped_text_never_changes_what_a_page_is_made_of(text: str) -> None:
    safe = html.escape(text)
    found = markup.read(PAGE.format(f'<p title="{safe}">{safe}</p><a href="/x/">{safe}</a>'))
    assert found.problems == ()
    assert found.references - {"/x/", text} == set()
