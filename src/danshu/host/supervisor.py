"""Keep programs running until somebody says stop."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from danshu.host.children import Child, wait_until

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 25.0  # seconds for requests in flight and running jobs


class Supervisor:
    """Start children, restart each that ends, stop all on Ctrl-C, SIGTERM or a closed terminal.

    `heal` is called every second, for example to restart a database server that was killed; `say` prints a line.
    """

    def __init__(self, children: Sequence[Child], *, heal: Callable[[], None], say: Callable[[str], None]):
        self.children = list(children)
        self.heal = heal
        self.say = say
        self.stopping = 0
        self._due: dict[str, float] = {}

    def start(self) -> None:
        """Start all children and take over the stop signals."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)
        for child in self.children:
            child.start()

    def wait_ready(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Watch the children until `ready` answers True; False when it never did or a stop was asked."""
        end = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < end:
            if ready():
                return True
            self._look_after_children()
            time.sleep(0.05)
        return False

    def run(self) -> None:
        """Look after the children until a stop signal comes, then stop them."""
        checked = 0.0
        while not self.stopping:
            self._look_after_children()
            if time.monotonic() - checked > 1:
                self.heal()
                checked = time.monotonic()
            time.sleep(0.2)
        self.stop()

    def stop(self) -> None:
        """Ask all children to finish, wait up to GRACE seconds (a second signal cuts it short), kill what is left."""
        for child in self.children:
            child.ask_to_stop()
        asked = self.stopping
        wait_until(lambda: not any(c.running() for c in self.children) or self.stopping > asked, GRACE)
        for child in self.children:
            child.clear()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping += 1

    def _look_after_children(self) -> None:
        for child in self.children:
            if child.running():
                continue
            now = time.monotonic()
            if child.name not in self._due:
                child.clear()  # what the dead one left behind would hold the port
                delay = child.delay()
                self._due[child.name] = now + delay
                self.say(
                    f"{child.name} ended{child.why()}, starting it again" + (f" in {delay:.0f} s" if delay else "")
                )
            if now >= self._due[child.name]:
                del self._due[child.name]
                with contextlib.suppress(OSError):  # no space for its log: the next round tries again, later
                    child.start()
