"""Bringing a test database back into its first state, row by row.

A fresh clone costs a third of a second of copying, and everybody who worked in the old one learns all tables again.
A test changes a few rows. So a database remembers its first state, and what differs is put back: rows written since
carry a later transaction in `xmin`, rows deleted since are missing in the count. Whatever else may differ - a changed
table, trigger, right or setting, a great many rows - makes it a new clone after all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from danshu.testing import server

Connection = psycopg.Connection[tuple[Any, ...]]

OBSERVER = "danshu-observer"  # connections of this application name outlive a restoration: they only look
MANY = 5_000  # rows: more of them are faster cloned than deleted
FRESH_AFTER = 150  # restorations: dead rows add up, nobody vacuums here
OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast_)?temp'"
TABLES = f"""SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname <> 'pg_toast' AND {OURS} ORDER BY 1"""
PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan; SET lock_timeout = '5s'"
SEQUENCES = "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences WHERE schemaname !~ '^pg_'"
LASTING = "NOT EXISTS (SELECT FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace WHERE r.oid = {} AND n.nspname ~ '^pg_(toast_)?temp')"  # fmt: skip
CUT_OFF = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
    AND backend_type = 'client backend' AND application_name <> %s AND pid IS DISTINCT FROM %s::int"""
# What may change beside rows, each as number of entries and latest transaction; things of temporary tables left out.
CATALOGUES = {
    "pg_class": LASTING.format("t.oid"), "pg_attribute": LASTING.format("t.attrelid"),
    "pg_index": LASTING.format("t.indrelid"), "pg_constraint": "true", "pg_attrdef": LASTING.format("t.adrelid"),
    "pg_type": LASTING.format("t.typrelid"), "pg_trigger": "true", "pg_proc": "true", "pg_rewrite": "true",
    "pg_namespace": "t.nspname !~ '^pg_(toast_)?temp'", "pg_statistic": LASTING.format("t.starelid"),
    "pg_statistic_ext": "true", "pg_extension": "true", "pg_policy": "true", "pg_event_trigger": "true",
    "pg_default_acl": "true", "pg_largeobject_metadata": "true", "pg_sequence": LASTING.format("t.seqrelid"),
    "pg_db_role_setting": "t.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())",
}  # fmt: skip
SHAPE = " UNION ALL ".join(
    f"SELECT '{name}', count(*), coalesce(max(t.xmin::text::bigint), 0) FROM {name} t WHERE {condition}"
    for name, condition in CATALOGUES.items()
)


@dataclass
class Origin:
    """The first state: rows per table (only of tables that had any), places of the sequences, everything else."""

    tables: list[str]
    rows: dict[str, bytes]
    counts: dict[str, int]
    sequences: dict[str, int | None]
    shape: list[tuple[Any, ...]]


