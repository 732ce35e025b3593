"""A MediaCMS that answers as recorded: `MediaCms` is the server, README.md says how to use it."""

from __future__ import annotations

from tests.standins.mediacms.auth import ADMIN_TOKEN, EDITOR_TOKEN, USER_TOKEN
from tests.standins.mediacms.catalog import Catalog, load_jsonl
from tests.standins.mediacms.changes import Change
from tests.standins.mediacms.faults import Fault
from tests.standins.mediacms.item import Category, Item, category, thumbnail_path
from tests.standins.mediacms.server import MediaCms

__all__ = [
    "ADMIN_TOKEN",
    "EDITOR_TOKEN",
    "USER_TOKEN",
    "Catalog",
    "Category",
    "Change",
    "Fault",
    "Item",
    "MediaCms",
    "category",
    "load_jsonl",
    "thumbnail_path",
]
