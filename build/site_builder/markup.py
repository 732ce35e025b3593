"""Reads the tags of a rendered page: what it links to, and what the policy forbids in it.

Rendered pages are well-formed by construction (autoescape writes `<`, `>` and quotes of values as
entities), and their tags repeat by the thousand; so tags are cut out by a pattern and each
distinct one is looked at once. What the pattern cannot read is itself a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

TAG = re.compile(r"<[a-zA-Z][^>]*>")
ATTRIBUTE = re.compile(r"""\s+([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
WHOLE_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:{ATTRIBUTE.pattern})*)\s*/?>")
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
TITLE = re.compile(r"<title>\s*[^<\s][^<]*</title>")
HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
LINK_ATTRIBUTES = frozenset(
    ("href", "src", "action", "poster", "formaction", "data", "data-src", "data-worker")
)
SCHEMES = ("http://", "https://", "mailto:")
# data for the program, which the browser does not run
DATA_TYPES = ('type="application/json"', 'type="application/ld+json"')


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its links (`a` only), everything it refers to, and what is wrong with it."""

    links: tuple[str, ...]
    references: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A page's distinct links, references and problems."""

    links: frozenset[str]
    references: frozenset[str]
    problems: tuple[str, ...]


def read(text: str) -> Document:
    """Read a rendered page."""
    tags = [_tag(tag) for tag in set(TAG.findall(text))]
    problems = [problem for tag in tags for problem in tag.problems]
    if not TITLE.search(text):
        problems.append("has no title")
    heading = HEADING.search(text)
    if heading is None or not re.sub(r"<[^>]*>|\s", "", heading[1]):
        problems.append("has no h1")
    if "<style" in text.lower():
        problems.append("has an inline style sheet")
    for attributes, body in SCRIPT.findall(text):
        if body.strip() and not any(kind in attributes for kind in DATA_TYPES):
            problems.append("has an inline script")
    return Document(
        links=frozenset(link for tag in tags for link in tag.links),
        references=frozenset(reference for tag in tags for reference in tag.references),
        problems=tuple(sorted(problems)),
    )


@lru_cache(maxsize=20_000)
def _tag(tag: str) -> Tag:
    whole = WHOLE_TAG.fullmatch(tag)
    if whole is None:
        return Tag((), (), (f"has a tag that cannot be read: {tag[:120]}",))
    references, problems = [], []
    for name, quoted in ATTRIBUTE.findall(whole["attributes"]):
        name = name.lower()
        value = unescape(quoted[1:-1] if quoted[:1] in ("'", '"') else quoted)
        if name.startswith("on"):
            problems.append(f"has an inline event handler {name}")
        elif name == "style":
            problems.append(f"has an inline style on <{whole[1]}>")
        elif name in LINK_ATTRIBUTES:
            references.append(value)
            if ":" in value.split("/")[0].split("?")[0].split("#")[0] and not (
                value.lower().startswith(SCHEMES)
            ):
                problems.append(f"has an address that is not a web address: {value[:120]!r}")
    links = tuple(references) if whole[1].lower() == "a" else ()
    return Tag(links, tuple(references), tuple(problems))