@dataclass
class Restorer:
    """One database and the origin that it is a clone of.

    Restored in place when our role may switch triggers and foreign keys off (a superuser), cloned otherwise.
    """

    origin_name: str
    name: str
    _connection: Connection | None = field(default=None, repr=False)
    _origin: Origin | None = field(default=None, repr=False)
    _since: int = 0
    _age: int = 0

    def remember(self) -> None:
        """Take the present state, a fresh clone's, as the one to come back to."""
        self.close()
        if (connection := self._connect()) is None:
            return
        self._connection, self._age = connection, 0
        if self._origin is None:
            self._origin = _origin(connection)
        self._origin.shape = connection.execute(SHAPE, prepare=True).fetchall()
        self._since = _next_transaction(connection)

    def restore(self, *, keep: int | None = None) -> bool:
        """Bring the first state back and cut off everybody except the session `keep`; return whether that one lives.

        False: the database is a new one, and nobody is connected to it any more.
        """
        self._age += 1
        try:
            if self._connection is not None and self._age < FRESH_AFTER:
                self._cut_off(self._connection, keep)
                if self._put_back(self._connection):
                    return True
        except psycopg.Error:  # our own connection was cut, somebody holds a lock: a clone is always right
            pass
        self.clone()
        return False

    def clone(self) -> None:
        """Make the database anew; whoever is connected is cut off."""
        self.close()
        with server.maintenance() as connection:
            server.clone(connection, self.origin_name, self.name)
        self.remember()

    def close(self) -> None:
        """Give the connection up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> Connection | None:
        connection = psycopg.connect(
            server.address(self.name), autocommit=True, application_name=OBSERVER, row_factory=tuple_row
        )
        if connection.execute("SELECT current_setting('is_superuser')").fetchone() != ("on",):
            connection.close()
            return None
        connection.execute(f"SET session_replication_role = replica; {PLANNED_ONCE}")
        return connection

    def _cut_off(self, connection: Connection, keep: int | None) -> None:
        """End all sessions but ours and wait until they are gone: the server's own way to wait sleeps in tenths."""
        for _look_again in range(2_000):
            if not connection.execute(CUT_OFF, [OBSERVER, keep], prepare=True).fetchall():
                return
            time.sleep(0.002)

    def _put_back(self, connection: Connection) -> bool:
        """Put rows and sequences back; False when more than these have changed."""
        origin = self._origin
        assert origin is not None
        if connection.execute(SHAPE, prepare=True).fetchall() != origin.shape:
            return False
        changed = [
            (table, written, left < origin.counts.get(table, 0))
            for table, written, left in connection.execute(_look(origin.tables), {"since": self._since}, prepare=True)
            if written or left < origin.counts.get(table, 0)
        ]
        if sum(written for _table, written, _incomplete in changed) > MANY:
            return False
        if changed:
            with connection.transaction():
                self._rewrite(connection, origin, changed)
            self._since = _next_transaction(connection)
        moved = [
            (name, origin.sequences.get(name))
            for name, value in connection.execute(SEQUENCES, prepare=True)
            if value != origin.sequences.get(name)
        ]
        if moved:
            parts = [
                sql.SQL("setval({}, {}, {})").format(name, value or 1, sql.SQL("true" if value else "false"))
                for name, value in moved
            ]
            connection.execute(sql.SQL("SELECT ") + sql.SQL(", ").join(parts))
        return True

    def _rewrite(self, connection: Connection, origin: Origin, changed: list[tuple[str, int, bool]]) -> None:
        whole = [table for table, _written, incomplete in changed if incomplete]
        parts = [f"DELETE FROM {table}" for table in whole]
        parts += [
            f"DELETE FROM {table} WHERE xmin::text::bigint >= {self._since}"
            for table, _written, incomplete in changed
            if not incomplete
        ]
        connection.execute("; ".join(parts).encode())
        for table in whole:
            with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)".encode()) as stream:
                stream.write(origin.rows[table])


def _origin(connection: Connection) -> Origin:
    tables = [row[0] for row in connection.execute(TABLES)]
    found = connection.execute(_look(tables), {"since": 0})
    counts = {table: written for table, written, _left in found if written}
    rows = {}
    for table in counts:
        with connection.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)".encode()) as stream:
            rows[table] = b"".join(stream)
    return Origin(tables, rows, counts, dict(connection.execute(SEQUENCES).fetchall()), [])


def _look(tables: list[str]) -> bytes:
    """A statement: of each table the rows written since a transaction, and those from before."""
    parts = [
        f"SELECT '{table}', count(*) FILTER (WHERE w), count(*) FILTER (WHERE NOT w)"
        f" FROM (SELECT t.xmin::text::bigint >= %(since)s AS w FROM {table} t) x"
        for table in tables
    ]
    return " UNION ALL ".join(parts).encode()


def _next_transaction(connection: Connection) -> int:
    """The number below which lies everything committed so far (test servers never wrap around)."""
    row = connection.execute("SELECT pg_current_xact_id()::xid::text::bigint + 1", prepare=True).fetchone()
    assert row is not None
    return int(row[0])
