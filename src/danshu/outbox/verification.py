"""Each committed event has the deliveries that were written with it (INV-O1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check

# Deliveries that are done are deleted after a week; two days less leaves no doubt.
LOST = """
SELECT e.id, e.name, e.aggregate, e.handlers, count(d.id) FROM outbox_outboxevent e
LEFT JOIN outbox_delivery d ON d.event_id = e.id
WHERE e.handlers > 0 AND e.at > statement_timestamp() - interval '5 days'
GROUP BY e.id HAVING count(d.id) <> e.handlers ORDER BY e.id
"""


@check("INV-O1", "outbox.deliveries")
def events_have_their_deliveries() -> Iterator[str]:
    """Compare the number written with the event to the rows."""
    with connection.cursor() as cursor:
        cursor.execute(LOST)
        for pk, name, aggregate, wanted, found in cursor.fetchall():
            yield f"event {pk} ({name} of {aggregate}) has {found} deliveries, {wanted} were written"
