"""The database of the benchmark: a durable cluster of its own below build/, one database per data set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from danshu.host import dsn
from danshu.host.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"


class BenchServer:
    """The running cluster. It keeps its databases between runs, so that a million orders are made only once."""

    def __init__(self) -> None:
        self.home = BUILD / "bench"
        self.home.mkdir(parents=True, exist_ok=True)
        self.server = EmbeddedPostgres(self.home)
        self.address = self.server.acquire()

    def close(self) -> None:
        """Stop the cluster."""
        self.server.release()

    def database(self, name: str) -> str:
        """The address of a migrated database; it is made when it is not there, and keeps its rows from run to run."""
        wanted = f"bench_{name}"
        address = dsn.changed(self.address, dbname=wanted)
        with psycopg.connect(dsn.changed(self.address, dbname="postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [wanted]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(wanted)))
        run_python("-m", "django", "migrate", "-v", "0", address=address)
        return address

    def rows(self, name: str, table: str) -> int:
        """How many rows a table of a database has."""
        with psycopg.connect(dsn.changed(self.address, dbname=f"bench_{name}")) as connection:
            statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            row = connection.execute(statement).fetchone()
        return int(row[0]) if row else 0


def environment(address: str, **more: str) -> dict[str, str]:
    """What a process of the product needs to work on that database."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return os.environ | {
        "DATABASE_URL": address, "PYTHONPATH": paths, "DANSHU_HOME": str(BUILD / "bench"),
        "DJANGO_SETTINGS_MODULE": "danshu.entry.settings", **more,
    }  # fmt: skip


def run_python(*arguments: str, address: str, **more: str) -> str:
    """Run a Python program on that database; its standard output."""
    done = subprocess.run(
        [sys.executable, *arguments], env=environment(address, **more), cwd=ROOT, check=True, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    return done.stdout
