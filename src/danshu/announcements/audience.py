"""Who is addressed by an announcement: the same rule for one person's rows, for all people, and for the gate.

A unit addresses whoever works in it or below, in his main unit or another.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from danshu.access.queries import holders_of_codes
from danshu.announcements.models import Announcement, Audience
from danshu.identity.queries import active_people, working_below
from danshu.kit.actor import Actor

# Over me, my_units and my_roles of the statement that recognises a person (danshu.access.queries): whether something
# waits for his confirmation today.
WAITS_FOR_ME = """EXISTS (
    SELECT 1 FROM announcements_announcement a
    WHERE a.status = 'published' AND a.must_confirm
      AND a.from_date <= %(today)s AND (a.to_date IS NULL OR a.to_date >= %(today)s)
      AND NOT EXISTS (SELECT 1 FROM announcements_reading x WHERE x.announcement_id = a.id AND x.user_id = me.id
                      AND x.round = a.round AND x.confirmed_at IS NOT NULL)
      AND (a.audience = 'all'
        OR (a.audience = 'roles' AND EXISTS (SELECT 1 FROM my_roles r WHERE r.code = ANY(a.role_codes)))
        OR (a.audience = 'units' AND EXISTS (
            WITH RECURSIVE up AS (
                SELECT id FROM my_units
                UNION SELECT n.parent_id FROM identity_unit n JOIN up ON n.id = up.id WHERE n.parent_id IS NOT NULL
            ) SELECT 1 FROM announcements_announcementunit y JOIN up ON up.id = y.unit_id
              WHERE y.announcement_id = a.id))))"""

OF_MY_UNITS = """SELECT y.announcement_id FROM announcements_announcementunit y WHERE y.unit_id IN (
    WITH RECURSIVE up AS (
        SELECT a.unit_id AS id FROM identity_staffassignment a WHERE a.user_id = %s
          AND (a.from_date IS NULL OR a.from_date <= %s) AND (a.to_date IS NULL OR a.to_date >= %s)
        UNION SELECT u.unit_id FROM identity_user u WHERE u.id = %s AND u.unit_id IS NOT NULL
        UNION SELECT n.parent_id FROM identity_unit n JOIN up ON n.id = up.id WHERE n.parent_id IS NOT NULL
    ) SELECT id FROM up)"""


def addresses(actor: Actor, on: date) -> Q:
    """The condition for announcements that address a person."""
    own = RawSQL(OF_MY_UNITS, [actor.user_id or 0, on, on, actor.user_id or 0])  # noqa: S611 - constant SQL
    return (
        Q(audience=Audience.ALL)
        | Q(audience=Audience.ROLES, role_codes__overlap=list(actor.roles) or [""])
        | Q(audience=Audience.UNITS, pk__in=own)
    )


def addressed(announcement: Announcement, on: date) -> QuerySet[Any]:
    """The people whom an announcement addresses on a day, by name."""
    people = active_people(on)
    if announcement.audience == Audience.ROLES:
        return people.filter(pk__in=holders_of_codes(announcement.role_codes))
    if announcement.audience == Audience.UNITS:
        return people.filter(working_below(list(announcement.units.values_list("unit_id", flat=True)), on))
    return people
