"""What lies in the bin and points at a record that is now another one: the payloads follow, in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from danshu.recycling.graph import foreign_keys, parts_in_order
from danshu.recycling.registry import KINDS

# every row of one table in a payload whose column names the old key gets the new one; returns (entry, row)
RETARGET = """
WITH hit AS (
    SELECT e.id, array_agg((r.row->>'id')::bigint) AS rows FROM recycling_entry e,
        jsonb_array_elements(e.payload->%(model)s) AS r(row)
    WHERE e.state = 'kept' AND e.payload ? %(model)s AND (r.row->>%(column)s)::bigint = %(old)s
        AND (%(rows)s::bigint[] IS NULL OR (r.row->>'id')::bigint = ANY(%(rows)s::bigint[]))
    GROUP BY e.id
), changed AS (
    UPDATE recycling_entry e SET
        refs = array_replace(refs, %(old_ref)s, %(new_ref)s),
        payload = jsonb_set(e.payload, ARRAY[%(model)s], (
            SELECT jsonb_agg(CASE WHEN (r.row->>'id')::bigint = ANY(hit.rows)
                THEN jsonb_set(r.row, ARRAY[%(column)s], to_jsonb(%(new)s::bigint)) ELSE r.row END ORDER BY r.n)
            FROM jsonb_array_elements(e.payload->%(model)s) WITH ORDINALITY AS r(row, n)))
    FROM hit WHERE hit.id = e.id
)
SELECT unnest(rows) FROM hit ORDER BY 1
"""


def _columns(target: str) -> Iterator[tuple[str, str]]:
    """(model, column) of everything in the bin that can point at a record of this model."""
    seen: set[tuple[str, str]] = set()
    for kind, declared in KINDS.items():
        for model in (declared.model, *(part.model for part in parts_in_order(kind))):
            for key in foreign_keys(model):
                if key.related_model._meta.label == target and (model, key.column) not in seen:
                    seen.add((model, key.column))
                    yield model, key.column


def retarget(target: str, old: int, new: int) -> list[tuple[str, str, list[int]]]:
    """Let everything in the bin that points at `old` point at `new`; returns (model, column, keys of rows) for each."""
    return [
        (model, column, rows) for model, column in _columns(target) if (rows := _run(model, column, target, old, new))
    ]


def retarget_back(target: str, noted: Sequence[tuple[str, str, list[int]]], old: int, new: int) -> None:
    """Take back what `retarget` noted, for what still lies in the bin."""
    for model, column, rows in noted:
        _run(model, column, target, old, new, rows)


def _run(model: str, column: str, target: str, old: int, new: int, rows: list[int] | None = None) -> list[int]:
    kind = next((code for code, declared in KINDS.items() if declared.model == target), target)
    with connection.cursor() as cursor:
        cursor.execute(
            RETARGET,
            {
                "model": model, "column": column, "old": old, "new": new, "rows": rows,
                "old_ref": f"{kind}:{old}", "new_ref": f"{kind}:{new}",
            },
        )  # fmt: skip
        return [int(pk) for (pk,) in cursor.fetchall()]
