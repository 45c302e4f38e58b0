"""A real HTTP server on loopback that answers as a test has scripted it."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHUNK = 4096


@dataclass(frozen=True)
class Reply:
    """One answer: a status and a body, whole or cut off, slow, zipped or deaf to Range."""

    body: bytes = b""
    status: int = 200
    ranges: bool = True
    sized: bool = True
    cut_at: int | None = None
    seconds: float = 0.0
    seconds_a_chunk: float = 0.0
    location: str | None = None
    compressible: bool = False


class Server:
    """Scripted replies by path, the last of each repeated, and the requests received."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.replies: dict[str, list[Reply]] = {}
        self.requests: list[tuple[str, str | None]] = []

    def serve(self, path: str, *replies: Reply) -> str:
        """Script the replies of one path and return its URL."""
        self.replies[path] = list(replies)
        return f"{self.address}{path}"

    def ranges_asked(self) -> list[str | None]:
        return [asked for _, asked in self.requests]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        script: Server = self.server.script
        asked = self.headers.get("Range")
        script.requests.append((self.path, asked))
        replies = script.replies.get(self.path, [Reply(status=404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        time.sleep(reply.seconds)
        body, status, start = reply.body, reply.status, 0
        zipped = reply.compressible and "gzip" in self.headers.get("Accept-Encoding", "")
        if zipped:
            body = gzip.compress(body)
        if asked and reply.ranges and status == 200:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            status = 206 if start < len(body) else 416
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        if reply.location:
            self.send_header("Location", reply.location)
        if reply.sized:
            self.send_header("Content-Length", str(len(body) - start if status != 416 else 0))
        self.send_header("Connection", "close")
        self.end_headers()
        if status != 416:
            sent = body[start : reply.cut_at]
            step = CHUNK if reply.seconds_a_chunk else max(len(sent), 1)
            for place in range(0, len(sent), step):
                self.wfile.write(sent[place : place + step])
                time.sleep(reply.seconds_a_chunk)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Keep quiet when the client hangs up on an endless body."""


@contextmanager
def running() -> Iterator[Server]:
    """Run a server until the block ends."""
    with _Quiet(("127.0.0.1", 0), _Handler) as http:
        http.script = Server(f"http://127.0.0.1:{http.server_address[1]}")
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield http.script
        finally:
            http.shutdown()
            thread.join()
