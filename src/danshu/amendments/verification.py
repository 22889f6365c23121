"""Re-reads what change orders derive (INV-A1, INV-L1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.amendments.models import Amendment
from danshu.amendments.snapshot import digest_of
from danshu.kit.verification import check

TOTALS = """
SELECT number FROM amendments_amendment
WHERE total_before <> (before -> 'totals' ->> 'total')::numeric OR total_after <> (after -> 'totals' ->> 'total')::numeric
ORDER BY number
"""
# while a change waits its order must be one that can still be changed
ORPHANS = """
SELECT a.number FROM amendments_amendment a JOIN sales_order o ON o.id = a.order_id
WHERE a.status = 'proposed' AND o.status NOT IN ('approved', 'in_progress', 'shipped', 'signed', 'completed')
ORDER BY a.number
"""


def _rows(statement: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        yield from (str(number) for (number,) in cursor)


@check("INV-M7", "amendments.totals")
def totals_are_those_of_the_versions() -> Iterator[str]:
    """What a change order shows as old and new amount stands in its frozen versions."""
    for number in _rows(TOTALS):
        yield _("变更单 %(number)s 的金额与冻结的版本不符") % {"number": number}


@check("INV-A1", "amendments.digest")
def versions_are_what_was_proposed() -> Iterator[str]:
    """The version that was looked at is the one that was proposed."""
    for found in Amendment.objects.only("number", "after", "digest").iterator(1000):
        if digest_of(found.after) != found.digest:
            yield _("变更单 %(number)s 的内容与提出时不同") % {"number": found.number}


@check("INV-L1", "amendments.orphans")
def open_changes_have_an_order_to_change() -> Iterator[str]:
    """No change order waits for an order that was given up or went back to review."""
    for number in _rows(ORPHANS):
        yield _("变更单 %(number)s 待审，但订单已不能变更") % {"number": number}
