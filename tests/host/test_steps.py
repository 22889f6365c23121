"""One-off programs on the way to a start end with it, whatever ends it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from danshu.host.children import wait_until
from danshu.host.cluster import process_alive
from danshu.host.steps import run_step

PARENT = """
import sys
from danshu.host.steps import Stopped, heed_stop_signals, run_step
code = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
heed_stop_signals()
try:
    run_step([sys.executable, "-c", code, sys.argv[1]], {"PATH": "/usr/bin"})
except Stopped:
    print("stopped", flush=True)
"""


class Run:
    """A start that is busy with one step, in a process of its own."""

    def __init__(self, folder: Path):
        self.note = folder / "pid"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, str(self.note)], stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def step(self) -> int:
        assert wait_until(lambda: self.note.exists() and self.note.read_text() != "", 20), "the step did not start"
        return int(self.note.read_text())


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    started = Run(tmp_path)
    yield started
    started.process.kill()
    started.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_the_step_and_then_the_start(run: Run, number: signal.Signals) -> None:
    step = run.step()
    run.process.send_signal(number)

    assert run.process.communicate(timeout=20)[0] == "stopped\n"
    assert run.process.returncode == 0
    assert not process_alive(step)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the kernel's parent death signal")
def test_a_step_ends_when_the_start_is_killed(run: Run) -> None:
    step = run.step()
    run.process.kill()

    assert wait_until(lambda: not process_alive(step), 5)


def test_a_step_tells_how_it_ended() -> None:
    codes = [run_step([sys.executable, "-c", f"raise SystemExit({code})"], {}) for code in (0, 3)]
    assert codes == [0, 3]
