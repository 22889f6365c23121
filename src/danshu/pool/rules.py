"""How many customers one may own, pick and lock, and who may not pick (CUS-017, CUS-018)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from danshu.identity.queries import full_name_of
from danshu.kit.clock import business_date, company_zone
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock_slot
from danshu.kit.words import told, with_count
from danshu.parameters.queries import value
from danshu.parties.queries import owned_number
from danshu.pool.errors import CustomerTaken, FormerOwner, TooManyLocks, TooManyOwned, TooManyPicks
from danshu.pool.lifecycle import PickStatus
from danshu.pool.models import Lock, PickRequest, Release
from danshu.pool.models.lock import OPEN

FORMER_OWNER_DAYS = 7
TOLD_DAYS = 7
LONGEST_TEXT = 500


def require_text(text: str, *, field: str = "reason", required: bool = True) -> str:
    """A reason without blanks at its ends. Raises FieldErrors when it is missing or too long."""
    text = text.strip()
    if (required and not text) or len(text) > LONGEST_TEXT:
        raise FieldErrors([FieldProblem(field, "required", _("填写理由，最多 500 个字"))])
    return text


def require_in_pool(customer: Any, *, at: datetime) -> None:
    """The locked customer has no owner.

    Raises CustomerTaken for one that lay there until a few days ago, which everybody saw; NotFound for all others.
    """
    if customer.owner_id is None:
        return
    lately = customer.owned_at is not None and customer.owned_at > at - timedelta(days=TOLD_DAYS)
    if lately and Release.objects.filter(customer_id=customer.pk).exists():
        raise CustomerTaken(owner=full_name_of(customer.owner_id))
    raise NotFound


def require_room(person_id: int, name: str) -> None:
    """One more customer fits; two picks of one person wait for each other. Raises TooManyOwned with the numbers."""
    lock_slot("pool.person", person_id)
    limit, count = value("max_owned_customers"), owned_number(person_id)
    if count >= limit:
        raise TooManyOwned(who=name, count=count, limit=limit)


def require_pick_left(person_id: int, name: str, *, at: datetime) -> None:
    """One more pick or application fits into the day. Raises TooManyPicks with the numbers."""
    first = datetime.combine(business_date(at), time.min, company_zone())
    counted = PickRequest.objects.filter(applicant_id=person_id, applied_at__gte=first)
    count = counted.filter(status__in=(PickStatus.APPLIED, PickStatus.APPROVED)).count()
    limit = value("picks_per_day")
    if count >= limit:
        raise TooManyPicks(who=name, count=count, limit=limit)


def require_not_former(customer_id: int, person_id: int, name: str, *, at: datetime) -> None:
    """Whoever lost the customer waits some days. Raises FormerOwner with the day from which he may."""
    recent = Release.objects.filter(customer_id=customer_id, former_owner_id=person_id)
    last = recent.order_by("-released_at").values_list("released_at", flat=True).first()
    if last is not None and last + timedelta(days=FORMER_OWNER_DAYS) > at:
        free_on = business_date(last + timedelta(days=FORMER_OWNER_DAYS))
        raise FormerOwner(who=name, days=FORMER_OWNER_DAYS, date=free_on.isoformat())


def require_lock_days(from_date: date, to_date: date, *, today: date, running: Lock | None) -> None:
    """From today on, not longer than `lock_max_days`, without a gap behind the lock that is extended.

    Raises FieldErrors beside the days, with the numbers.
    """
    problems, limit, days = [], value("lock_max_days"), (to_date - from_date).days + 1
    if from_date < today:
        problems.append(FieldProblem("from_date", "past", _("从今天或以后开始")))
    if running is not None and from_date > running.to_date + timedelta(days=1):
        text = _("延长应接着现在的锁定，最晚从 %(day)s 开始")
        next_day = (running.to_date + timedelta(days=1)).isoformat()
        problems.append(FieldProblem("from_date", "gap", text % {"day": next_day}))
    if to_date < from_date:
        problems.append(FieldProblem("to_date", "order", _("不能早于开始日期")))
    elif days > limit:
        text = told(
            with_count("一次最多锁定 %(limit)s 天，现在是 %(days)s 天", "limit"), {"limit": limit, "days": days}
        )
        problems.append(FieldProblem("to_date", "too_long", text))
    if problems:
        raise FieldErrors(problems)


def require_lock_left(person_id: int, name: str, *, besides: Lock | None) -> None:
    """One more lock fits, open applications included; what is extended counts once. Raises TooManyLocks."""
    lock_slot("pool.person", person_id)
    taken = Lock.objects.filter(owner_id=person_id, status__in=OPEN)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    limit, count = value("max_locked_customers"), taken.count()
    if count >= limit:
        raise TooManyLocks(who=name, count=count, limit=limit)
