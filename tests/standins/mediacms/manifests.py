"""CyTube manifests: the private endpoint's and those of the mediacms-cytube fork, with faults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.standins.mediacms.item import Item

KINDS = (
    "not_found",
    "server_error",
    "bad_json",
    "slow",
    "hang_up",
    "content_type",
    "no_sources",
    "blank_title",
    "http_source",
    "too_big",
)
# CyTube stops reading at 100 KB
_OVERSIZED = "x" * 120_000


@dataclass(frozen=True, slots=True)
class ManifestFault:
    """What is wrong with one item's manifest; `slow` and `hang_up` wait `seconds` first."""

    kind: str
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"manifest fault {self.kind!r}: must be one of {', '.join(KINDS)}")


class ManifestFaults(dict[str, ManifestFault]):
    """Token → its manifest's fault."""

    def fail(self, token: str, kind: str, seconds: float = 0.0) -> None:
        """Break one item's manifest."""
        self[token] = ManifestFault(kind, seconds)


def manifest(item: Item, media_host: str) -> dict[str, Any]:
    """A manifest CyTube accepts: `media_host` is a host name, never an address (CyTube's rule)."""
    files = f"https://{media_host}"
    source = f"{files}/media/encoded/13/{item.user}/{quote(item.file_name)}.mp4"
    body: dict[str, Any] = {
        "title": item.title.strip()[:100] or item.token,
        "duration": item.duration,
        "live": False,
        "sources": [{"url": source, "contentType": "video/mp4", "quality": 480}],
        "textTracks": [],
    }
    if item.thumbnail:
        body["thumbnail"] = files + quote(item.thumbnail)
    return body


def spoilt(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """The manifest with a fault that stands in its content; others leave it as it is."""
    match kind:
        case "no_sources":
            return body | {"sources": []}
        case "blank_title":
            return body | {"title": "  "}
        case "http_source":
            url = body["sources"][0]["url"].replace("https://", "http://")
            return body | {"sources": [body["sources"][0] | {"url": url}]}
        case "too_big":
            return body | {"meta": {"description": _OVERSIZED}}
    return body


def fork_file_name(item: Item) -> str:
    """The fork's manifest file: the token and what is left of the title."""
    title = re.sub(r"[^\w\s\-]", "", item.title).strip()
    short = re.sub(r"\s", "_", title)[:50]
    return f"{item.token}_{short}.json"


def fork_manifest(item: Item, base: str) -> dict[str, Any]:
    """The fork's manifest: -1 for no duration, "" for no thumbnail, which CyTube refuses."""
    is_hls = item.has_hls and item.encoding_status == "success" and item.media_type == "video"
    if is_hls:
        source = {
            "url": f"https://YOUR.DOMAIN.COM/media/hls/{item.media_hash}/master.m3u8",
            "contentType": "application/x-mpegURL",
            "quality": 480,
        }
    else:
        original = quote(f"/media/original/user/{item.user}/{item.file_name}")
        source = {"url": base + original, "contentType": "video/mp4", "quality": 720}
    method = "hls" if is_hls else "original"
    thumbnail = item.thumbnail or (
        "/media/userlogos/poster_audio.jpg" if item.media_type == "audio" else None
    )
    return {
        "title": item.title,
        "duration": item.duration or -1,
        "live": False,
        "thumbnail": base + quote(thumbnail) if thumbnail else "",
        "sources": [source],
        "textTracks": [],
        "meta": {"description": "", "streaming_method": method, "media_hash": item.media_hash},
    }


def fork_answer(item: Item, base: str) -> dict[str, Any]:
    """What the fork's API answers: the manifest wrapped, with the address of the file."""
    body = fork_manifest(item, base)
    method = body["meta"]["streaming_method"]
    folder = "/srv/mediacms/media_files/hls"
    found = f"{folder}/{item.media_hash}" if method == "hls" else "Not found"
    return {
        "manifest": body,
        "json_url": f"{base}/media/cytube_manifests/{quote(fork_file_name(item))}",
        "message": "Manifest saved successfully",
        "streaming_method": method,
        "debug": {
            "media_hash": item.media_hash,
            "hls_dir_found": found,
            "search_paths": [
                f"{folder}/{name}" for name in (item.media_hash, item.token, len(item.token))
            ],
        },
    }
