"""Requests as no library would send them: bytes to a port, and what comes back."""

from __future__ import annotations

import socket
from dataclasses import dataclass

PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `closed`: the server hung up after it."""

    status: int
    headers: dict[str, str]
    body: str
    closed: bool


def exchange(port: int, request: bytes) -> Answer:
    """Sends `request` and reads one answer, which must have a Content-Length or end by closing."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(request)
        received, closed = b"", False
        while not _is_whole(received) and not closed:
            piece = connection.recv(65536)
            closed = not piece
            received += piece
        if not closed and b"connection: close" in received.lower():
            closed = connection.recv(1) == b""
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":")[::2] for line in lines)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    return Answer(int(first.split()[1]), headers, body.decode("utf-8", "replace"), closed)


def get(port: int, path: str, *headers: str) -> Answer:
    """GET of `path` exactly as it is written, with `headers` beside or instead of Host."""
    host = () if any(one.lower().startswith("host:") for one in headers) else ("Host: 127.0.0.1",)
    lines = (f"GET {path} HTTP/1.1", *host, *headers, "Connection: close", "", "")
    return exchange(port, "\r\n".join(lines).encode("latin-1"))


def _is_whole(received: bytes) -> bool:
    head, separator, body = received.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if separator and line.startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    return False
