"""Who is in a segment: brought up to date in sets, for all customers or for one."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.parties.queries import usable_customers
from danshu.segments.matching import customers_fulfilling
from danshu.segments.models import Member, Segment

JOIN = """
INSERT INTO segments_member (segment_id, customer_id, since_at)
SELECT %s, wanted.id, %s FROM ({wanted}) wanted ON CONFLICT (segment_id, customer_id) DO NOTHING
"""


def locked_segment(segment_id: int, *, version: int | None = None) -> Segment:
    """The segment, locked: its members change one after the other. Raises NotFound, EditConflict."""
    found = lock(Segment.objects.filter(pk=segment_id)).first()
    if found is None:
        raise NotFound
    require_version(found, version)
    return found


def refresh(segment: Segment, *, at: datetime) -> tuple[int, int]:
    """Let a locked segment hold exactly who fulfils its conditions; returns (joined, left)."""
    wanted = customers_fulfilling(segment.conditions, is_all=segment.is_all, at=at).order_by().values("id")
    left, _rows = Member.objects.filter(segment=segment).exclude(customer_id__in=wanted).delete()
    statement, given = wanted.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(JOIN.format(wanted=statement), [segment.pk, at, *given])
        joined = int(cursor.rowcount)
    segment.computed_at = at
    segment.save(update_fields=["computed_at"])
    return joined, left


def follow(segment: Segment, customer_id: int, *, at: datetime) -> int:
    """The same for one customer of a locked dynamic segment; returns 1 when he joined, -1 when he left, else 0."""
    rows = usable_customers().filter(pk=customer_id)
    fulfils = customers_fulfilling(segment.conditions, is_all=segment.is_all, at=at, rows=rows).exists()
    mine = Member.objects.filter(segment=segment, customer_id=customer_id)
    if mine.exists() == fulfils:
        return 0
    if fulfils:
        Member.objects.create(segment=segment, customer_id=customer_id, since_at=at)
        return 1
    mine.delete()
    return -1


def moved_text(joined: int, left: int) -> str:
    """What a recount changed, in words."""
    return _("新增 %(joined)s 家，移出 %(left)s 家") % {"joined": joined, "left": left}
