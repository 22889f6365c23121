"""Child processes that end with their parent, whatever ends it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when its parent ends, also when the parent is killed.

    Linux only; elsewhere nothing happens and a killed parent leaves its children behind.
    """
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:  # it ended in between
        os.kill(os.getpid(), signal_number)


class Child:
    """One program that is kept running, as leader of its own process group; it writes to `log` or to our output."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path | None = None):
        self.name = name
        self.log = log
        self.command = list(command)
        self.environment = dict(environment)
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.failures = 0

    def start(self) -> None:
        """Start the program; call from the main thread, whose end is what the kernel watches."""
        self.started = time.monotonic()
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509 - one thread here
            )  # fmt: skip

    def running(self) -> bool:
        """True while the program runs."""
        return self.process is not None and self.process.poll() is None

    def why(self) -> str:
        """How the program ended and where it may have said more, as part of a sentence."""
        code = self.process.returncode if self.process else None
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return f" ({how}; log: {self.log})" if self.log else f" ({how})"

    def delay(self) -> float:
        """Seconds to wait before the next start: none after a long life, doubling to 30 after quick deaths."""
        self.failures = 0 if time.monotonic() - self.started > 30 else self.failures + 1
        return 0.0 if self.failures <= 1 else min(30.0, 2.0 ** (self.failures - 2))

    def ask_to_stop(self) -> None:
        """Let the program finish what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def clear(self) -> None:
        """Kill what is left of the program's process group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def wait_until(done: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    """Poll `done` until it is true (True) or the time is over (False)."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True
