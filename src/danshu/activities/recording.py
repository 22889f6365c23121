"""Checking and storing communications; what the operations of recording, editing and importing share (CUS-025)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.activities import dictionaries as lists
from danshu.activities import entering
from danshu.activities.custom_declared import COMMUNICATION
from danshu.activities.lifecycle import OPEN_PLANS
from danshu.activities.linking import offered
from danshu.activities.models import Communication, Direction, Plan
from danshu.activities.permissions import RECORD_CONTACT
from danshu.catalog.queries import items_named
from danshu.custom_fields.taking import take_custom
from danshu.dictionaries.queries import stated_by
from danshu.kit.actor import Actor
from danshu.kit.days import day_problem
from danshu.kit.refs import SourceRef
from danshu.kit.search import search_tokens
from danshu.parameters.queries import value
from danshu.parties import dictionaries as party_lists
from danshu.parties.dealings import take_dealings
from danshu.validation.hosts import facts_for_new, facts_of
from danshu.validation.judging import judge

LIMITS = {
    "content": 2000, "feedback": 1000, "result": 500, "next_step": 500, "place": 100, "participants": 200,
}  # fmt: skip
VALUES = {
    "type": lists.COMMUNICATION_TYPE, "relation": party_lists.RELATION, "hot_spot": lists.HOT_SPOT,
    "intention": party_lists.INTENTION, "status": party_lists.STATUS,
}  # fmt: skip
REQUIRED = {"type": gettext_lazy("交流类型"), "content": pgettext_lazy("交流记录", "内容")}
SEARCHED = ("content", "feedback", "result")
MOST_PRODUCTS = 10
# a clock of a browser that is a little ahead is no future
TOLERANCE = timedelta(minutes=2)


def checked(
    given: Mapping[str, Any], *, customer_id: int, unit_id: int | None, actor: Actor, at: datetime,
    current: Communication | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The columns of what was entered; `products` stays a list of keys. Raises FieldErrors with every problem."""
    entry = entering.Entry(given)
    entering.require_given(entry, REQUIRED, current)
    entering.take_texts(entry, LIMITS)
    entering.take_values(entry, VALUES, current)
    entering.take_contact(entry, customer_id, current)
    entering.take_minutes(entry)
    entering.take_responsible(entry, permission=RECORD_CONTACT, actor=actor, at=at, current=current)
    _take_moment(entry, at, current)
    _take_choices(entry, customer_id, actor, current)
    _take_products(entry, current)
    _take_custom(entry, actor, current)
    _judge(entry, unit_id, at, current)
    values = entry.require()
    if "type_id" in values and (current is None or values["type_id"] != current.type_id):
        states = stated_by(values["type_id"])
        values |= {"form": states[lists.FORM], "counts": states[lists.COUNTS]}
    return values


def _take_moment(entry: entering.Entry, at: datetime, current: Communication | None) -> None:
    moment = entry.given.get("happened_at") or (current.happened_at if current else at)
    if moment > at + TOLERANCE:
        entry.refuse("happened_at", "future", _("交流时间不能在将来；还没有发生的，新建计划"))
    # a moment before our era could be stored, but never be read again
    elif problem := day_problem(moment.date()):
        entry.refuse("happened_at", "range", problem)
    entered = current.created_at if current else at
    moment = min(moment, entered)
    entry.values["happened_at"] = moment
    entry.values["is_late"] = entered - moment > timedelta(days=int(value("communication_late_days")))


def _take_custom(entry: entering.Entry, actor: Actor, current: Communication | None) -> None:
    own = take_custom(
        "activities.communication", entry.given.get("custom"), stored=current.custom if current else None,
        pk=current.pk if current else None, actor=actor,
    )  # fmt: skip
    entry.problems.extend(own.problems)
    entry.values["custom"] = own.values


def _judge(entry: entering.Entry, unit_id: int | None, at: datetime, current: Communication | None) -> None:
    """The rules of administrators (SYS-011)."""
    before = facts_of(COMMUNICATION, current) if current is not None else None
    after = (
        before | entry.values
        if before is not None
        else facts_for_new(COMMUNICATION, entry.values, entry.values["custom"])
    )
    entry.problems.extend(judge(
        COMMUNICATION, after, before=before, pk=current.pk if current else None, unit_id=unit_id, at=at,
        besides={problem.field for problem in entry.problems},
    ))  # fmt: skip


def _take_choices(entry: entering.Entry, customer_id: int, actor: Actor, current: Communication | None) -> None:
    direction = entry.given.get("direction")
    if direction:
        if direction not in Direction.values:
            entry.refuse("direction", "unknown", _("从列表中选择"))
        entry.values["direction"] = direction
    if "is_confidential" in entry.given:
        entry.values["is_confidential"] = bool(entry.given["is_confidential"])
    if "source" not in entry.given:
        return
    source = str(entry.given["source"] or "")
    used = str(current.source) if current and current.source else ""
    if source and source != used and source not in dict(offered(actor, customer_id)):
        entry.refuse("source", "unknown", _("选择这个客户的单据"))
        return
    ref = SourceRef.parse(source) if source else None
    entry.values |= {"source_kind": ref.kind if ref else "", "source_id": ref.pk if ref else None}


def _take_products(entry: entering.Entry, current: Communication | None) -> None:
    if "products" not in entry.given:
        return
    chosen = list(dict.fromkeys(entry.given["products"] or ()))
    if len(chosen) > MOST_PRODUCTS:
        entry.refuse("products", "too_many", _("最多 10 个商品"))
    elif len(items_named(chosen)) != len(chosen):
        entry.refuse("products", "unknown", _("从列表中选择商品"))
    entry.values["products"] = chosen


def indexed(record: Communication) -> list[str]:
    """Search tokens of what was said."""
    return search_tokens(*(getattr(record, name) for name in SEARCHED))


def set_products(record: Communication, keys: Sequence[int] | None) -> None:
    """Store the products of interest, when they were given."""
    if keys is not None:
        record.products.set(keys)


def bring_up_to_date(
    customer: Any, *, intention_id: int | None = None, status_id: int | None = None, actor: Actor, at: datetime
) -> None:
    """Tell a locked customer what his records and plans say now."""
    records = Communication.objects.alive().filter(customer_id=customer.pk, counts=True)
    plans = Plan.objects.filter(customer_id=customer.pk, status__in=OPEN_PLANS)
    take_dealings(
        customer,
        last_contact_at=records.aggregate(last=Max("happened_at"))["last"],
        next_contact_at=plans.aggregate(next=Min("planned_at"))["next"],
        intention_id=intention_id,
        status_id=status_id,
        actor=actor,
        at=at,
    )
