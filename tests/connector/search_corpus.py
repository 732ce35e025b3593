"""Catalogs and queries to hold the search engines against each other."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from connector.search_rules import title_sort_key
from site_builder.search_bundle import BundleRow
from tests.standins.sample_catalog import sample_items

REAL_CATALOG = Path(__file__).parents[3] / "shared" / "data" / "catalog.jsonl"

AWKWARD_TITLES = (
    "", " ", "...", "\n", "a\nb\x00c\x01\x02\x03", "\x02", "\x03", "S.W.A.T.", "S W A T", "Swat",
    "X-Files", "The X Files", "xfiles", "Don't Look", "Don\u2019t Look", "Dont Look", "Straße",
    "STRASSE", "İstanbul", "ıstanbul", "ΣΊΣΥΦΟΣ σίσυφος", "ﬁne ﬂow", "한국 영화", "مُدَرِّسَة",
    "ﷺ title", "Ｆｕｌｌ Ｗｉｄｔｈ", "💘 Love 💘", "👩‍👩‍👧 Family", "Ame\u0301lie", "Amélie",
    "AMÉLIE.2001.mkv",
    "\ufeffBOM first", "the the", "The The: Live", "A.I. Artificial Intelligence", "8½", "ᾳ αι",
    "<img src=x onerror=alert(1)>", '"Quoted" title', "“Curly” title", "'; DROP TABLE items;--",
    "\u202ertl\u202c override", "100% [2001].mp4", "100%", "%_%", "\\", "e\u0301" * 40, "x" * 3000,
    "Москва слезам не верит", "москва", "東京物語", "ガンダム", "No. 1 - No. 10", "No. 2", "No. 10",
)  # fmt: skip


def real_rows() -> list[BundleRow]:
    """The real titles in title order; only where ../shared is."""
    items = [json.loads(line) for line in REAL_CATALOG.read_text().splitlines()]
    return in_title_order(
        BundleRow(
            video_id=item["video_id"],
            title=item["title"],
            duration_seconds=item["duration"],
            categories=tuple(item["categories"]),
            thumbnail_url=item["thumbnail_url"],
            unavailable_reason=None,
        )
        for item in items
    )


def sample_rows() -> list[BundleRow]:
    """The project's sample catalog and the awkward titles, in title order."""
    rng = random.Random(7)
    rows = [
        BundleRow(
            video_id=item.token,
            title=item.title,
            duration_seconds=rng.choice((None, 0, 59, 60, 3599, 15299, 15300, 360000)),
            categories=tuple(item.categories),
            thumbnail_url=rng.choice((None, f"https://media.example/{item.token}.jpg")),
            unavailable_reason=rng.choice((None,) * 9 + ("no sound id", "not\npublic \x01")),
        )
        for item in sample_items()
    ]
    rows += [
        BundleRow(f"awkward{number}", title, None, ("Horror",)[: number % 2], None, None)
        for number, title in enumerate(AWKWARD_TITLES)
    ]
    return in_title_order(rows)


def in_title_order(rows: Iterator[BundleRow] | Sequence[BundleRow]) -> list[BundleRow]:
    """Sort as the snapshot does."""
    return sorted(rows, key=lambda row: (title_sort_key(row.title), row.title, row.video_id))


def queries(rows: Sequence[BundleRow], count: int, seed: int) -> list[str]:
    """At least ``count`` queries: typed character by character, squashed, quoted, hostile …"""
    rng = random.Random(seed)
    titles = [row.title for row in rows if row.title]
    found: list[str] = list(AWKWARD_TITLES) + list("abcdefghijklmnopqrstuvwxyz0123456789.[ '\"")
    while len(found) < count:
        title = rng.choice(titles)
        start = rng.randrange(len(title))
        part = title[start : start + rng.randint(1, 12)]
        words = title.replace(".", " ").split() or [title]
        kind = rng.randrange(8)
        if kind < 3:
            found += [part[:length] for length in range(1, len(part) + 1)]
        elif kind == 3:
            found.append(" ".join(rng.sample(words, min(len(words), rng.randint(1, 3)))))
        elif kind == 4:
            found.append("".join(words[:3])[: rng.randint(4, 12)])
        elif kind == 5:
            found.append(f'{words[0][:3]} "{" ".join(words[1:3])}{rng.choice(["", chr(34)])}')
        elif kind == 6:
            found.append(_with_accents(part, rng))
        else:
            found.append(part.swapcase() + rng.choice(("", " ", "  .", "'", "\x00", "(", "💘")))
    return found


def _with_accents(text: str, rng: random.Random) -> str:
    return "".join(letter + rng.choice(("", "", "\u0301", "\u0308")) for letter in text)
