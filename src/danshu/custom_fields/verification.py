"""The index of custom values says exactly what the records say (INV-L2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.custom_fields.hosts import HOSTS, Host
from danshu.custom_fields.storing import ENTRIES
from danshu.kit.verification import check

COLUMNS = "definition_id, record_id, number, words, unique_key"
DRIFT = """
WITH said AS (SELECT x.* FROM {table} h CROSS JOIN LATERAL ({entries}) AS x({columns}) WHERE h.custom <> '{{}}'::jsonb),
kept AS (SELECT e.definition_id, e.record_id, e.number, e.words, e.unique_key FROM custom_fields_fieldentry e
         JOIN custom_fields_fielddefinition d ON d.id = e.definition_id WHERE d.host = '{host}')
SELECT 'missing', record_id FROM (SELECT * FROM said EXCEPT SELECT * FROM kept) AS m
UNION ALL SELECT 'left over', record_id FROM (SELECT * FROM kept EXCEPT SELECT * FROM said) AS l ORDER BY 1, 2
"""


@check("INV-L2", "custom_fields.index")
def index_agrees_with_records() -> Iterator[str]:
    """Each searchable value of a record has its entry, and no entry stands alone."""
    for host in HOSTS.values():
        for what, record in _drift(host):
            yield f"{host.kind} {record}: index entry {what}"


def _drift(host: Host) -> list[tuple[str, int]]:
    entries = ENTRIES.format(key="h.id", values="h.custom", host=host.kind)
    statement = DRIFT.format(table=host.table, entries=entries, columns=COLUMNS, host=host.kind)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
