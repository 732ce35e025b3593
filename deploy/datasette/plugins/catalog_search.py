"""The site's search rules as SQL functions, so that a query here answers as the search box does."""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from connector import search_rules


def catalog_rank(title: str | None, query: str | None) -> int | None:
    """How well a title matches: 0 is best, NULL is no match."""
    return search_rules.rank(title or "", query or "")


def catalog_matches(title: str | None, query: str | None) -> bool:
    """Whether the search box would find this title."""
    return catalog_rank(title, query) is not None


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Offer both to every query."""
    conn.create_function("catalog_rank", 2, catalog_rank, deterministic=True)
    conn.create_function("catalog_matches", 2, catalog_matches, deterministic=True)
