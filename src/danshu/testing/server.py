"""The PostgreSQL server of the tests and the databases in it.

All runs on a machine share one server without fsync. A migrated template is kept for each state of the migrations; a
test process clones it in a tenth of a second under a name with its process id, so that any number of runs go side by
side and what a killed run left behind is recognised.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from danshu.host import dsn
from danshu.host.cluster import process_alive
from danshu.host.postgres import EmbeddedPostgres

PACKAGE = Path(__file__).resolve().parent.parent
ADDRESS = "DANSHU_TEST_SERVER"  # set by the first process of a run, inherited by its workers
# Files from which post-migrate handlers fill tables: a change there makes another template, as a migration does.
DERIVED = ("*/apps.py", "*/permissions.py", "*/dictionaries*.py", "*/published.py", "*/operations/deliver*.py",
           "entry/modules.py")  # fmt: skip
TEMPLATES_KEPT = 24
RUNTIME_ROLE = "danshu_test_app"
RUNTIME_PASSWORD = "only reachable through a private socket"


def start() -> EmbeddedPostgres | None:
    """Make sure a server runs and name it in the environment; return what has to be released at the end, if ours.

    With DATABASE_URL the tests use that server; its user must be allowed to create databases.
    """
    if os.environ.get(ADDRESS):
        return None
    if external := os.environ.get("DATABASE_URL"):
        os.environ[ADDRESS] = external
        return None
    home = Path(os.environ.get("DANSHU_TEST_HOME") or Path(tempfile.gettempdir()) / f"danshu-test-{os.geteuid()}")
    server = EmbeddedPostgres(home, durable=False, connections=300)
    os.environ[ADDRESS] = server.acquire()
    return server


def maintenance() -> psycopg.Connection[Any]:
    """Return an autocommit connection that is in no test database."""
    return psycopg.connect(dsn.changed(os.environ[ADDRESS], dbname="postgres"), autocommit=True)


def address(name: str) -> str:
    """Return the owner's address of a database on the test server."""
    return dsn.changed(os.environ[ADDRESS], dbname=name)


def runtime_address(name: str) -> str:
    """Return the address of a database on the test server for the runtime role."""
    return dsn.changed(address(name), user=RUNTIME_ROLE, password=RUNTIME_PASSWORD)


def clone_name() -> str:
    """Return the name of this process's database."""
    return f"danshu_test_{os.getpid()}"


def template_name() -> str:
    """Return the name for the present state of all migrations and of the packages that bring their own."""
    digest = hashlib.sha256()
    for package in ("django", "procrastinate", "django-pgtrigger"):
        digest.update(f"{package} {version(package)}\n".encode())
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    for pattern in DERIVED:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return f"danshu_template_{digest.hexdigest()[:16]}"


def clone(connection: psycopg.Connection[Any], template: str, name: str) -> None:
    """(Re)make the database `name` as a copy of the template; whoever was connected to the old one is cut off."""
    drop(connection, name)
    statement = sql.SQL("create database {} template {} strategy file_copy")
    connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(connection: psycopg.Connection[Any], name: str) -> None:
    """Drop a database, cutting off whoever is connected."""
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def sweep(connection: psycopg.Connection[Any]) -> None:
    """Drop databases of processes that are gone, and all but the newest templates."""
    # a drop that was killed leaves an invalid database (limit -2): any other word to it ends our connection
    found = connection.execute("select datname, datconnlimit = -2 from pg_database order by oid desc").fetchall()
    for name in [name for name, invalid in found if invalid]:
        drop(connection, name)
    names = [name for name, invalid in found if not invalid]
    for name in names:
        owner = re.fullmatch(r"danshu_(?:test|build)_(\d+)\w*", name)
        if owner and not process_alive(int(owner[1])):
            drop(connection, name)
    for name in [name for name in names if name.startswith("danshu_template_")][TEMPLATES_KEPT:]:
        try:
            # without force: somebody may be cloning it at this moment
            connection.execute(sql.SQL("alter database {} is_template false").format(sql.Identifier(name)))
            connection.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
        except psycopg.Error:
            continue
