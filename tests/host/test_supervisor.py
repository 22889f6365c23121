"""Children are started again when they end, and end when their parent does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from danshu.host.children import Child, wait_until
from danshu.host.cluster import process_alive

PARENT = """
import sys
from danshu.host.children import Child
from danshu.host.supervisor import Supervisor
code = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
child = Child("sleeper", [sys.executable, "-c", code, sys.argv[1]], {"PATH": "/usr/bin"})
supervisor = Supervisor([child], heal=lambda: None, say=lambda text: print(text, flush=True))
supervisor.start()
supervisor.run()
print("stopped", flush=True)
"""


class Run:
    """A supervisor with one child, in a process of its own."""

    def __init__(self, folder: Path):
        self.note = folder / "pid"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, str(self.note)], stdout=subprocess.PIPE, text=True
        )

    def child(self, *, other_than: int = 0) -> int:
        def started() -> bool:
            return self.note.exists() and self.note.read_text() not in ("", str(other_than))

        assert wait_until(started, 20), "the child did not start"
        return int(self.note.read_text())

    def end(self) -> str:
        """Kill the supervisor and return what it printed."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        return "" if self.process.stdout.closed else self._output()

    def _output(self) -> str:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            return stream.read()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    started = Run(tmp_path)
    yield started
    started.end()


def test_a_killed_child_is_started_again(run: Run) -> None:
    first = run.child()
    os.kill(first, signal.SIGKILL)

    second = run.child(other_than=first)

    assert process_alive(second)
    assert "sleeper ended (signal 9), starting it again" in run.end()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the kernel's parent death signal")
def test_children_end_when_the_supervisor_is_killed(run: Run) -> None:
    child = run.child()
    run.end()

    assert wait_until(lambda: not process_alive(child), 5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_the_children_and_then_the_supervisor(run: Run, number: signal.Signals) -> None:
    child = run.child()
    run.process.send_signal(number)

    assert run.process.wait(20) == 0
    assert not process_alive(child)
    assert run.end() == "stopped\n"


def test_a_child_that_dies_at_once_is_started_ever_more_slowly() -> None:
    child = Child("broken", ["false"], {})
    child.started = 1e12  # never lived for long

    assert [child.delay() for _ in range(8)] == [0, 1, 2, 4, 8, 16, 30, 30]
