"""Requests to addresses that people entered (reliability.md section 6): only to public hosts, bounded in time and size.

The name is resolved once, every address must be public, the connection goes to that very address with the name for TLS
and Host, redirects are not followed. So nobody reaches the inside of our network through a receiver.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

CONNECT_SECONDS, TOTAL_SECONDS = 5, 15
MOST_BYTES = 64 * 1024
PORTS = (443, 8443)
V4_NO = [ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24")]
V6_OK = ip_network("2000::/3")
V6_NO = [ip_network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
# (host, port) of stubs that tests start themselves, reached without TLS; empty in the product
STUBS: set[tuple[str, int]] = set()


class NotAllowed(ValueError):
    """An address that nothing is sent to; the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address."""

    host: str
    port: int
    path: str
    is_stub: bool

    @property
    def name(self) -> str:
        """What the other side is called in the request."""
        return self.host if self.port == 443 else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status 0 when nothing did, with the reason as text."""

    status: int
    text: str


def is_public(address: str) -> bool:
    """True for an address of the open internet, in none of its mapped or tunnelled forms."""
    ip = ip_address(address)
    if ip.version == 6:
        return ip in V6_OK and ip.scope_id is None and not any(ip in net for net in V6_NO)
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in V4_NO)


def target_of(url: str) -> Target:
    """The parts of an address that may be sent to. Raises NotAllowed."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port or 443
    except ValueError:
        raise NotAllowed(_("应为完整的网址，例如 https://example.com/hook")) from None
    path = _in_ascii(parts.path or "/") + (f"?{_in_ascii(parts.query)}" if parts.query else "")
    if (host, port) in STUBS:
        return Target(host, port, path, is_stub=True)
    if not host or any(ord(char) <= 32 for char in url.strip()):
        raise NotAllowed(_("应为完整的网址，例如 https://example.com/hook"))
    if parts.scheme != "https" or port not in PORTS:
        raise NotAllowed(_("只能发到 https 网址，端口 443 或 8443"))
    if parts.username or parts.password:
        raise NotAllowed(_("网址里不能带用户名或密码"))
    return Target(host, port, path, is_stub=False)


def _in_ascii(text: str) -> str:
    """What a request line takes; what was escaped already stays as it is."""
    return quote(text, safe="%/:?@!$&'()*+,;=~-._", errors="replace")


def resolved(target: Target) -> str:
    """The address to connect to. Raises NotAllowed when the name is unknown or leads into a private network."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotAllowed(_("找不到主机 %(host)s") % {"host": target.host}) from None
    addresses = [str(entry[4][0]) for entry in found]
    if not target.is_stub and not all(is_public(address) for address in addresses):
        raise NotAllowed(_("%(host)s 指向内部网络，不能发送") % {"host": target.host})
    return addresses[0]


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send; never raises for what the other side does. Raises NotAllowed for an address that nothing is sent to."""
    target = target_of(url)
    address = resolved(target)
    connection = http.client.HTTPConnection(target.host, target.port)
    watch: threading.Timer | None = None
    try:
        connection.sock = _socket(address, target)
        # a timeout of the socket begins anew with each byte; this one ends everything
        watch = threading.Timer(TOTAL_SECONDS, _cut, [connection.sock])
        watch.daemon = True
        watch.start()
        connection.request("POST", target.path, body=body, headers={"Host": target.name, **headers})
        response = connection.getresponse()
        return Answer(response.status, response.read(MOST_BYTES).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: what cannot be put into a request
        return Answer(0, type(error).__name__)
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()


def _cut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _socket(address: str, target: Target) -> socket.socket:
    plain = socket.create_connection((address, target.port), timeout=CONNECT_SECONDS)
    plain.settimeout(TOTAL_SECONDS)
    if target.is_stub:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise
