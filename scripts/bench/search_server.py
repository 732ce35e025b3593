"""A loopback server for the search benchmark: precompressed files, nothing is cached."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".html": "text/html"}


@contextmanager
def serving(folders: Mapping[str, Path], compressed: Mapping[str, bytes]) -> Iterator[str]:
    """Serve folders by prefix, `compressed` (path to brotli bytes) first; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # else the body of every second answer waits 40 ms for an acknowledgement
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            body = compressed.get(path)
            encoding = "br" if body is not None else "identity"
            if body is None:
                file = _file(folders, path)
                if file is None:
                    self.send_error(404)
                    return
                body = file.read_bytes()
            self.send_response(200)
            suffix = Path(path).suffix
            self.send_header("Content-Type", _TYPES.get(suffix, "application/octet-stream"))
            self.send_header("Content-Encoding", encoding)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            # isolation gives the page a clock of 5 microseconds
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the section goes to standard output, progress elsewhere."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _file(folders: Mapping[str, Path], path: str) -> Path | None:
    for prefix, folder in folders.items():
        if path.startswith(prefix):
            file = (folder / path[len(prefix) :]).resolve()
            if file.is_relative_to(folder) and file.is_file():
                return file
    return None
