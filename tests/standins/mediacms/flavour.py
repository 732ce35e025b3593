"""Which MediaCMS is being stood in for, and what that version does differently."""

from __future__ import annotations

from dataclasses import dataclass


class ServerError(Exception):
    """A request on which MediaCMS itself fails: 500 with an HTML page."""


@dataclass(frozen=True, slots=True)
class Flavour:
    """The differences between versions that a client can see."""

    name: str
    modern: bool
    cap: int | None
    """list and search are cut silently at this many rows"""
    fork_manifests: bool = False
    token_pattern: str = r"[\w-]+"


LEGACY = Flavour("legacy", modern=False, cap=None, token_pattern=r"\w+")
CURRENT = Flavour("current", modern=True, cap=1000)
FORK = Flavour("fork", modern=True, cap=1000, fork_manifests=True)
FLAVOURS = {flavour.name: flavour for flavour in (LEGACY, CURRENT, FORK)}


def flavour_named(name: str) -> Flavour:
    """The flavour of this name; ValueError names the ones there are."""
    if name not in FLAVOURS:
        raise ValueError(f"flavour {name!r}: must be one of {', '.join(FLAVOURS)}")
    return FLAVOURS[name]
