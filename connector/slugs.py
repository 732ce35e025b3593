"""Names for categories in addresses: ASCII, unique, the same each time."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A slug for each name: `Cine Español` → `cine-espanol`; a collision gets `-2`, `-3`, …

    Names are taken in text order, whatever order they come in. One without ASCII letters or
    digits is named by its hash.
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        base = _slug(name)
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        given[name] = slug
    return given


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _NOT_SLUG.sub("-", plain.replace("'", "")).strip("-")[:80].rstrip("-")
    return slug or "category-" + hashlib.sha256(name.encode()).hexdigest()[:8]
