"""Links from Datasette back to the catalog site, where PUBLIC_URL names one."""

from __future__ import annotations

import os
import re
from typing import Any

import markupsafe
from datasette import hookimpl

SOUND_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def site_url() -> str:
    """The catalog site's address without a slash at its end; empty where none is set."""
    return os.environ.get("PUBLIC_URL", "").rstrip("/")


@hookimpl
def render_cell(row: Any, value: Any, column: str, database: str) -> markupsafe.Markup | None:
    """Show a title for people as a link to the item's page on the site."""
    if column != "display_title" or database != "catalog" or not site_url():
        return None
    try:
        video_id = row["video_id"]
    except (KeyError, IndexError):
        return None  # a query that did not ask for it
    if not isinstance(video_id, str) or not SOUND_VIDEO_ID.fullmatch(video_id):
        return None
    return markupsafe.Markup('<a href="{}/video/{}/">{}</a>').format(site_url(), video_id, value)


@hookimpl
def menu_links() -> list[dict[str, str]]:
    """The way back to the site, in Datasette's menu."""
    return [{"href": site_url() + "/", "label": "Catalog site"}] if site_url() else []
