"""Rules that a reviewer must see: prices, duplicates, supervisor (ORD-019, ORD-020, ORD-023)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.kit.findings import Finding, Severity
from danshu.kit.money import ZERO
from danshu.parameters.queries import value
from danshu.sales.lifecycle import DEAD, OrderStatus, PaymentTerms
from danshu.sales.models import Order, Supervision
from danshu.sales.rules.registry import APPROVE, OrderFacts, order_rule

DUPLICATE_DAYS = 7


@order_rule("price", APPROVE)
def _prices_differ_from_list(facts: OrderFacts) -> Iterator[Finding]:
    changed = [line for line in facts.draft.lines if line.price_source == "manual"]
    if changed:
        text = _("%(count)s 行的单价与价格表不同：%(codes)s")
        codes = "、".join(line.item.code for line in changed[:3])
        yield Finding("price", Severity.WARN, text % {"count": len(changed), "codes": codes}, field="lines")


@order_rule("duplicate", APPROVE)
def _same_items_again_within_a_week(facts: OrderFacts) -> Iterator[Finding]:
    items = sorted({line.item.id for line in facts.draft.lines})
    same = (
        Order.objects.filter(
            customer_id=facts.draft.customer.id,
            order_date__gt=facts.draft.order_date - timedelta(days=DUPLICATE_DAYS),
            lines__item_id__in=items,
        )
        .exclude(status__in=(*DEAD, OrderStatus.DRAFT))
        .exclude(pk=facts.order.pk if facts.order else 0)
        .order_by("-id")
        .values_list("number", flat=True)
        .distinct()[:3]
    )
    numbers = list(same)
    if numbers:
        text = _("此客户 7 天内有相同商品的订单：%(numbers)s") % {"numbers": "、".join(numbers)}
        yield Finding("duplicate", Severity.WARN, text)


def supervision_conditions(facts: OrderFacts) -> list[str]:
    """Why an order needs its supervisor (ORD-023); empty when it does not."""
    draft = facts.draft
    reasons = []
    limit = Decimal(facts.actor.limits.get("discount_limit", "100"))
    gross = draft.totals.goods_total
    if gross and draft.totals.discount_total * 100 / gross > limit:
        reasons.append(_("折扣 %(rate).1f%% 超过权限 %(limit)s%%") % {
            "rate": draft.totals.discount_total * 100 / gross, "limit": f"{limit.normalize():f}",
        })  # fmt: skip
    low = [
        line.item.code
        for line in draft.lines
        if line.minimum_price is not None and line.unit_price * line.entry.discount_rate / 100 < line.minimum_price
    ]
    if low:
        reasons.append(_("低于最低价：%(codes)s") % {"codes": "、".join(low[:3])})
    if draft.totals.total >= (value("large_order_amount") or ZERO):
        reasons.append(_("大额订单"))
    return reasons


@order_rule("supervision", APPROVE)
def _the_supervisor_agreed(facts: OrderFacts) -> Iterator[Finding]:
    if facts.order is None or facts.order.supervision_state == "not_needed":
        return
    decision = facts.order.supervisions.filter(digest=facts.digest).order_by("-id").first()
    if decision is not None and decision.state == Supervision.State.APPROVED:
        who = _("%(who)s 已同意：%(reason)s") % {"who": decision.decided_by_name, "reason": decision.reason or "—"}
        yield Finding("supervision", Severity.OK, _("主管已同意"), detail=who)
        return
    reasons = "；".join(decision.conditions) if decision else ""
    yield Finding("supervision", Severity.BLOCK, _("等待主管审批"), detail=reasons)


@order_rule("terms", APPROVE)
def _account_terms_were_granted(facts: OrderFacts) -> Iterator[Finding]:
    if facts.draft.payment_terms == PaymentTerms.ON_ACCOUNT and not facts.draft.customer.payment_terms_days:
        yield Finding("terms", Severity.WARN, _("此客户没有约定账期，订单却是账期结算"))
