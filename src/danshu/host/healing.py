"""Bring the database server back whenever it ended, however long what hinders it lasts."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from danshu.host.errors import HostError

LONGEST_WAIT = 30.0  # seconds between two attempts
QUIET_LIFE = 30.0  # seconds after which an earlier end no longer counts
NEEDED = 64 << 20  # bytes: with less the server may be unable to write one more file of its journal
REFUSALS = (HostError, OSError, subprocess.SubprocessError)


class Healable(Protocol):
    """A server that can be looked at and started again."""

    @property
    def data(self) -> Path:
        """The folder it keeps everything in."""

    def heal(self) -> bool:
        """Start it if it ended; True if it had. Raises HostError when it does not start."""


class Healing:
    """Called every second: starts an ended server, at once the first time, then after 1, 2, 4 ... 30 seconds.

    A server that does not start is no reason to end: the web process goes on and answers 503. The trouble is said
    once, and once more that it is over (FI-11).
    """

    def __init__(
        self, server: Healable, *, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.server = server
        self.say = say
        self.clock = clock
        self._failures = 0
        self._due = 0.0
        self._troubled = False

    def __call__(self) -> None:
        """Look at the server unless the next attempt is not due yet. Refuses nothing."""
        if self.clock() < self._due:
            return
        try:
            restarted = self.server.heal()
        except REFUSALS as error:
            if not self._troubled:
                self.say(trouble(error, self.server.data))
            self._troubled = True
            self._wait()
            return
        if restarted:
            self.say("database is running again" if self._troubled else "database ended, started it again")
            self._troubled = False
            self._wait()
        elif self.clock() > self._due + QUIET_LIFE:
            self._failures = 0

    def _wait(self) -> None:
        self._due = self.clock() + min(LONGEST_WAIT, 2.0**self._failures)
        self._failures += 1


def trouble(error: Exception, data: Path) -> str:
    """What happened, why, and what to do, for whoever reads the terminal or the log of the service."""
    what = "database ended and does not start:"
    then = "It is tried again at least every 30 seconds and goes on by itself; until then every page answers 503."
    if _is_full(error, data):
        return f"{what} no space left on the disk with {data}. Free space there, nothing else is needed. {then}"
    return f"{what} {error}\nMend what is named above. {then}"


def _is_full(error: Exception, data: Path) -> bool:
    if "No space left on device" in str(error):
        return True
    try:
        return shutil.disk_usage(data).free < NEEDED
    except OSError:
        return False
