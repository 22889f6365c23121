"""Finds entries of the audit trail that were altered, removed or slipped in later (INV-U2), and missing ones (INV-U1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from psycopg import sql

from danshu.audit.labels import AUDITED
from danshu.audit.sealing import ENTRY_DIGEST, GENESIS, SEAL_DIGEST
from danshu.kit.verification import check

# No transaction is open longer than this: an entry that appears below numbers sealed a day ago was slipped in.
LATEST = timedelta(hours=24)

ALTERED = f"""
SELECT e.id, e.at, e.operation, e.actor_name FROM audit_auditsealitem i JOIN audit_auditentry e ON e.id = i.entry_id
WHERE i.digest <> {ENTRY_DIGEST} ORDER BY e.id
"""  # noqa: S608 - constants
REMOVED = """
SELECT i.entry_id, s.sealed_at FROM audit_auditsealitem i JOIN audit_auditseal s ON s.id = i.seal_id
LEFT JOIN audit_auditentry e ON e.id = i.entry_id
WHERE e.id IS NULL AND NOT EXISTS (
    SELECT FROM audit_auditarchive a WHERE a.log = 'operations' AND i.entry_id BETWEEN a.first_entry_id AND a.last_entry_id)
ORDER BY i.entry_id
"""
CHAIN = f"""
SELECT s.id FROM (
    SELECT s.*, lag(digest, 1, %s::varchar) OVER (ORDER BY id) AS expected FROM audit_auditseal s
) s CROSS JOIN LATERAL (
    SELECT string_agg(entry_id || ':' || digest, E'\\n' ORDER BY entry_id) AS lines FROM audit_auditsealitem
    WHERE seal_id = s.id
) i WHERE s.previous <> s.expected OR s.digest <> {SEAL_DIGEST} ORDER BY s.id
"""  # noqa: S608 - constants
# `floor` of a seal: the highest entry that was sealed a day before it.
SLIPPED_IN = """
SELECT e.id, e.written_at FROM audit_auditseal s JOIN audit_auditsealitem i ON i.seal_id = s.id
JOIN audit_auditentry e ON e.id = i.entry_id
CROSS JOIN LATERAL (
    SELECT last_entry_id, sealed_at FROM audit_auditseal o WHERE o.sealed_at < s.sealed_at - %s ORDER BY o.id DESC LIMIT 1
) floor
WHERE e.id <= floor.last_entry_id OR e.written_at < floor.sealed_at ORDER BY e.id
"""
UNSEALED = """
SELECT e.id, e.written_at FROM audit_auditentry e
WHERE e.id <= (SELECT max(last_entry_id) FROM audit_auditseal WHERE sealed_at < statement_timestamp() - %s)
  AND NOT EXISTS (SELECT FROM audit_auditsealitem i WHERE i.entry_id = e.id) ORDER BY e.id
"""
ARCHIVES = """
SELECT a.id, a.file_name FROM audit_auditarchive a CROSS JOIN LATERAL (
    SELECT count(*) AS entries, encode(sha256(convert_to(coalesce(
        string_agg(i.entry_id || ':' || i.digest, E'\\n' ORDER BY i.entry_id), ''), 'UTF8')), 'hex') AS digest
    FROM audit_auditsealitem i LEFT JOIN audit_auditentry e ON e.id = i.entry_id
    WHERE i.entry_id BETWEEN a.first_entry_id AND a.last_entry_id AND e.id IS NULL
) gone WHERE a.log = 'operations' AND (gone.entries <> a.entries OR gone.digest <> a.digest) ORDER BY a.id
"""


@check("INV-U2", "audit.altered")
def entries_are_as_sealed() -> Iterator[str]:
    """Each sealed entry still has its digest."""
    for pk, at, operation, actor in _rows(ALTERED):
        yield f"audit entry {pk} ({operation} by {actor}, {at:%Y-%m-%d %H:%M} UTC) was altered after it was sealed"


@check("INV-U2", "audit.removed")
def sealed_entries_exist() -> Iterator[str]:
    """Each sealed entry is there, or was archived by the product."""
    for pk, sealed_at in _rows(REMOVED):
        yield f"audit entry {pk}, sealed {sealed_at:%Y-%m-%d %H:%M} UTC, was removed"
    for pk, name in _rows(ARCHIVES):
        yield f"archive {pk} ({name}) does not account for exactly the entries that are missing in its range"


@check("INV-U2", "audit.chain")
def seals_form_a_chain() -> Iterator[str]:
    """Each seal continues the one before and covers exactly its items."""
    for (pk,) in _rows(CHAIN, GENESIS):
        yield f"audit seal {pk} does not continue the chain: a seal or one of its items was altered or removed"


@check("INV-U2", "audit.slipped_in")
def nothing_joins_the_past() -> Iterator[str]:
    """No entry appeared below numbers or moments that had been sealed a day before."""
    for pk, written_at in _rows(SLIPPED_IN, LATEST):
        yield f"audit entry {pk}, dated {written_at:%Y-%m-%d %H:%M} UTC, was added later than it says"
    for pk, written_at in _rows(UNSEALED, LATEST):
        yield f"audit entry {pk}, dated {written_at:%Y-%m-%d %H:%M} UTC, stands unsealed among sealed ones"


@check("INV-U1", "audit.missing")
def records_have_entries() -> Iterator[str]:
    """Each record of a kind that only operations write has an entry about itself."""
    for kind, table, where in AUDITED:
        statement = sql.SQL(
            "SELECT r.id FROM {table} r WHERE ({where}) AND NOT EXISTS (SELECT FROM audit_auditentry e"
            " WHERE e.subject_kind = {kind} AND e.subject_id = r.id) ORDER BY r.id"
        ).format(table=sql.Identifier(table), where=sql.SQL(where), kind=sql.Literal(kind))
        for (pk,) in _rows(statement):
            yield f"{kind} {pk} has no entry in the audit trail"


def _rows(statement: str | sql.Composed, *arguments: Any) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return list(cursor.fetchall())
