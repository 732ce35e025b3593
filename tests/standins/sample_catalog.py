"""The project's own sample catalog."""

from __future__ import annotations

from datetime import timedelta

from tests.standins.mediacms.catalog import FIRST_ADDED
from tests.standins.mediacms.item import Category, Item, category


def sample_categories() -> list[Category]:
    return [category("Movies")]


def sample_items() -> list[Item]:
    return [
        Item(
            f"tok{n:06d}",
            f"Film.{n}.[1950].mp4",
            FIRST_ADDED + timedelta(hours=n),
            6000,
            ("Movies",),
        )
        for n in range(5455)
    ]
