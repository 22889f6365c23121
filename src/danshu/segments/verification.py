"""What must always hold of segments."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check

MISCOUNTED = """
SELECT s.name, s.member_count, count(m.id) FROM segments_segment s LEFT JOIN segments_member m ON m.segment_id = s.id
GROUP BY s.id HAVING s.member_count <> count(m.id) ORDER BY s.id
"""


@check("INV-L2", "segments.counts")
def counts_equal_members() -> Iterator[str]:
    """The number that pages show is the number of members (CUS-012)."""
    with connection.cursor() as cursor:
        cursor.execute(MISCOUNTED)
        rows = cursor.fetchall()
    for name, shown, real in rows:
        facts = {"name": name, "shown": shown, "real": real}
        yield _("分群「%(name)s」记着 %(shown)s 家客户，实际是 %(real)s 家") % facts
