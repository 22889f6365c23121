"""Connections that do not wait for ever for a server that stands still (FI-12, FI-19).

A server that died is noticed at once. One that is frozen (a stopped process, a virtual machine being moved, a disk that
hangs) keeps its sockets open and says nothing, and its own `statement_timeout` does not run either. So the client counts:
whoever got no answer for longer than a statement may take gives up his connection, and his request answers 503. From then
on the others wait briefly, until one answer came.
"""

from __future__ import annotations

from typing import Any, TypeVar

import psycopg
from psycopg import errors

RV = TypeVar("RV")
RESERVE = 1.0  # seconds beyond the time that the server itself allows a statement
BRIEF = 2.0  # seconds, while the server is known to stand still


class NoAnswer(psycopg.OperationalError):
    """The server said nothing for longer than any statement may take."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up when the server stands still. limit: seconds; None waits as long as it takes."""

    limit: float | None = None
    stands_still = False  # of the server, as far as this process knows

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the answer to one message. Raises NoAnswer and gives the connection up after the limit.

        What became of a statement that was running is unknown then (CC-12).
        """
        limit = BRIEF if self.limit is not None and PatientConnection.stands_still else self.limit
        if timeout is not None or limit is None:
            return super().wait(gen, interval, timeout)
        try:
            answer = super().wait(gen, interval, limit)
        except errors._WaitTimeout:  # noqa: SLF001 - what the wait functions raise, to be converted
            PatientConnection.stands_still = True
            self.pgconn.finish()
            raise NoAnswer(f"the database server gave no answer within {limit:g} s") from None
        except psycopg.Error as error:
            if error.sqlstate is not None:  # a refusal is an answer
                PatientConnection.stands_still = False
            raise
        PatientConnection.stands_still = False
        return answer


def patient_for(statement_ms: int) -> type[PatientConnection]:
    """The connections of a process whose statements take so long at most."""
    limit = statement_ms / 1000 + RESERVE
    return type("PatientConnection", (PatientConnection,), {"limit": limit})
