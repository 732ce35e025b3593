"""The small catalog of the browser tests: films, a series, and titles that try to break out."""

from __future__ import annotations

from typing import Any

PICTURES = "https://pictures.example"
IMAGE_TITLE = '<img src=x onerror="window.broken=1">Attack of the Tags & "Quotes" \'99.mp4'
SCRIPT_TITLE = "</script><script>window.broken=1</script> Midnight {{7*7}} ${8*8}.mp4"
EMOJI_TITLE = "🎬🧟‍♀️ Zombies du cinéma français.mp4"
ARABIC_TITLE = "\u202eفيلم الرعب gnp.exe.mp4"
HOSTILE = (IMAGE_TITLE, SCRIPT_TITLE, EMOJI_TITLE, ARABIC_TITLE)

FILMS = (
    ("The.Blob.[1958].mp4", ["Movies", "Horror", "1950s"], 5163),
    ("Beware! The Blob (1972).mp4", ["Movies", "Horror", "1970s"], 5460),
    ("The Shining [1980] pt1.mp4", ["Movies", "Horror", "1980s"], 4210),
    ("S.W.A.T. S01E01 The Killing Ground.mkv", ["TV"], 3000),
    ("Amélie à la ferme (2001).mp4", ["Movies", "Comedy"], 6000),
    ("Unknown Length.mp4", ["Movies", "Comedy"], None),
)


def lines() -> list[dict[str, Any]]:
    """About 400 items: enough for a list that cannot be shown whole."""
    items = [_item(f"film{n:05}", *film) for n, film in enumerate(FILMS)]
    items += [
        _item(f"hostile{n}_-", title, ["Hostile & <Co>"], 60) for n, title in enumerate(HOSTILE)
    ]
    for season in range(1, 4):
        for episode in range(1, 131):
            title = f"Night Train S{season:02}E{episode:02} Stop {episode}.mp4"
            categories = ["TV", "Horror"] if episode % 3 == 0 else ["TV"]
            items.append(_item(f"nt{season}e{episode:03}", title, categories, 1200 + episode))
    return items


def _item(video_id: str, title: str, categories: list[str], seconds: int | None) -> dict[str, Any]:
    return {
        "video_id": video_id,
        "title": title,
        "categories": categories,
        "duration": seconds,
        "thumbnail_url": f"{PICTURES}/{video_id}.png",
    }
