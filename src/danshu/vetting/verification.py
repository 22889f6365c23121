"""What must always hold of reviews."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check

# what a customer says that waits for him, and what does; one that was never vetted does not pass by itself
DRIFT = """
SELECT c.number FROM parties_customer c
LEFT JOIN vetting_review r ON r.customer_id = c.id AND r.status = 'awaiting'
WHERE c.awaits_review <> coalesce(r.deed, '') OR (r.deed = 'entry' AND c.is_vetted)
    OR (NOT c.is_vetted AND NOT EXISTS (SELECT 1 FROM vetting_review e WHERE e.customer_id = c.id AND e.deed = 'entry'))
    OR (c.is_vetted AND EXISTS (SELECT 1 FROM vetting_review e WHERE e.customer_id = c.id AND e.deed = 'entry')
        AND NOT EXISTS (SELECT 1 FROM vetting_review e WHERE e.customer_id = c.id AND e.deed = 'entry' AND e.status = 'approved'))
ORDER BY c.number
"""


@check("INV-L1", "vetting.state")
def customers_say_what_waits() -> Iterator[str]:
    """The mark on the customer is what its open review says, and nobody is usable without having passed (CUS-006)."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT)
        for (number,) in cursor.fetchall():
            yield _("%(number)s 的审核标记与审核记录不符") % {"number": number}
