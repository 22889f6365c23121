"""Many clients at one moment: threads with their own connections, let go together by a barrier."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

START_SECONDS = 30
END_SECONDS = 120


@dataclass(slots=True)
class Result:
    """What happened to all clients. outcomes: the value a client returned, or the exception it ended with."""

    outcomes: list[Any] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, wanted: Any) -> int:
        """How many ended with this value, or with an exception of this class."""
        if isinstance(wanted, type):
            return sum(isinstance(outcome, wanted) for outcome in self.outcomes)
        return sum(outcome == wanted for outcome in self.outcomes)

    def names(self) -> dict[str, int]:
        """How often which kind of outcome, for messages."""
        return dict(Counter(type(o).__name__ if isinstance(o, BaseException) else str(o) for o in self.outcomes))


def race(clients: int, work: Callable[[int], Any]) -> Result:
    """Let work(client) run in as many threads at once. A client that does not end within two minutes fails the test."""
    barrier, result, lock = threading.Barrier(clients + 1), Result(), threading.Lock()

    def run(client: int) -> None:
        outcome: Any
        try:
            for connection in connections.all():
                connection.ensure_connection()  # opening it is no part of the race
            barrier.wait(START_SECONDS)
            outcome = work(client)
        except BaseException as error:  # whatever it is, the test looks at it
            outcome = error
        finally:
            connections.close_all()
        with lock:
            result.outcomes.append(outcome)

    threads = [threading.Thread(target=run, args=(client,), daemon=True) for client in range(clients)]
    for thread in threads:
        thread.start()
    barrier.wait(START_SECONDS)
    begun = time.perf_counter()
    for thread in threads:
        thread.join(END_SECONDS)
    result.seconds = time.perf_counter() - begun
    assert len(result.outcomes) == clients, "a client hangs"
    return result
