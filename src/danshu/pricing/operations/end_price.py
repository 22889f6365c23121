"""Let a price end, or withdraw one that has not begun (CAT-006)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import require_version, touch
from danshu.pricing.errors import PriceOver
from danshu.pricing.events import PriceRuleEnded
from danshu.pricing.history import HistoryLine, write_history
from danshu.pricing.models import PriceRule
from danshu.pricing.permissions import PRICE_EDIT
from danshu.pricing.queries import visible_rules
from danshu.pricing.targets import target_of

ONE_DAY = timedelta(days=1)


@operation("pricing.end_price", permission=PRICE_EDIT, label=("结束价格", "End price"))
def end_price(
    *,
    rule_id: int,
    last_day: date | None = None,
    version: int | None = None,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> str | None:
    """Let a price hold up to and including `last_day`, by default yesterday: from today on the next best price counts.

    A price that would be left without a day is withdrawn. Returns the last day (ISO), None for a withdrawn price. Orders that
    exist keep their prices. Raises PriceOver for one that ended before today, FieldErrors for a day before yesterday
    or not before the present end, EditConflict.
    """
    today = business_date(at)
    found = visible_rules(actor).get(pk=rule_id)
    lock_slot("pricing.item", found.item_id)
    rule = lock(PriceRule.objects.filter(pk=rule_id)).get()
    require_version(rule, version)
    last = today - ONE_DAY if last_day is None else last_day
    _require_open(rule, last, today)
    target = target_of(rule)
    cut_from = max(last + ONE_DAY, rule.first_day)
    line = HistoryLine(
        item_id=rule.item_id, kind=rule.kind, currency=rule.currency, old=rule.price, new=None,
        customer_id=rule.customer_id, price_level_id=rule.price_level_id, target=target, min_quantity=rule.min_quantity,
        valid_from=cut_from, valid_until=rule.last_day,
    )  # fmt: skip
    write_history([line], actor=actor, at=at, reason=reason)
    changes = {"valid_until": (rule.last_day, last)}
    current_context().changed("pricing.price", rule.pk, label=target, changes=changes, reason=reason)
    facts = {"target": target, "price": f"{rule.price.normalize():f}", "day": cut_from}
    current_context().effect("ends", _("%(target)s 的价格 %(price)s 从 %(day)s 起不再使用") % facts, "warn")
    kept = _shorten(rule, last, actor=actor, at=at)
    publish(
        PriceRuleEnded(
            aggregate=SourceRef("pricing.price", rule_id), version=rule.version, item_id=rule.item_id, kind=rule.kind,
            last_day=kept,
        )
    )  # fmt: skip
    return kept.isoformat() if kept else None


def _require_open(rule: PriceRule, last: date, today: date) -> None:
    if rule.last_day is not None and rule.last_day < today:
        raise PriceOver(day=rule.last_day)
    if last < today - ONE_DAY:
        raise FieldErrors([FieldProblem("last_day", "past", _("最后一天不能早于昨天；已经过去的日子不改"))])
    if rule.last_day is not None and last >= rule.last_day:
        raise FieldErrors([FieldProblem("last_day", "not_earlier", _("最后一天应早于现在的结束日期"))])


def _shorten(rule: PriceRule, last: date, *, actor: Actor, at: datetime) -> date | None:
    if last < rule.first_day:
        rule.delete()
        return None
    rule.valid = DateRange(rule.valid.lower, last + ONE_DAY)
    rule.save(update_fields=["valid", *touch(rule, actor=actor, at=at)])
    return last
