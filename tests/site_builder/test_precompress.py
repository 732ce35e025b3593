from __future__ import annotations

import gzip
import os

import brotli
import pytest

from site_builder.precompress import BEST, FAST, variants

TEXT = b"<p>The Blob and other films from outer space</p>\n" * 40


@pytest.mark.parametrize("quality", [FAST, BEST])
def test_both_copies_decode_to_the_file(quality: int) -> None:
    copies = variants("a/index.html", TEXT, quality=quality)
    assert copies.br is not None
    assert copies.gz is not None
    assert brotli.decompress(copies.br) == gzip.decompress(copies.gz) == TEXT


def test_the_same_content_always_gives_the_same_bytes() -> None:
    first = variants("a.js", TEXT, quality=BEST)
    assert first == variants("a.js", TEXT, quality=BEST)
    assert first.gz is not None
    assert first.gz[4:8] == bytes(4), "the gzip header holds a time"


@pytest.mark.parametrize(
    ("path", "body"),
    [("a.html", b"x" * 200), ("icons/a.png", TEXT), ("search/a.bin", os.urandom(5000))],
    ids=["small", "already compressed by kind", "nothing to gain"],
)
def test_a_file_without_gain_has_no_copies(path: str, body: bytes) -> None:
    assert variants(path, body, quality=BEST) == variants(path, b"", quality=BEST)


def test_search_files_are_compressed_whatever_they_are_called() -> None:
    assert variants("search/titles-1.whatever", TEXT, quality=BEST).br is not None
