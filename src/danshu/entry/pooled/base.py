"""PostgreSQL behind a pooler in transaction mode: each transaction brings its time limits along (CC-7).

Such a pooler takes no start-up options, and what `SET` changes may be met by a stranger. What lasts until the end of
the transaction only is safe: whoever begins one sets lock, statement and idle limits of his process first. Statements
outside of a transaction have the limits of the server's connection, which the pooler sets (docs/pooler.md).
"""

from __future__ import annotations

from django.conf import settings
from django.db.backends.postgresql import base

LIMITS = (
    "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true),"
    " set_config('idle_in_transaction_session_timeout', %s, true)"
)


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins each transaction with the limits of this process."""

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit:  # the first statement begins the transaction
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(LIMITS, [str(limit) for limit in settings.TIMEOUTS[settings.PROCESS]])
