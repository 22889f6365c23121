"""Give an item a price of its own for a customer, a price level, or from a quantity on (CAT-006)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from danshu.catalog.queries import OrderItem, order_items
from danshu.dictionaries.queries import require_valid
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import touch
from danshu.parties.dictionaries import PRICE_LEVEL
from danshu.parties.queries import order_customer
from danshu.pricing.events import PriceRuleSet
from danshu.pricing.history import HistoryLine, write_history
from danshu.pricing.models import PriceRule
from danshu.pricing.permissions import PRICE_EDIT
from danshu.pricing.rules import PriceTerms, terms_problems
from danshu.pricing.targets import target_of

ONE_DAY = timedelta(days=1)


@operation("pricing.set_price", permission=PRICE_EDIT, label=("设置价格", "Set price"))
def set_price(
    *,
    item_id: int,
    price: Decimal,
    valid_from: date,
    valid_until: date | None = None,
    currency: str = "CNY",
    customer_id: int | None = None,
    price_level_id: int | None = None,
    min_quantity: Decimal | None = None,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> PriceRule:
    """Set a price (at most 4 decimals, per unit) for exactly one of customer, price level, or quantity from which it holds.

    It holds from `valid_from` (not before today) to `valid_until` (None: for good) and replaces for these days what was
    set for the same purpose before: earlier prices are shortened, split or withdrawn, each with a line in the history.
    Orders that exist keep their prices. Raises FieldErrors, NotFound for a customer out of scope or an unknown item.
    """
    terms = PriceTerms(
        item_id=item_id, price=price, currency=currency, valid_from=valid_from, valid_until=valid_until,
        customer_id=customer_id, price_level_id=price_level_id, min_quantity=min_quantity,
    )  # fmt: skip
    item = order_items([item_id]).get(item_id)
    if item is None:
        raise NotFound(field="item")
    _require_sound(terms, item, actor=actor, at=at)
    lock_slot("pricing.item", item_id)
    before = _make_room(terms, actor=actor, at=at, reason=reason)
    rule = _insert(terms, actor=actor, at=at)
    target = target_of(rule)
    write_history([HistoryLine.of_rule(rule, old=before, new=price, target=target)], actor=actor, at=at, reason=reason)
    _tell(rule, item, target, before, reason)
    return rule


def _require_sound(terms: PriceTerms, item: OrderItem, *, actor: Actor, at: datetime) -> None:
    problems = list(terms_problems(terms, item, today=business_date(at)))
    if not item.is_valid:
        problems.append(FieldProblem("item", "invalid", _("%(code)s 已失效，不能设置价格") % {"code": item.code}))
    if terms.price_level_id is not None and not require_valid(PRICE_LEVEL, terms.price_level_id):
        problems.append(FieldProblem("price_level_id", "invalid_choice", _("选择一个有效的价格级别")))
    if problems:
        raise FieldErrors(problems)
    if terms.customer_id is not None:
        order_customer(actor=actor, customer_id=terms.customer_id)


def _make_room(terms: PriceTerms, *, actor: Actor, at: datetime, reason: str) -> Decimal | None:
    """Take the wanted days away from earlier prices of the same purpose; the one valid on the first day is returned."""
    wanted = _days(terms)
    same: Any = {
        "item_id": terms.item_id, "currency": terms.currency, "customer_id": terms.customer_id,
        "price_level_id": terms.price_level_id, "min_quantity": terms.min_quantity,
    }  # fmt: skip
    before: Decimal | None = None
    lines = []
    for rule in lock(PriceRule.objects.filter(**same, valid__overlap=wanted)):
        if rule.first_day <= terms.valid_from:
            before = rule.price
        target = target_of(rule)
        cut = DateRange(max(rule.valid.lower, wanted.lower), _earlier(rule.valid.upper, wanted.upper))
        lines.append(_line(rule, cut, target))
        current_context().effect("replaced", _replaced_text(rule, cut, target))
        _cut(rule, wanted, actor=actor, at=at)
    write_history(lines, actor=actor, at=at, reason=reason)
    return before


def _line(rule: PriceRule, cut: Any, target: str) -> HistoryLine:
    return HistoryLine(
        item_id=rule.item_id, kind=rule.kind, currency=rule.currency, old=rule.price, new=None,
        customer_id=rule.customer_id, price_level_id=rule.price_level_id, target=target,
        min_quantity=rule.min_quantity, valid_from=cut.lower, valid_until=cut.upper and cut.upper - ONE_DAY,
    )  # fmt: skip


def _replaced_text(rule: PriceRule, cut: Any, target: str) -> str:
    facts = {"target": target, "price": f"{rule.price.normalize():f}", "start": cut.lower}
    if cut.upper is None:
        return _("%(target)s 原来的价格 %(price)s 从 %(start)s 起不再使用") % facts
    facts["end"] = cut.upper - ONE_DAY
    return _("%(target)s 原来的价格 %(price)s 在 %(start)s 至 %(end)s 不使用") % facts


def _cut(rule: PriceRule, wanted: Any, *, actor: Actor, at: datetime) -> None:
    """Leave the rule the days before and after the wanted ones; without any it goes."""
    start, end = rule.valid.lower, rule.valid.upper
    has_head, has_tail = start < wanted.lower, wanted.upper is not None and (end is None or end > wanted.upper)
    if not has_head and not has_tail:
        rule.delete()
        return
    rule.valid = DateRange(start, wanted.lower) if has_head else DateRange(wanted.upper, end)
    rule.save(update_fields=["valid", *touch(rule, actor=actor, at=at)])
    if has_head and has_tail:
        rest = PriceRule(
            item_id=rule.item_id, kind=rule.kind, customer_id=rule.customer_id, price_level_id=rule.price_level_id,
            min_quantity=rule.min_quantity, price=rule.price, currency=rule.currency,
            valid=DateRange(wanted.upper, end), created_at=at, updated_at=at, updated_by_name=actor.name,
        )  # fmt: skip
        rest.save(force_insert=True)


def _days(terms: PriceTerms) -> Any:
    return DateRange(terms.valid_from, terms.valid_until + ONE_DAY if terms.valid_until else None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _insert(terms: PriceTerms, *, actor: Actor, at: datetime) -> PriceRule:
    rule = PriceRule(
        item_id=terms.item_id, kind=terms.kind, customer_id=terms.customer_id, price_level_id=terms.price_level_id,
        min_quantity=terms.min_quantity, price=terms.price, currency=terms.currency, valid=_days(terms),
        created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    rule.save(force_insert=True)
    return rule


def _tell(rule: PriceRule, item: OrderItem, target: str, before: Decimal | None, reason: str) -> None:
    label = f"{item.code} {item.name} {target}"
    changes = {
        "price": (before, rule.price),
        "valid_from": (None, rule.first_day),
        "valid_until": (None, rule.last_day),
    }
    current_context().changed("pricing.price", rule.pk, label=label, changes=changes, reason=reason)
    if item.minimum_price is not None and item.currency == rule.currency and rule.price < item.minimum_price:
        text = _("低于最低价 %(minimum)s：用到它的订单需要主管审批") % {"minimum": item.minimum_price}
        current_context().effect("below_minimum", text, "warn")
    publish(
        PriceRuleSet(
            aggregate=SourceRef("pricing.price", rule.pk), version=rule.version, item_id=rule.item_id, kind=rule.kind,
            price=rule.price, currency=rule.currency, valid_from=rule.first_day, valid_until=rule.last_day,
        )
    )  # fmt: skip
