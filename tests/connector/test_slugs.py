"""Names of categories in addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.slugs import slugs


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sci-Fi & Fantasy", "sci-fi-fantasy"),
        ("Cine Español", "cine-espanol"),
        ("1.Family Comedies", "1-family-comedies"),
        ("100% Grindhouse #1 + more?", "100-grindhouse-1-more"),
        ('Action/Adventure "Uncut"', "action-adventure-uncut"),
        ("Children's", "childrens"),
        ("horror shorts", "horror-shorts"),
    ],
)
def test_a_slug_reads_like_the_name(name: str, slug: str) -> None:
    """Real category titles become ASCII words joined by hyphens."""
    assert slugs([name]) == {name: slug}


def test_collisions_are_numbered_in_a_fixed_order() -> None:
    """Names that read the same get -2 and so on, whatever order they come in."""
    expected = {"Foo": "foo", "Foo 2": "foo-2", "Foo!": "foo-3", "foo": "foo-4"}
    assert slugs(["foo", "Foo!", "Foo", "Foo 2"]) == expected
    assert slugs(["Foo 2", "Foo", "foo", "Foo!"]) == expected


def test_a_name_without_ascii_has_a_slug() -> None:
    """A name in another script is told apart by its hash."""
    found = slugs(["日本", "中国"])
    assert len(set(found.values())) == 2
    assert all(re.fullmatch(r"category-[0-9a-f]{8}", slug) for slug in found.values())


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), unique=True))
def test_slugs_are_unique_and_safe(names: list[str]) -> None:
    """Any names get different slugs of lower-case ASCII, digits and hyphens."""
    found = slugs(names)
    assert set(found) == set(names)
    assert len(set(found.values())) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in found.values())
