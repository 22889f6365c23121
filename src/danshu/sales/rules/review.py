"""Rules that a reviewer must see: prices, duplicates, supervisor (ORD-019, ORD-020, ORD-023)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from danshu.kit.arrays import array
from danshu.kit.findings import Finding, Severity
from danshu.kit.money import ZERO
from danshu.kit.sql import fetch_dicts
from danshu.kit.words import clauses, listed, with_count
from danshu.parameters.queries import value
from danshu.sales.conditions import Condition, conditions_text
from danshu.sales.discounts import discount_limit, discount_rate, net_prices
from danshu.sales.lifecycle import DEAD, OrderStatus, PaymentTerms
from danshu.sales.models import Order, Supervision
from danshu.sales.roles import LABELS, ROLES, named_ids
from danshu.sales.rules.registry import AMEND, APPROVE, SUBMIT, OrderFacts, order_rule
from danshu.ui.formats import EDGES, rate_digits

DUPLICATE_DAYS = 7


@order_rule("price", APPROVE, only_warns=True)
def _prices_differ_from_list(facts: OrderFacts) -> Iterator[Finding]:
    changed = [line for line in facts.draft.lines if line.price_source == "manual"]
    told = []
    if changed:
        text = with_count("%(count)s 行的单价与价格表不同：%(codes)s")
        told.append(text % {"count": len(changed), "codes": listed(line.item.code for line in changed[:3])})
    if off := facts.draft.totals.order_discount:
        told.append(_("整单优惠 %(amount)s") % {"amount": f"{off:,.2f}"})
    if told:  # one finding: it is confirmed as one
        yield Finding("price", Severity.WARN, clauses(told), field="lines" if changed else "order_discount")


# written out: it is asked for every order that somebody reviews
DUPLICATES = """
SELECT number FROM sales_order AS o
WHERE customer_id = %(customer)s AND order_date > %(after)s AND id <> %(order)s AND NOT status = ANY(%(gone)s::text[])
AND EXISTS (SELECT FROM sales_orderline l WHERE l.order_id = o.id AND l.item_id = ANY(%(items)s::bigint[]))
ORDER BY id DESC LIMIT 3
"""
GONE = array(map(str, (*DEAD, OrderStatus.DRAFT)))


@order_rule("duplicate", APPROVE, only_warns=True)
def _same_items_again_within_a_week(facts: OrderFacts) -> Iterator[Finding]:
    parameters = {
        "customer": facts.draft.customer.id, "after": facts.draft.order_date - timedelta(days=DUPLICATE_DAYS),
        "order": facts.order.pk if facts.order else 0, "gone": GONE,
        "items": array({line.item.id for line in facts.draft.lines}),
    }  # fmt: skip
    rows = facts.once("sales.duplicates", lambda: fetch_dicts(DUPLICATES, parameters))
    numbers = [row["number"] for row in rows]
    if numbers:
        text = _("此客户 7 天内有相同商品的订单：%(numbers)s") % {"numbers": listed(numbers)}
        yield Finding("duplicate", Severity.WARN, text)


def supervision_conditions(facts: OrderFacts) -> list[Condition]:
    """Why an order needs its supervisor (ORD-023); empty when it does not."""
    draft = facts.draft
    large = draft.base_total >= (value("large_order_amount") or ZERO)
    reasons = [*price_conditions(facts)]
    if large:
        reasons.append(Condition("large"))
    if draft.is_foreign and large:
        reasons.append(Condition("large_foreign"))
    if draft.payment_terms == PaymentTerms.ON_ACCOUNT and _is_new(draft.customer.id):
        reasons.append(Condition("new_on_account"))
    return reasons


def _is_new(customer_id: int) -> bool:
    return not Order.objects.filter(customer_id=customer_id, status=OrderStatus.COMPLETED).exists()


def price_conditions(facts: OrderFacts) -> Iterator[Condition]:
    """What its prices alone ask the supervisor for, the order's discount spread over its lines; no statement."""
    lines = facts.draft.lines
    limit, rate = discount_limit(facts.actor), discount_rate(facts.draft)
    if limit is not None and rate > limit:
        told = rate_digits(rate, edges=[*EDGES, limit])  # neither 100 % while a cent is left, nor the limit itself
        yield Condition("discount", {"rate": f"{told:f}", "limit": f"{limit.normalize():f}"})
    net = net_prices(facts.draft)
    low = [x.item.code for x in lines if x.minimum_price is not None and net[x.position] < x.minimum_price]
    if low:
        yield Condition("below_minimum", {"codes": low[:3]})
    gifts = [x.item.code for x in lines if net[x.position] <= 0 and x.list_price]
    if gifts:
        yield Condition("gift", {"codes": gifts[:3]})


