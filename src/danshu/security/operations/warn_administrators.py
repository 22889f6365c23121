"""Tell the administrators of whoever tries a lot in vain (SYS-032)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import BooleanField, Max, Q, Sum
from django.db.models.aggregates import Aggregate
from django.urls import reverse

from danshu.access.queries import people_with
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.words import with_count
from danshu.notices.operations.notify import notify
from danshu.parameters.queries import value
from danshu.security.models import Attempt
from danshu.security.permissions import VIEW

WITHIN = timedelta(hours=1)


class BoolOr(Aggregate):
    """True when one of the rows is."""

    function, output_field = "bool_or", BooleanField()


@dataclass(frozen=True, slots=True)
class Suspect:
    """A person, or a network address without one, and how often he tried."""

    rows: Q
    query: dict[str, str]
    name: str
    count: int


@operation("security.warn_administrators", permission=SYSTEM, label=("提醒可疑的尝试", "Warn of suspicious attempts"))
def warn_administrators(*, actor: Actor, at: datetime) -> int:
    """Tell who made more than `security_attempts_per_hour` attempts in vain within the last hour; returns how many.

    One notice for all of them, to people who may read the log; each person and address at most once an hour.
    """
    lock_slot("security.warn")
    limit = int(value("security_attempts_per_hour"))
    found = suspects(at - WITHIN, limit)
    if not found:
        return 0
    rows = Q()
    for each in found:
        rows |= each.rows
    Attempt.objects.filter(rows, minute__gt=at - WITHIN).update(is_told=True)
    first = found[0]
    url = reverse("security:attempts") + (f"?{urlencode(first.query)}" if len(found) == 1 else "")
    notify(people_with(VIEW), kind="security.warned", text=lambda: _text(found, limit), url=url, at=at)
    return len(found)


def suspects(since: datetime, limit: int) -> list[Suspect]:
    """Who tried more often than the limit and was not told of since then, the busiest first; two queries."""
    rows = Attempt.objects.filter(minute__gt=since)
    sums = {"total": Sum("count"), "told": BoolOr("is_told")}
    people = rows.filter(actor_id__isnull=False).values("actor_id").annotate(name=Max("actor_name"), **sums)
    places = rows.filter(actor_id=None, ip_address__isnull=False).values("ip_address").annotate(**sums)
    found = [
        Suspect(Q(actor_id=row["actor_id"]), {"user": row["name"]}, row["name"], row["total"])
        for row in people.filter(total__gt=limit, told=False)
    ] + [
        Suspect(Q(actor_id=None, ip_address=row["ip_address"]), {"address": row["ip_address"]}, row["ip_address"], row["total"])
        for row in places.filter(total__gt=limit, told=False)
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.count, each.name))


def _text(found: list[Suspect], limit: int) -> str:
    if len(found) == 1:
        facts = {"name": found[0].name, "count": found[0].count}
        return str(with_count("%(name)s 一小时内有 %(count)s 次没有生效的尝试") % facts)
    facts = {"count": len(found), "limit": limit, "name": found[0].name}
    return str(with_count("%(name)s 等 %(count)s 个用户或地址一小时内没有生效的尝试各超过 %(limit)s 次") % facts)
