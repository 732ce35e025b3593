"""Catalogs of any size for the search benchmark, and the files a browser loads them from.

Up to the number of real titles these are real. Beyond, a title is made from a word-bigram model of
the real ones, in which every fourth word is replaced by a pseudo-word, and ends like a random real
title. Pseudo-words come from letter trigrams of the real words; there are 60 * sqrt(items) of them
(Heaps' law), drawn by Zipf's law, and 4 % carry a diacritic. Categories and durations are those of
random real items. The same number of items is the same catalog every time. Limit: pseudo-words
reuse real letter trigrams, so that a real catalog of that size would have more distinct ones.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from connector.search_rules import fold
from site_builder.search_bundle import BundleRow, encode
from tests.connector import search_corpus

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[^\W\d_]{2,}")
_TAIL = re.compile(r"[ .]?[(\[]?(?:19|20)\d\d[)\]]?(?:\.\w+)?$|\.\w{2,4}$")
_ACCENTS = dict(zip("aeioun", "áéíöüñ", strict=True))


def catalog(count: int) -> list[BundleRow]:
    """Return that many items in title order, all real ones first among them."""
    real = _real_rows()
    rows = list(real[:count])
    rng = random.Random(count)
    make_title = _title_maker([row.title for row in real], count, rng)
    titles = {row.title for row in rows}
    while len(rows) < count:
        title = make_title()
        if title in titles:
            continue
        titles.add(title)
        like = rng.choice(real)
        video_id = "".join(rng.choices(_BASE62, k=9))
        rows.append(BundleRow(video_id, title, like.duration_seconds, like.categories, None, None))
    return search_corpus.in_title_order(rows)


def has_real_titles() -> bool:
    """Whether the real titles are on this machine; else the sample catalog stands in."""
    return search_corpus.REAL_CATALOG.exists()


def _real_rows() -> list[BundleRow]:
    return search_corpus.real_rows() if has_real_titles() else search_corpus.sample_rows()


def _title_maker(titles: Sequence[str], count: int, rng: random.Random):  # type: ignore[no-untyped-def]
    following: defaultdict[str, list[str]] = defaultdict(list)
    firsts, lengths, tails = [], [], []
    for title in titles:
        words = _WORD.findall(title)
        if not words:
            continue
        firsts.append(words[0])
        lengths.append(min(len(words), 9))
        tail = _TAIL.search(title)
        tails.append(tail[0] if tail else "")
        for one, other in pairwise(words):
            following[one].append(other)
    pseudo_words = _pseudo_words(sorted(following), int(60 * count**0.5), rng)

    def make() -> str:
        words = [rng.choice(firsts)]
        for _ in range(rng.choice(lengths)):
            words.append(rng.choice(following.get(words[-1]) or firsts))
        for index in range(len(words)):
            if rng.random() < 0.25:
                words[index] = pseudo_words[int(len(pseudo_words) ** rng.random()) - 1]
        separator = rng.choice(". ")
        return separator.join(words) + rng.choice(tails)

    return make


def _pseudo_words(words: Sequence[str], count: int, rng: random.Random) -> list[str]:
    following: defaultdict[str, list[str]] = defaultdict(list)
    starts = []
    for word in words:
        starts.append(word[:2].lower())
        for at in range(len(word) - 2):
            following[word[at : at + 2].lower()].append(word[at + 2].lower())
    made: dict[str, None] = {}
    while len(made) < count:
        word = rng.choice(starts)
        for _ in range(rng.randint(2, 8)):
            word += rng.choice(following.get(word[-2:]) or "e")
        if rng.random() < 0.04:
            word = "".join(_ACCENTS.get(letter, letter) for letter in word)
        made[word.capitalize()] = None
    return list(made)


def typed_queries(rows: Sequence[BundleRow], count: int, seed: int) -> list[list[str]]:
    """Random substrings (1 to 12 characters, any place) of folded titles, typed out one by one."""
    rng = random.Random(seed)
    typed: list[list[str]] = []
    total = 0
    while total < count:
        title = fold(rng.choice(rows).title)
        if not title:
            continue
        start = rng.randrange(len(title))
        part = title[start : start + rng.randint(1, 12)].strip()
        if rng.random() < 0.1:
            part = "".join(_ACCENTS.get(letter, letter) for letter in part)
        if part:
            typed.append([part[:length] for length in range(1, len(part) + 1)])
            total += len(part)
    return typed


def write_files(rows: Sequence[BundleRow], folder: Path) -> dict[str, list[str]]:
    """Write bundle, pointer and the columnar JSON; return which files belong to which."""
    names = sorted({name for row in rows for name in row.categories})
    number = {name: index for index, name in enumerate(names)}
    files = {
        role: body
        for role, body in encode(rows, names).files.items()
        if not role.startswith("thumbnails")
    }
    for role, body in files.items():
        (folder / role).write_bytes(body)
    pointer = {
        "snapshot_id": f"bench-{len(rows)}",
        "taken_at": "2026-11-22T21:30:00Z",
        "item_count": len(rows),
        "categories": [{"name": name, "slug": name, "count": 0} for name in names],
        "files": {role: role for role in files},
    }
    columns = {
        "ids": [row.video_id for row in rows],
        "titles": [row.title for row in rows],
        "seconds": [row.duration_seconds for row in rows],
        "categories": [[number[name] for name in row.categories] for row in rows],
        "names": names,
    }
    for name, content in (("catalog.json", pointer), ("columns.json", columns)):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / name).write_text(text, encoding="utf-8")
    return {"bundle": ["catalog.json", *files], "columns": ["columns.json"]}
