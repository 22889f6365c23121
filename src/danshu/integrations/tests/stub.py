"""Another system: a small HTTP server that keeps what it was told and answers as the test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from danshu.integrations import outgoing


@dataclass
class Stub:
    """What arrived, and what to answer next."""

    url: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    answer: bytes = b'{"errcode": 0, "code": 0}'
    pause_seconds: float = 0
    location: str = ""

    @property
    def bodies(self) -> list[Any]:
        """The bodies as data."""
        return [json.loads(body) for _path, _headers, body in self.requests]


@contextmanager
def stub() -> Iterator[Stub]:
    """A server on a free port of this machine, which the product may reach without TLS as long as it runs."""
    state, quiet = Stub(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.requests.append((self.path, dict(self.headers), body))
            quiet.wait(state.pause_seconds)
            self.send_response(state.status)
            if state.location:
                self.send_header("Location", state.location)
            self.end_headers()
            self.wfile.write(state.answer)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    port = server.server_address[1]
    outgoing.STUBS.add(("127.0.0.1", port))
    state.url = f"http://127.0.0.1:{port}/hook"
    try:
        yield state
    finally:
        quiet.set()
        outgoing.STUBS.discard(("127.0.0.1", port))
        server.shutdown()
        server.server_close()
