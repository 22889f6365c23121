"""Both sides must do the same work: `python -m bench.fairness` counts the rows that one order writes, prints JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from bench.django_setup import ready

# deferred triggers write at the commit: they are told to do it before the rows are counted
AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"
WRITTEN = """
SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY relname
"""

Written = dict[str, list[int]]


def rows_written() -> dict[str, Written]:
    """Inserted, updated and deleted rows of one order by table, for either side. What they wrote is rolled back."""
    from django.db import connection, transaction

    from bench.opponent import Opponent
    from bench.placing import facts_of_company, product

    facts = facts_of_company()
    chosen = (facts["customers"][0], dict.fromkeys(facts["items"][: facts["lines"]], 2))
    place, opponent = product(facts, reviewed=False), Opponent(os.environ["DATABASE_URL"], facts)
    with transaction.atomic(), connection.cursor() as cursor:
        ours = _counted(lambda: place(*chosen), cursor)
        transaction.set_rollback(True)
    with opponent.connection.transaction(force_rollback=True), opponent.connection.cursor() as cursor:
        theirs = _counted(lambda: opponent.place(*chosen), cursor)
    return {"danshu": ours, "sql": theirs}


def _counted(place: Callable[[], object], cursor: Any) -> Written:
    place()
    cursor.execute(AT_ONCE)
    cursor.execute(WRITTEN)
    return {table: counts for table, *counts in cursor.fetchall()}


def require_same(written: dict[str, Written]) -> int:
    """The number of rows that both sides write. Raises RuntimeError when one writes what the other does not."""
    ours, theirs = written["danshu"], written["sql"]
    if ours != theirs:
        apart = {table: (ours.get(table), theirs.get(table)) for table in {*ours, *theirs}}
        unlike = {table: pair for table, pair in apart.items() if pair[0] != pair[1]}
        raise RuntimeError(f"the two sides do not write the same rows (danshu, sql): {unlike}")
    return sum(sum(counts) for counts in ours.values())


if __name__ == "__main__":
    ready()
    print(json.dumps(rows_written()))
