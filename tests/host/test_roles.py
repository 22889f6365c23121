"""Web and worker sign in as a role that can do no more than they need (V13)."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.apps import apps

from danshu.entry import grants
from danshu.testing import server

Connection = psycopg.Connection[Any]

FORBIDDEN = [
    "create table stolen (n int)",
    "create schema stolen",
    "create role stolen",
    "create database stolen",
    "create extension plpgsql",
    "alter table {rows} add column stolen int",
    "drop table {rows}",
    "truncate {rows}",
    "alter table {rows} disable trigger all",
    "create index stolen on {rows} ((1))",
    "delete from django_migrations",
    "set session_replication_role = replica",
    "copy {rows} to program 'true'",
    "select pg_read_file('/etc/passwd')",
]


def some_table() -> str:
    """A table of ours whose rows change."""
    models = [model for model in apps.get_models() if model.__module__.startswith("danshu.")]
    return next(model._meta.db_table for model in models if not getattr(model, "append_only", False))


@pytest.mark.spec("SEC-V13")
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_runtime_role_is_refused(runtime_connection: Connection, statement: str) -> None:
    with pytest.raises(psycopg.Error) as refused:
        runtime_connection.execute(statement.format(rows=some_table()))

    assert refused.value.sqlstate in ("42501", "42P06", "42710"), refused.value


@pytest.mark.spec("SEC-V13")
def test_the_runtime_role_only_adds_to_append_only_tables(runtime_connection: Connection) -> None:
    tables = grants.append_only_tables()
    assert tables, "the audit trail at least"

    for table in sorted(tables):
        for statement in (f"delete from {table}", f"truncate {table}", f"select 1 from {table} for update"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                runtime_connection.execute(statement)
        runtime_connection.execute(f"select count(*) from {table}")
        allowed = runtime_connection.execute(
            "select has_table_privilege(%s, 'INSERT'), has_any_column_privilege(%s, 'UPDATE')", [table, table]
        ).fetchone()
        assert allowed == (True, False), table


def test_the_runtime_role_reads_and_writes_every_other_table(runtime_connection: Connection) -> None:
    for model in apps.get_models(include_auto_created=True):
        if getattr(model, "append_only", False) or not model._meta.managed:
            continue
        rights = "select has_table_privilege(%s, right_) from unnest(array['SELECT','INSERT','UPDATE','DELETE']) right_"
        rows = runtime_connection.execute(rights, [model._meta.db_table]).fetchall()
        assert rows == [(True,)] * 4, model._meta.label


def test_granting_again_changes_nothing_and_repairs_what_somebody_changed(runtime_connection: Connection) -> None:
    address = server.address(server.clone_name())
    again = grants.apply(server.RUNTIME_ROLE, address)
    assert [statement for statement in again if " on schema " not in statement] == []

    table = min(grants.append_only_tables())
    with psycopg.connect(address) as owner:
        owner.execute(f"grant delete on {table} to {server.RUNTIME_ROLE}")
    repaired = grants.apply(server.RUNTIME_ROLE, address)

    assert f'revoke DELETE on {table} from "{server.RUNTIME_ROLE}"' in repaired
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        runtime_connection.execute(f"delete from {table}")
