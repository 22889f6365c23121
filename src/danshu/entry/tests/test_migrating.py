"""The quick way through the migrations makes the same tables as Django's own."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from danshu.entry.progress import Progress
from danshu.host import dsn

# what pg_dump would tell: columns, indexes, constraints, triggers, functions
CATALOGUE = """
SELECT 'column', table_name, column_name, concat_ws(' ', data_type, is_nullable, column_default, is_identity)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, oidvectortypes(proargtypes), prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
ORDER BY 1, 2, 3, 4
"""
MIGRATE = "import django; django.setup(); from danshu.entry.migrating import migrate; migrate(lambda d, o: print(d, o))"


# a company of an earlier release: tables that were there get a column that points at a new one
EARLIER = """import django; django.setup(); from django.db import connection
from django.db.migrations.executor import MigrationExecutor; from danshu.entry.migrating import in_place
with in_place(): MigrationExecutor(connection).migrate([("sales", "0020_waiting_indexes")])"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("earlier", ["", EARLIER], ids=["first start", "upgrade"])
def test_the_quick_way_makes_the_same_tables_and_tells_how_far_it_is(earlier: str) -> None:
    settings = connection.settings_dict
    known = {"user": settings["USER"], "password": settings["PASSWORD"], "host": settings["HOST"]}
    address = dsn.url({**known, "port": settings["PORT"], "dbname": settings["NAME"]})
    name = f"{settings['NAME']}_quick"
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            quick = dsn.changed(address, dbname=name)
            environment = {**os.environ, "DATABASE_URL": quick, "DJANGO_SETTINGS_MODULE": "danshu.entry.settings"}
            if earlier:
                subprocess.run([sys.executable, "-c", earlier], env=environment, check=True)
            done = subprocess.run([sys.executable, "-c", MIGRATE], env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr[-2000:]
            last, of = done.stdout.splitlines()[-1].split()
            assert last == of
            with psycopg.connect(quick) as found, psycopg.connect(address) as usual:
                ours, theirs = found.execute(CATALOGUE).fetchall(), usual.execute(CATALOGUE).fetchall()
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert len(ours) > 1_000
    assert set(ours) ^ set(theirs) == set()


def test_a_long_step_tells_its_progress_in_plain_lines_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((0.0, 3.0, 11.0, 15.0, 22.5))
    monkeypatch.setattr("danshu.entry.progress.time.monotonic", lambda: next(clock))
    progress = Progress("demo data: orders", sys.stdout)
    for done in (10, 120, 150, 260):
        progress(done, 500)
    progress.close()
    assert capsys.readouterr().out.split("\n") == [
        "  demo data: orders 120/500           11.0 s", "  demo data: orders 260/500           22.5 s", ""
    ]  # fmt: skip