@order_rule("supervision", APPROVE)
def _the_supervisor_agreed(facts: OrderFacts) -> Iterator[Finding]:
    if facts.order is None or facts.order.supervision_state == "not_needed":
        return
    decision = facts.order.supervisions.filter(digest=facts.digest).order_by("-id").first()
    if decision is not None and decision.state == Supervision.State.APPROVED:
        who = _("%(who)s 已同意：%(reason)s") % {"who": decision.decided_by_name, "reason": decision.reason or "—"}
        yield Finding("supervision", Severity.OK, _("主管已同意"), detail=who)
        return
    reasons = conditions_text(decision.conditions) if decision else ""
    yield Finding("supervision", Severity.BLOCK, _("等待主管审批"), detail=reasons)


@order_rule("terms", APPROVE, AMEND, only_warns=True)
def _account_terms_were_granted(facts: OrderFacts) -> Iterator[Finding]:
    if facts.draft.payment_terms == PaymentTerms.ON_ACCOUNT and not facts.draft.customer.payment_terms_days:
        yield Finding("terms", Severity.WARN, _("此客户没有约定账期，订单却是账期结算"))


@order_rule("company_renamed", APPROVE, only_warns=True)
def _the_customer_is_still_called_so(facts: OrderFacts) -> Iterator[Finding]:
    """The name was frozen on entry; the company may have been corrected since (ORD-016, ORD-020)."""
    order, name = facts.order, facts.draft.customer.name
    if order is not None and order.customer_name != name:
        text = _("订单上的公司名称是「%(order)s」，客户资料里是「%(customer)s」")
        yield Finding("company_renamed", Severity.WARN, text % {"order": order.customer_name, "customer": name})


@order_rule("emails", APPROVE, AMEND)
def _its_mail_address_can_be_used(facts: OrderFacts) -> Iterator[Finding]:
    """What is taken over from elsewhere may hold what no form would have accepted (ORD-020)."""
    mail = facts.draft.contact["contact_email"]
    if mail and not is_mail_address(mail):
        text = _("格式不对：%(mails)s") % {"mails": _("联系邮箱")}
        yield Finding("emails", Severity.BLOCK, text, field="contact_email", detail=_("在订单或客户资料里改正"))


@order_rule("role_email", SUBMIT, APPROVE, AMEND)
def _payment_and_invoice_reach_somebody(facts: OrderFacts) -> Iterator[Finding]:
    """A wrong address stops always; a missing one for a customer who is not the signing one (ORD-010)."""
    others = named_ids(facts.draft.entry)
    for role in ROLES:
        email = str(facts.draft.roles.get(f"{role}_email", ""))
        if is_mail_address(email) if email else role not in others:
            continue
        words = {"role": str(LABELS[role]), "email": email or _("没有填写")}
        text = _("付款Email和收票Email错误：%(role)s的邮箱「%(email)s」") % words
        yield Finding(
            "role_email", Severity.BLOCK, text, detail=_("在“修改订单”的“客户”里改正后再提交，不需要工单"),
            field=f"{role}_email",
        )  # fmt: skip


@lru_cache(maxsize=1024)
def is_mail_address(text: str) -> bool:
    """True for what a form would accept as an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
