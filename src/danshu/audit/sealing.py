"""Seals over the audit trail: each minute a link of a hash chain over everything committed since (INV-U2).

Entries are written unchained, because a chain would make every writer wait for every other. Digests are computed by
the database, so that sealing and checking millions of entries stay cheap.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from danshu.audit.models import AuditSeal
from danshu.kit.locks import lock_slot

log = logging.getLogger("danshu.audit.seal")

GENESIS = "0" * 64
# A transaction that is still open may hold an entry with a low number. Each minute looks back this far by the clock,
# once a day everything is looked at.
LOOK_BACK = timedelta(hours=1)

ENTRY_DIGEST = """encode(sha256(convert_to(jsonb_build_array(e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
    to_char(e.written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.actor_id, e.actor_name, host(e.ip_address),
    e.operation, e.action, e.result, e.subject_kind, e.subject_id, e.subject_label, e.changes, e.reason)::text,
    'UTF8')), 'hex')"""

SEAL_DIGEST = """encode(sha256(convert_to(concat_ws(E'\\n', s.previous,
    to_char(s.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), i.lines), 'UTF8')), 'hex')"""

SEAL = f"""
WITH pending AS (
    SELECT e.id, {ENTRY_DIGEST} AS digest FROM audit_auditentry e
    WHERE e.id > %(since)s AND NOT EXISTS (SELECT FROM audit_auditsealitem i WHERE i.entry_id = e.id)
), s AS (
    SELECT nextval(pg_get_serial_sequence('audit_auditseal', 'id')) AS id, %(previous)s::text AS previous,
        %(at)s::timestamptz AS sealed_at
    WHERE EXISTS (SELECT FROM pending)
), i AS (
    SELECT string_agg(id || ':' || digest, E'\\n' ORDER BY id) AS lines, max(id) AS last FROM pending
), seal AS (
    INSERT INTO audit_auditseal (id, previous, sealed_at, last_entry_id, digest) OVERRIDING SYSTEM VALUE
    SELECT s.id, s.previous, s.sealed_at, greatest(i.last, %(last)s), {SEAL_DIGEST} FROM s, i RETURNING digest
), items AS (
    INSERT INTO audit_auditsealitem (seal_id, entry_id, digest) SELECT s.id, p.id, p.digest FROM pending p, s ORDER BY p.id
    RETURNING 1
)
SELECT s.id, seal.digest, (SELECT count(*) FROM items) FROM s, seal
"""  # noqa: S608 - both parts are constants


def seal(*, at: datetime, everything: bool = False) -> int:
    """Seal what was committed since the last seal; returns the number of entries. Nothing new makes no seal.

    everything: look at all entries instead of the last hour's; for those of very long transactions.
    """
    with transaction.atomic():
        lock_slot("audit.seal")
        newest = AuditSeal.objects.order_by("-id").first()
        older = None if everything else AuditSeal.objects.filter(sealed_at__lt=at - LOOK_BACK).order_by("-id").first()
        arguments: dict[str, str | int | datetime] = {
            "since": older.last_entry_id if older else 0,
            "previous": newest.digest if newest else GENESIS,
            "last": newest.last_entry_id if newest else 0,
            "at": at,
        }
        with connection.cursor() as cursor:
            cursor.execute(SEAL, arguments)
            made = cursor.fetchone()
    if made is None:
        return 0
    number, digest, entries = made
    # The log leaves the host: whoever cuts the tail of the chain later contradicts it.
    log.info("audit seal", extra={"seal": number, "digest": digest, "entries": entries})
    return int(entries)


def newest_seal() -> tuple[int, str] | None:
    """Number and digest of the newest seal, for the manifest of a backup; None when nothing is sealed."""
    return AuditSeal.objects.order_by("-id").values_list("pk", "digest").first()
