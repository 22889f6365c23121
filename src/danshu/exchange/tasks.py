"""Jobs; each is safe to run twice and goes on where a killed one was."""

from __future__ import annotations

from procrastinate.contrib.django import app

from danshu.exchange import batches
from danshu.exchange.engine import running


@app.task(name=batches.CHECK)
def check_batch(batch_id: int) -> None:
    """The dry run of a batch."""
    running.check(batch_id)


@app.task(name=batches.RUN)
def run_batch(batch_id: int) -> None:
    """Import the ready rows of a batch."""
    running.run(batch_id)


@app.task(name=batches.UNDO_RUN)
def undo_batch(batch_id: int) -> None:
    """Take a batch back."""
    running.undo(batch_id)
