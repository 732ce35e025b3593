"""Renders a catalog into pages: which pages there are, their addresses and what each one gets.

Templates get `site` and `page` always, and what the function that makes the page adds. Values
from the catalog are hostile text: autoescape is on for every template, an undefined name is an
error, and addresses are made of checked ids and slugs only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from site_builder import __version__, precompress
from site_builder.catalog import Catalog, Category, Item, by_category, by_show, runtime
from site_builder.errors import TemplateError
from site_builder.settings import Settings

ITEMS_A_PAGE = 500
FIRST_ITEMS = 100
EPISODES_SHOWN = 40
# Beyond so many items a search on the page's own thread would be felt while typing.
MOST_ITEMS_SEARCHED_ON_PAGE = 50_000
SEARCH_WORKER = "search-worker"
# Pages that are the browser program's own: rendered where the templates have them.
APPLICATION_PAGES = {
    "playlists": "Playlists",
    "marathon": "Marathon",
    "queue": "Queue",
    "stats": "Statistics",
    "admin": "Administration",
}


@dataclass(frozen=True, slots=True)
class Site:
    """What every template knows of the site.

    `search_file` is where the catalog's search file is; `search_worker` is the script that searches
    a catalog too large for the page's own thread, else empty.
    """

    title: str
    version: str
    snapshot_id: str
    taken_at: str
    item_count: int
    public_url: str
    api_base_url: str
    datasette_url: str
    assets: Mapping[str, str]
    search_file: str
    search_worker: str
    categories: tuple[Category, ...]
    all: Category


@dataclass(frozen=True, slots=True)
class PageInfo:
    """A page's title, description and address; `canonical` is None without PUBLIC_URL."""

    title: str
    description: str
    path: str
    canonical: str | None


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where a page stands in its list; `previous` and `next` are addresses or None."""

    number: int
    total: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page to render: its address, template and the values it adds."""

    path: str
    template: str
    title: str
    description: str
    values: Mapping[str, Any] = field(default_factory=dict)
    # part of the shell that the service worker keeps, and worth the slowest compression
    shell: bool = False
    # in the sitemap, and to be reached by links from the first page
    listed: bool = True

    @property
    def file(self) -> str:
        """Where the page is in the release."""
        return self.path[1:] + "index.html" if self.path.endswith("/") else self.path[1:]

    @property
    def quality(self) -> int:
        """The Brotli quality it is worth."""
        return precompress.BEST if self.shell else precompress.FAST


class Renderer:
    """The templates of one directory, filled for one site."""

    def __init__(self, templates: Path, site: Site) -> None:
        self._site = site
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters["runtime"] = runtime
        self._environment.filters["number"] = number

    def has(self, template: str) -> bool:
        """Whether there is such a template."""
        return template in self._environment.list_templates(extensions=["html"])

    def render(self, page: Page) -> bytes:
        """The page as UTF-8. Raises TemplateError naming the template and what it lacks."""
        info = PageInfo(
            title=page.title,
            description=page.description,
            path=page.path,
            canonical=self._site.public_url + page.path if self._site.public_url else None,
        )
        try:
            template = self._environment.get_template(page.template)
            text = template.render(site=self._site, page=info, **page.values)
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f"the template {error.name} is missing ({page.path})") from error
        except jinja2.TemplateError as error:
            raise TemplateError(f"{page.template} ({page.path}): {error}") from error
        # a lone surrogate in a title is no text; it must not stop the build either
        return text.encode("utf-8", "replace")


def number(value: int) -> str:
    """`5,412`."""
    return f"{value:,}"


def site_context(
    settings: Settings, catalog: Catalog, assets: Mapping[str, str], search_file: str
) -> Site:
    """What every page of this build shares."""
    is_large = len(catalog.items) > MOST_ITEMS_SEARCHED_ON_PAGE
    return Site(
        title=settings.site_title,
        version=__version__,
        snapshot_id=catalog.snapshot_id,
        taken_at=catalog.taken_at,
        item_count=len(catalog.items),
        public_url=settings.public_url,
        api_base_url=settings.api_base_url,
        datasette_url=settings.datasette_url,
        assets=assets,
        search_file=search_file,
        search_worker=assets.get(SEARCH_WORKER, "") if is_large else "",
        categories=catalog.categories,
        all=Category("All videos", "all", len(catalog.items), "/all/"),
    )


def shell_pages(
    catalog: Catalog, pointer: Mapping[str, object], renderer: Renderer
) -> Iterator[Page]:
    """The few pages that a browser keeps for being offline.

    The first of them searches at once, so it carries the pointer to the search bundle.
    """
    count = number(len(catalog.items))
    yield Page(
        "/",
        "catalog.html",
        "Catalog",
        f"Search and browse {count} videos.",
        {"first_items": catalog.items[:FIRST_ITEMS], "pointer": pointer},
        shell=True,
    )
    yield Page(
        "/categories/",
        "categories.html",
        "Categories",
        f"{number(len(catalog.categories))} categories of {count} videos.",
        shell=True,
    )
    yield Page("/offline/", "offline.html", "Offline", "", shell=True, listed=False)
    for name, title in APPLICATION_PAGES.items():
        if renderer.has(f"{name}.html"):
            yield Page(f"/{name}/", f"{name}.html", title, "", shell=True, listed=False)


def catalog_pages(catalog: Catalog, site: Site) -> Iterator[Page]:
    """Every other page, made one after another: lists by category, lists of all, items, 404."""
    yield from _list_pages(site.all, catalog.items)
    in_category = by_category(catalog.items)
    for category in catalog.categories:
        yield from _list_pages(category, in_category.get(category.slug, []))
    shows = by_show(catalog.items)
    places = {
        item.video_id: (episodes, index)
        for episodes in shows.values()
        for index, item in enumerate(episodes)
    }
    for item in catalog.items:
        if item.url:
            yield _video_page(item, item.url, *places.get(item.video_id, ([], 0)))
    yield Page("/404.html", "404.html", "Page not found", "", listed=False)


def _list_pages(category: Category, items: Sequence[Item]) -> Iterator[Page]:
    total = max(1, -(-len(items) // ITEMS_A_PAGE))
    addresses = [category.url, *(f"{category.url}page/{n}/" for n in range(2, total + 1))]
    for index, address in enumerate(addresses):
        pagination = Pagination(
            number=index + 1,
            total=total,
            previous=addresses[index - 1] if index else None,
            next=addresses[index + 1] if index + 1 < total else None,
        )
        start = index * ITEMS_A_PAGE
        yield Page(
            address,
            "category.html",
            category.name if total == 1 else f"{category.name}, page {index + 1} of {total}",
            f"{number(len(items))} videos in {category.name}.",
            {
                "category": category,
                "items": items[start : start + ITEMS_A_PAGE],
                "pagination": pagination,
            },
        )


def _video_page(item: Item, url: str, episodes: Sequence[Item], index: int) -> Page:
    start = max(0, min(index - EPISODES_SHOWN // 2, len(episodes) - EPISODES_SHOWN - 1))
    near = episodes[start : start + EPISODES_SHOWN + 1]
    facts = [item.runtime, ", ".join(category.name for category in item.categories)]
    return Page(
        url,
        "video.html",
        item.display_title,
        " · ".join([item.display_title, *(fact for fact in facts if fact)]),
        {
            "item": item,
            "episodes": [other for other in near if other.video_id != item.video_id],
            "previous": episodes[index - 1] if index else None,
            "next": episodes[index + 1] if index + 1 < len(episodes) else None,
        },
    )
