"""Titles a careless program trips over, and entries that must not be shown at all."""

from __future__ import annotations

from typing import Any

ODD_TITLES: tuple[str, ...] = (
    "<b>Bold</b> & <script>alert(1)</script> raw HTML",
    "<img src=x onerror=alert('poster')> Night of the Broken Tag.[1974].mp4",
    "Tom &amp; Jeremiah &lt;Uncut&gt; [1940].mp4",
    "🎃 Halloween 🎬 Spécial 100% 👻",
    "ليلة في القاهرة.[1954].mp4",
    "לילה לבן - Noche Blanca [1962].mkv",
    "Reverse \u202egear\u202c Gang.[1981].mp4",
    "\n   Leading Blanks\nand a Newline.mp4  ",
    "The Extremely Long and Needlessly Detailed Chronicle of the Man Who Counted Every Seat "
    "in the Cine.",
    "He Said \"Cut!\" and 'Print It' \\ Backslash.[1969].mp4",
    "Zero\u200bWidth Space and Combining Cafe\u0301.mkv",
    "100% Off; DROP TABLE media;--.[1985].mp4",
    "東京の夜 - Tokyo at Night.[1958].mkv",
    "Der Grüne Käfer.[1961].avi",
    "I ❤️ the Drive-In <3.mp4",
    "¿Quién Mató al Proyeccionista?.[1971].mp4",
    "1920x1080 Test Card.mp4",
    "A.[1958].mp4",
    "=cmd|' /C calc'!A0.mkv",
    "{{ 7*7 }} ${jndi} %s %00.mp4",
    "Same Title Twice.[1977].mp4",
    "Same Title Twice.[1977].mp4",
)

HIDDEN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    *((f"hidUnl{n:03d}", f"Hidden Unlisted {n}", {"state": "unlisted"}) for n in range(6)),
    *((f"hidPrv{n:03d}", f"Hidden Private {n}", {"state": "private"}) for n in range(6)),
    *((f"hidRev{n:03d}", f"Hidden Not Reviewed {n}", {"is_reviewed": False}) for n in range(3)),
    *(
        (f"hidEnc{n:03d}", f"Hidden Encoding {status} {n}", {"encoding_status": status})
        for n, status in enumerate(
            ("pending", "pending", "pending", "running", "running", "fail", "fail")
        )
    ),
)
