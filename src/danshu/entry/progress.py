"""How far a long step is: one line that changes on a terminal, a plain line now and then anywhere else."""

from __future__ import annotations

import sys
import time
from typing import TextIO

EVERY = 10.0  # seconds between plain lines
BLINK = 0.1  # seconds between changes of the line on a terminal


class Progress:
    """Tells of one step: `progress(120, 500)`; a final `close()` removes the changing line."""

    def __init__(self, text: str, stream: TextIO | None = None) -> None:
        self.text, self.stream = text, stream or sys.stdout
        self.begun = self.told = time.monotonic()
        self.on_terminal = self.stream.isatty()
        self.width = 0

    def __call__(self, done: int, of: int) -> None:
        """Say it, if it is time again."""
        moment = time.monotonic()
        if moment - self.told < (BLINK if self.on_terminal else EVERY):
            return
        self.told = moment
        line = f"  {f'{self.text} {done}/{of}':<34}{moment - self.begun:6.1f} s"
        if self.on_terminal:
            self.stream.write(f"\r{line:<{self.width}}")
            self.width = len(line)
        else:
            self.stream.write(f"{line}\n")
        self.stream.flush()

    def close(self) -> None:
        """Leave an empty line for what comes next."""
        if self.width:
            self.stream.write(f"\r{' ' * self.width}\r")
            self.stream.flush()
            self.width = 0
