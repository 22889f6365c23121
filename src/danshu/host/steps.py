"""Programs that run once on the way to a start: a stop signal stops them too, and they never outlive the start."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from types import FrameType

from danshu.host.children import Child, wait_until
from danshu.host.supervisor import STOP_SIGNALS

PATIENCE = 5.0  # seconds for a program that was asked to stop, then it is killed


class Stopped(Exception):
    """Somebody asked to stop before everything was up."""


def heed_stop_signals() -> None:
    """From now on the first stop signal raises Stopped, until the supervisor takes the signals over.

    Further ones are ignored, so that what was begun is put away in peace.
    """
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def run_step(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a program to its end and return its exit code; whatever ends us or makes us leave, ends it."""
    child = Child("step", command, environment)
    child.start()
    try:
        wait_until(lambda: not child.running(), float("inf"))
    finally:
        child.ask_to_stop()
        wait_until(lambda: not child.running(), PATIENCE)
        child.clear()
    return child.process.returncode if child.process else 1
