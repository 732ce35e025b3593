"""A poster picture for every title: small SVG, the colours and shapes decided by the title."""

from __future__ import annotations

import re
from html import escape

from tests.standins.mediacms.item import pick_number

WIDTH, HEIGHT = 320, 180
LINE, LINES = 20, 4
_EXTENSION = re.compile(r"\.(mp4|mkv|avi|webm|mov|mp3)$", re.IGNORECASE)
_YEAR = re.compile(r"[\[(]((?:18|19|20)\d\d)[\])]")
_FACES = ("Georgia, serif", "Impact, Haettenschweiler, sans-serif", "'Courier New', monospace")


def poster(title: str) -> bytes:
    """The poster as SVG: a two-colour ground, one shape, the title as text, the year."""
    text, year = _words(title)
    hue = pick_number(360, "hue", title)
    second = (hue + 40 + pick_number(140, "second", title)) % 360
    lines = _wrapped(text)
    top = HEIGHT - 26 - 26 * (len(lines) - 1)
    body = "".join(
        f'<text x="18" y="{top + 26 * n}">{escape(line)}</text>' for n, line in enumerate(lines)
    )
    stamp = f'<text x="302" y="30" font-size="16" text-anchor="end">{year}</text>' if year else ""
    face = _FACES[pick_number(len(_FACES), "face", title)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img">'
        f'<defs><linearGradient id="g" x2="1" y2="1">'
        f'<stop stop-color="hsl({hue} 62% 30%)"/>'
        f'<stop offset="1" stop-color="hsl({second} 70% 14%)"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#g)"/>{_shape(title, second)}'
        f'<rect y="{top - 32}" width="{WIDTH}" height="{HEIGHT}" fill="#000" opacity=".38"/>'
        f'<g fill="#fff" font-family="{face}" font-size="23" font-weight="700">{body}{stamp}</g>'
        f"</svg>"
    ).encode("utf-8", "replace")


def _words(title: str) -> tuple[str, str]:
    """The title for people and its year, if it names one."""
    year = _YEAR.search(title)
    text = _EXTENSION.sub("", title.strip())
    text = _YEAR.sub(" ", text)
    if " " not in text.strip():
        text = text.replace(".", " ")
    # control characters are not allowed in XML
    text = re.sub(r"[\x00-\x1f]", " ", text.replace("_", " "))
    return " ".join(text.split()) or "Untitled", year[1] if year else ""


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()[:LINE]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][: LINE - 1] + "…"]
    return lines


def _shape(title: str, hue: int) -> str:
    """One of five figures behind the text: sun, stripes, hills, a frame of film, rays."""
    light = f'fill="hsl({hue} 85% 62%)" opacity=".55"'
    x = 60 + pick_number(200, "x", title)
    match pick_number(5, "shape", title):
        case 0:
            return f'<circle cx="{x}" cy="62" r="{34 + x % 24}" {light}/>'
        case 1:
            bars = "".join(f'<path d="M{x - 60 + 34 * n} 0h16l-70 180h-16z"/>' for n in range(5))
            return f"<g {light}>{bars}</g>"
        case 2:
            return f'<path d="M0 140L{x} 44L{x + 60} 96L{x + 100} 60L480 180H0z" {light}/>'
        case 3:
            holes = "".join(
                f'<rect x="{12 + 38 * n}" y="10" width="20" height="14" rx="3"/>' for n in range(8)
            )
            return f"<g {light}>{holes}</g>"
    rays = "".join(f'<path d="M{x} 74L{x - 220 + 88 * n} -60h40z"/>' for n in range(6))
    return f'<g {light}>{rays}<circle cx="{x}" cy="74" r="18"/></g>'
