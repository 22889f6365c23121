"""A mail server of a few lines on this machine: it takes e-mails, refuses some addresses, demands a password if told."""

from __future__ import annotations

import base64
import contextlib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What the server took."""

    port: int = 0
    refused: frozenset[str] = frozenset()
    login: tuple[str, str] | None = None
    sources: list[bytes] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        """The e-mails, read."""
        return [message_from_bytes(source, policy=policy.default) for source in self.sources]  # type: ignore[misc]


class Handler(socketserver.StreamRequestHandler):
    """One conversation."""

    mailbox: Mailbox

    def handle(self) -> None:
        self.known = self.mailbox.login is None
        self.say("220 stub")
        while (line := self.rfile.readline().decode().strip()) and self.answer(line):
            pass

    def say(self, text: str) -> bool:
        self.wfile.write(f"{text}\r\n".encode())
        return True

    def answer(self, line: str) -> bool:
        word = line.upper().split()[0]
        if word == "QUIT":
            self.say("221 bye")
            return False
        if word == "EHLO":
            return self.say("250-stub\r\n250 AUTH PLAIN")
        if word == "AUTH":
            _none, user, password = base64.b64decode(line.split()[-1]).decode().split("\0")
            self.known = (user, password) == self.mailbox.login
            return self.say("235 ok" if self.known else "535 wrong password")
        if not self.known:
            return self.say("530 sign in first")
        if word == "RCPT" and any(address in line for address in self.mailbox.refused):
            return self.say("550 no such mailbox")
        if word == "DATA":
            self.say("354 go on")
            self.mailbox.sources.append(self.text())
        return self.say("250 ok")

    def text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline().rstrip(b"\r\n")) != b".":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"\n".join(lines)


class Server(socketserver.ThreadingTCPServer):
    """Conversations at once; threads end with the test."""

    allow_reuse_address = daemon_threads = True


@contextlib.contextmanager
def mail_server_on(mailbox: Mailbox) -> Iterator[Mailbox]:
    """A running server that fills the mailbox."""
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"mailbox": mailbox}))
    mailbox.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield mailbox
    finally:
        server.shutdown()
        server.server_close()
