"""The connections of the test process: which of them may serve the next test too.

Django keeps one for a thread without an event loop and another for one with it (the browser driver runs one).
A session that learned hundreds of tables is worth keeping; one with settings, locks or tables of its own is not.
"""

from __future__ import annotations

import asyncio
from typing import Any

from django.db import connection, connections
from psycopg.pq import TransactionStatus

TRACES = """SELECT (SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE source = 'session'),
    (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),
    (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()),
    (SELECT count(*) FROM pg_listening_channels()), current_user"""
_fresh: list[tuple[Any, ...]] = []  # what a session of this process looks like that nobody has changed


def kept() -> int | None:
    """The server's process behind the connection of this thread if it may stay, after closing all others of ours."""
    loop = asyncio._get_running_loop()
    if loop is not None:
        asyncio._set_running_loop(None)
        connections.close_all()
        asyncio._set_running_loop(loop)
    if _sound():
        return int(connection.connection.info.backend_pid)
    connections.close_all()
    return None


def unchanged() -> bool:
    """True if the session is as new: no settings, locks, temporary tables, no ears of its own."""
    if connection.connection is None:
        return True
    traces = connection.connection.execute(TRACES, prepare=True).fetchone()
    if not _fresh:
        connection.close()
        connection.ensure_connection()
        _fresh.append(connection.connection.execute(TRACES, prepare=True).fetchone())
        return True
    return bool(traces == _fresh[0])


def close_all() -> None:
    """Close the connections of this thread, those for an event loop and those without."""
    connections.close_all()
    loop = asyncio._get_running_loop()
    if loop is not None:
        asyncio._set_running_loop(None)
        connections.close_all()
        asyncio._set_running_loop(loop)


def _sound() -> bool:
    """True if the connection is open, in no transaction, and nobody left anything on Django's side of it."""
    raw = connection.connection
    return (
        raw is not None
        and not raw.closed
        and not connection.in_atomic_block
        and not connection.closed_in_transaction
        and not connection.needs_rollback
        and not connection.run_on_commit
        and not connection.execute_wrappers
        and connection.get_autocommit()
        and raw.info.transaction_status == TransactionStatus.IDLE
    )
