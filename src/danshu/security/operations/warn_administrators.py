"""Tell the administrators of whoever tries a lot in vain (SYS-032)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Max, Q, QuerySet, Sum
from django.db.models.aggregates import Aggregate
from django.urls import reverse
from django.utils.translation import gettext as _

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
    rows = reduce(or_, (each.rows for each in found))
    Attempt.objects.filter(rows, minute__gt=at - WITHIN).update(is_told=True)
    url = reverse("security:attempts") + (f"?{urlencode(found[0].query)}" if len(found) == 1 and found[0].query else "")
    notify(people_with(VIEW), kind="security.warned", text=lambda: _text(found, limit), url=url, at=at)
    return len(found)


def suspects(since: datetime, limit: int) -> list[Suspect]:
    """Who tried more often than the limit and was not told of since then, the busiest first; two queries.

    Addresses beyond those that get a row of their own count together: many at once are an attack, too.
    """
    rows = Attempt.objects.filter(minute__gt=since)
    found = [
        Suspect(Q(actor_id=key), {"user": name}, name, count)
        for key, name, count in _busy(rows.exclude(actor_id=None), limit, "actor_id", name=Max("actor_name"))
    ] + [
        Suspect(Q(actor_id=None, ip_address=address), {"address": address} if address else {}, address or "", count)
        for address, count in _busy(rows.filter(actor_id=None), limit, "ip_address")
    ]
    return sorted(found, key=lambda each: (-each.count, each.name))


def _busy(rows: QuerySet[Attempt], limit: int, key: str, **more: Aggregate) -> list[tuple[Any, ...]]:
    grouped: Any = rows.values(key).annotate(**more, total=Sum("count"), told=BoolOr("is_told"))
    return list(grouped.filter(total__gt=limit, told=False).values_list(key, *more, "total"))


def _text(found: list[Suspect], limit: int) -> str:
    name = found[0].name or _("多个地址")
    if len(found) == 1:
        return str(
            with_count("%(name)s 一小时内有 %(count)s 次没有生效的尝试") % {"name": name, "count": found[0].count}
        )
    facts = {"count": len(found), "limit": limit, "name": name}
    return str(with_count("%(name)s 等 %(count)s 个用户或地址一小时内没有生效的尝试各超过 %(limit)s 次") % facts)
