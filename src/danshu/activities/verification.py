"""What must always hold of dealings; each check names the customers where it does not."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check

LAST = """
SELECT c.number FROM parties_customer c LEFT JOIN (
    SELECT customer_id, max(happened_at) AS last FROM activities_communication
    WHERE counts AND deleted_at IS NULL GROUP BY customer_id
) r ON r.customer_id = c.id
WHERE c.last_contact_at IS DISTINCT FROM r.last ORDER BY c.number
"""
NEXT = """
SELECT c.number FROM parties_customer c LEFT JOIN (
    SELECT customer_id, min(planned_at) AS next FROM activities_plan
    WHERE status IN ('planned', 'in_progress') GROUP BY customer_id
) p ON p.customer_id = c.id
WHERE c.next_contact_at IS DISTINCT FROM p.next ORDER BY c.number
"""
ELSEWHERE = """
SELECT p.id FROM activities_plan p JOIN activities_communication r ON r.id = p.record_id
WHERE r.customer_id <> p.customer_id OR r.deleted_at IS NOT NULL ORDER BY p.id
"""


def _rows(text: str) -> Iterator[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text)
        yield from cursor.fetchall()


@check("INV-L1", "activities.last_contact")
def the_last_contact_is_that_of_the_records() -> Iterator[str]:
    """The last contact of each customer is his latest communication that counts (CUS-019)."""
    for (number,) in _rows(LAST):
        yield f"{number}: the last contact differs from the records"


@check("INV-L1", "activities.next_contact")
def the_next_contact_is_that_of_the_plans() -> Iterator[str]:
    """The next contact of each customer is his earliest open plan (CUS-030)."""
    for (number,) in _rows(NEXT):
        yield f"{number}: the next contact differs from the plans"


@check("INV-L1", "activities.plans_done")
def plans_that_are_done_have_their_record() -> Iterator[str]:
    """A plan that is done names a living record of its customer (CUS-030)."""
    for (pk,) in _rows(ELSEWHERE):
        yield f"plan {pk}: its record is deleted or another customer's"
