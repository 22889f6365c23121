"""The runtime role: what web and worker sign in as (V13).

It reads and writes rows, makes no tables, truncates nothing, and may only add to append-only tables. `apply_grants`
compares what the role may do with what it should and changes the difference, so it can run at every start.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[Any]

SUFFIX = "_app"
FULL = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
ADD_ONLY = frozenset({"SELECT", "INSERT"})
READ_ONLY = frozenset({"SELECT"})
OWNERS_TABLES = {"django_migrations": READ_ONLY}

TABLES = """
select c.oid::regclass::text, c.relname,
       coalesce(array_agg(a.privilege_type) filter (where a.grantee = r.oid), '{}')
from pg_class c
cross join (select oid from pg_roles where rolname = %s) r
left join lateral aclexplode(c.relacl) a on true
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
group by c.oid, c.relname
"""
SEQUENCES = """
select c.oid::regclass::text from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
  and not (has_sequence_privilege(%s, c.oid, 'USAGE') and has_sequence_privilege(%s, c.oid, 'SELECT'))
"""
# what the owner lets the runtime do in his name: functions that check for themselves what they are asked
FUNCTIONS = """
select p.oid::regprocedure::text from pg_proc p
where p.pronamespace = 'public'::regnamespace and p.prosecdef and not has_function_privilege(%s, p.oid, 'EXECUTE')
"""


def may_create_roles(connection: Connection) -> bool:
    """True if the connected user can make another role."""
    row = connection.execute("select rolsuper or rolcreaterole from pg_roles where rolname = current_user").fetchone()
    return bool(row and row[0])


def ensure_role(connection: Connection, role: str, password: str) -> None:
    """Make the role, or give an existing one this password; it owns nothing and administers nothing."""
    attributes = sql.SQL("login nosuperuser nocreatedb nocreaterole noreplication password {}").format(password)
    known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    command = sql.SQL("alter role {} {}" if known else "create role {} {}")
    connection.execute(command.format(sql.Identifier(role), attributes))


def apply_grants(connection: Connection, role: str, append_only: Collection[str]) -> list[str]:
    """Give the role exactly what it should have in the connected database; return the statements that ran.

    `append_only` names the tables whose rows are never changed or removed.
    """
    with connection.transaction():
        statements = _schema_statements(role) + _table_statements(connection, role, append_only)
        name = sql.Identifier(role)
        for (sequence,) in connection.execute(SEQUENCES, [role, role]).fetchall():
            statements.append(sql.SQL("grant usage, select on sequence {} to {}").format(sql.SQL(sequence), name))
        for (function,) in connection.execute(FUNCTIONS, [role]).fetchall():
            statements.append(sql.SQL("grant execute on function {} to {}").format(sql.SQL(function), name))
        for statement in statements:
            connection.execute(statement)
    return [statement.as_string(connection) for statement in statements]


def _schema_statements(role: str) -> list[sql.Composed]:
    name = sql.Identifier(role)
    return [
        sql.SQL("revoke create on schema public from public").format(),
        sql.SQL("grant usage on schema public to {}").format(name),
    ]


def _table_statements(connection: Connection, role: str, append_only: Collection[str]) -> list[sql.Composed]:
    statements = []
    name = sql.Identifier(role)
    for reference, table, held in connection.execute(TABLES, [role]).fetchall():
        wanted = OWNERS_TABLES.get(table, ADD_ONLY if table in append_only else FULL)
        parts = {"table": sql.SQL(reference), "role": name}
        if extra := set(held) - wanted:
            statements.append(sql.SQL("revoke {rights} on {table} from {role}").format(rights=_list(extra), **parts))
        if missing := wanted - set(held):
            statements.append(sql.SQL("grant {rights} on {table} to {role}").format(rights=_list(missing), **parts))
    return statements


def _list(rights: Collection[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(right) for right in sorted(rights))
