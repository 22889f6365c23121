"""Letting a server stand still, and asking the web meanwhile."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

AT_A_TIME = 12  # more than the threads of the web


def family(pid: int) -> set[int]:
    """A process and its children: the server has one for each connection."""
    children = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            own, rest = status.read_text().split(" ", 1)
        except OSError:
            continue
        if int(rest.rpartition(")")[2].split()[1]) == pid:
            children.add(int(own))
    return {pid, *children}


def tell(pids: set[int], word: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, word)
        except ProcessLookupError:
            continue


def ask(address: str, path: str) -> tuple[int, str, float]:
    """Status, Retry-After, and how long it took."""
    begun = time.monotonic()
    try:
        with urlopen(Request(address + path), timeout=120) as answer:
            return answer.status, "", time.monotonic() - begun
    except HTTPError as refusal:
        return refusal.code, refusal.headers.get("Retry-After", ""), time.monotonic() - begun


def ask_together(address: str) -> list[tuple[int, str, float]]:
    found: list[tuple[int, str, float]] = []
    paths = ["/first-start/", "/api/v1/orders"] * (AT_A_TIME // 2)
    askers = [threading.Thread(target=lambda path=path: found.append(ask(address, path))) for path in paths]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(150)
    return found
