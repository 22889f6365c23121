"""A database that cannot start, on a full disk for example, is waited for instead of ending the product (FI-11)."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from danshu.host.errors import HostError
from danshu.host.healing import Healing, trouble
from danshu.host.supervisor import Supervisor

pytestmark = pytest.mark.spec("FI-11")
FULL = HostError("pg_ctl failed:\nFATAL: could not write lock file: No space left on device")


class Server:
    """Ended, and does not start for the first `refusals` attempts; then lives."""

    def __init__(self, data: Path, refusals: int, error: Exception = FULL):
        self.data = data
        self.refusals = refusals
        self.error = error
        self.attempts: list[float] = []
        self.now = 0.0
        self.lives = False

    def heal(self) -> bool:
        if self.lives:
            return False
        self.attempts.append(self.now)
        if len(self.attempts) <= self.refusals:
            raise self.error
        self.lives = True
        return True

    def watched(self, healing: Healing, seconds: int) -> None:
        for _ in range(seconds):
            healing()
            self.now += 1


def test_a_server_that_does_not_start_is_tried_ever_more_slowly_and_said_once(tmp_path: Path) -> None:
    server = Server(tmp_path, refusals=8)
    said: list[str] = []
    healing = Healing(server, say=said.append, clock=lambda: server.now)

    server.watched(healing, 200)

    assert server.attempts == [0, 1, 3, 7, 15, 31, 61, 91, 121]
    assert said == [trouble(FULL, tmp_path), "database is running again"]


def test_the_next_end_after_a_quiet_time_is_healed_at_once(tmp_path: Path) -> None:
    server = Server(tmp_path, refusals=3)
    said: list[str] = []
    healing = Healing(server, say=said.append, clock=lambda: server.now)
    server.watched(healing, 100)

    server.lives, begun = False, server.now
    server.watched(healing, 1)
    server.lives = False
    server.watched(healing, 3)

    assert server.attempts[-2:] == [begun, begun + 1]
    assert said[-2:] == ["database ended, started it again"] * 2


def test_a_full_disk_is_named_with_what_to_do(tmp_path: Path) -> None:
    assert trouble(FULL, tmp_path) == (
        f"database ended and does not start: no space left on the disk with {tmp_path}. Free space there, nothing else"
        " is needed. It is tried again at least every 30 seconds and goes on by itself; until then every page"
        " answers 503."
    )


@pytest.mark.parametrize("error", [FULL, OSError(28, "No space left on device"), HostError("pg_ctl failed:\nno")])
def test_the_supervisor_goes_on_while_the_database_does_not_start(tmp_path: Path, error: Exception) -> None:
    server = Server(tmp_path, refusals=1, error=error)
    said: list[str] = []
    supervisor = Supervisor([], heal=Healing(server, say=said.append), say=said.append)

    def stop_when_healed() -> None:
        end = time.monotonic() + 20
        while not server.lives and time.monotonic() < end:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, supervisor._on_signal)
    try:
        threading.Thread(target=stop_when_healed, daemon=True).start()
        supervisor.run()
    finally:
        signal.signal(signal.SIGTERM, before)

    assert said == [trouble(error, tmp_path), "database is running again"]
