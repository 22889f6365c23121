"""What must always hold of the pool."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check

# an application waits only for a customer that is still open
STRAY_PICKS = """
SELECT c.number, p.applicant_name FROM pool_pickrequest p JOIN parties_customer c ON c.id = p.customer_id
WHERE p.status = 'applied' AND (c.owner_id IS NOT NULL OR NOT c.is_valid) ORDER BY c.number
"""
# a lock, or an application for one, belongs to the one who is responsible now
STRAY_LOCKS = """
SELECT c.number, l.owner_name FROM pool_lock l JOIN parties_customer c ON c.id = l.customer_id
WHERE l.status IN ('applied', 'locked') AND c.owner_id IS DISTINCT FROM l.owner_id ORDER BY c.number
"""
# who is open to everybody is shared with nobody
SHARED = """
SELECT c.number, count(*)::text FROM parties_customer c JOIN parties_share s ON s.customer_id = c.id
WHERE c.owner_id IS NULL AND EXISTS (SELECT 1 FROM pool_release r WHERE r.customer_id = c.id)
GROUP BY c.number ORDER BY c.number
"""


def _rows(statement: str) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        yield from cursor.fetchall()


@check("INV-L1", "pool.picks")
def applications_wait_for_open_customers() -> Iterator[str]:
    """Whoever got the customer, the other applications were refused (CUS-017)."""
    for number, who in _rows(STRAY_PICKS):
        yield _("%(number)s 已不在公海，%(who)s 的挑入申请还在等待") % {"number": number, "who": who}


@check("INV-L1", "pool.locks")
def locks_belong_to_the_owner() -> Iterator[str]:
    """A lock ends when its customer gets another owner (CUS-018)."""
    for number, who in _rows(STRAY_LOCKS):
        yield _("%(number)s 的锁定属于 %(who)s，他已不是负责人") % {"number": number, "who": who}


@check("INV-Z1", "pool.shares")
def open_customers_are_shared_with_nobody() -> Iterator[str]:
    """Contact data of a released customer is hidden from all (CUS-016)."""
    for number, count in _rows(SHARED):
        yield _("%(number)s 在公海，却还有 %(count)s 个共享") % {"number": number, "count": count}
