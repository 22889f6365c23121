"""The database fixture: one clone of the migrated template for each test process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from danshu.host import roles
from danshu.testing import server, sessions, stage
from danshu.testing.restoring import Restorer


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Give this process its own clone of the migrated template; dropped at the end."""
    with server.maintenance() as connection, django_db_blocker.unblock():
        server.sweep(connection)
        template = _template(connection)
        stage.begin(Restorer(template, server.clone_name()))
    _restore_after_commits()
    yield
    with django_db_blocker.unblock():
        stage.end()
    with server.maintenance() as connection:
        server.drop(connection, server.clone_name())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Go back to this process's own database for a test that is at home there."""
    if "town_store" not in getattr(item, "fixturenames", ()):
        stage.go_home()


@pytest.fixture
def runtime_connection(transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection with the rights of web and worker (the other tests connect as the owner of the tables)."""
    with psycopg.connect(server.runtime_address(server.clone_name()), autocommit=True) as connection:
        yield connection


def _template(connection: psycopg.Connection[Any]) -> str:
    """Return the name of the migrated template, built if nobody has; others wait for the one who builds."""
    name = server.template_name()
    if _exists(connection, name):
        return name
    connection.execute("select pg_advisory_lock(hashtext(%s))", [name])
    try:
        if not _exists(connection, name):
            draft = f"danshu_build_{os.getpid()}"
            server.drop(connection, draft)
            connection.execute(f"create database {draft}")
            _migrate(draft)
            connection.execute(f"alter database {draft} rename to {name}")
            connection.execute(f"alter database {name} is_template true")
    finally:
        connection.execute("select pg_advisory_unlock(hashtext(%s))", [name])
    return name


def _exists(connection: psycopg.Connection[Any], name: str) -> bool:
    return connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def _migrate(name: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    previous = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        _grant(name)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = previous


def _grant(name: str) -> None:
    """Let the runtime role in, as a start of Danshu does after migrating."""
    from danshu.entry import grants

    with server.maintenance() as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [server.RUNTIME_ROLE]).fetchone():
            roles.ensure_role(connection, server.RUNTIME_ROLE, server.RUNTIME_PASSWORD)
    grants.apply(server.RUNTIME_ROLE, server.address(name))


def _restore_after_commits() -> None:
    """After a test that commits, bring the database back instead of emptying it, and keep the connection if it is sound."""
    from django.test import TransactionTestCase

    def restore(self: Any) -> None:
        kept = sessions.kept()
        if not stage.present().restore(keep=kept) or not sessions.unchanged():
            sessions.close_all()
        _forget_cached_rows()

    TransactionTestCase._fixture_teardown = restore  # type: ignore[attr-defined]
    TransactionTestCase._should_reload_connections = lambda self: False  # type: ignore[attr-defined]


def _forget_cached_rows() -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache

    ContentType.objects.clear_cache()
    cache.clear()
