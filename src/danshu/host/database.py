"""The product's database: DATABASE_URL or the embedded server, and the two roles that use it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psycopg

from danshu.host import dsn, roles
from danshu.host import home as homes
from danshu.host.errors import HostError
from danshu.host.postgres import EmbeddedPostgres

ONE_ROLE = (
    "the user of DATABASE_URL may not create roles: web and worker run as the owner of the tables. "
    "Give DANSHU_RUNTIME_URL, or let an administrator grant CREATEROLE."
)
STATE = """
select (select oid from pg_database where datname = current_database())::text
       || coalesce((select md5(string_agg(m.app || '.' || m.name, ',' order by m.id)) from django_migrations m), '')
"""


@dataclass
class Database:
    """How to reach the database as its owner and as the runtime role (the same when there can be only one)."""

    owner: str
    runtime: str
    server: EmbeddedPostgres | None
    warning: str = ""
    role_made: bool = False

    @property
    def runtime_role(self) -> str:
        """The name of the runtime role; empty when the owner does everything."""
        return "" if self.runtime == self.owner else dsn.parse(self.runtime)["user"]

    def state(self) -> str:
        """Identify the database and the migrations applied to it; empty when there are none yet."""
        with psycopg.connect(self.owner) as connection:
            if connection.execute("select to_regclass('django_migrations')").fetchone() == (None,):
                return ""
            row = connection.execute(STATE).fetchone()
            return str(row[0]) if row else ""

    def close(self) -> None:
        """Give up our share of the embedded server."""
        if self.server is not None:
            self.server.release()


def open_database(home: Path) -> Database:
    """Join or start the database and make sure that the runtime role can sign in.

    Raises HostError when no server can be started or DATABASE_URL does not answer.
    """
    server = None
    owner = os.environ.get("DATABASE_URL", "")
    if not owner:
        port = os.environ.get("DANSHU_PG_PORT")
        server = EmbeddedPostgres(home, port=int(port) if port else None)
        owner = server.acquire()
    try:
        return _with_runtime_role(home, owner, server)
    except BaseException as error:
        if server is not None:
            server.release()
        if isinstance(error, psycopg.OperationalError):
            raise HostError(f"the database does not answer: {error}") from None
        raise


def _with_runtime_role(home: Path, owner: str, server: EmbeddedPostgres | None) -> Database:
    if given := os.environ.get("DANSHU_RUNTIME_URL"):
        return Database(owner, given, server)
    role = dsn.parse(owner).get("user", "danshu") + roles.SUFFIX
    runtime = dsn.changed(owner, user=role, password=homes.secret(home, "database-password-runtime"))
    if _can_sign_in(runtime):
        return Database(owner, runtime, server)
    with psycopg.connect(owner, autocommit=True) as connection:
        if not roles.may_create_roles(connection):
            return Database(owner, owner, server, warning=ONE_ROLE)
        roles.ensure_role(connection, role, dsn.parse(runtime)["password"])
    return Database(owner, runtime, server, role_made=True)


def _can_sign_in(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
