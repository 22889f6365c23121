"""The credit check (ORD-022) and the payment state of orders."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.billing.accounts import RECEIVABLE, customer_owner
from danshu.billing.methods import allows
from danshu.billing.models import PaymentMethod
from danshu.billing.permissions import RELEASE_CREDIT
from danshu.currencies.queries import base_currency, orderable_choices, rate_of
from danshu.kit.clock import business_date
from danshu.kit.findings import Finding, Severity
from danshu.kit.money import ZERO, round_amount
from danshu.kit.words import clauses
from danshu.ledger.accounts import AccountKey
from danshu.ledger.queries import balances
from danshu.parameters.queries import value
from danshu.sales.drafting import OrderDraft
from danshu.sales.lifecycle import PaymentTerms
from danshu.sales.queries import has_completed_order, overdue_amount, owed_elsewhere
from danshu.sales.rules import AMEND, APPROVE, SUBMIT, OrderFacts, order_rule


def used_credit(customer_id: int, currency: str = "CNY") -> Decimal:
    """What the customer owes for confirmed orders (CUS-033)."""
    key = AccountKey(RECEIVABLE, customer_owner(customer_id), currency)
    return balances([key]).get(key, ZERO)


@order_rule("credit", APPROVE, AMEND)
def _credit_is_enough(facts: OrderFacts) -> Iterator[Finding]:
    """Large orders and new customers are checked wholly; any other against a limit that was granted, and a block."""
    draft = facts.draft
    paid = facts.order.paid_amount if facts.order else ZERO
    open_amount = draft.totals.total - paid
    owed = ZERO  # what the order owes already counts as used
    if facts.stage == AMEND and facts.order is not None:
        same_terms = draft.payment_terms == facts.order.payment_terms
        if same_terms and draft.totals.total <= facts.order.total:
            return  # the change lends nothing more
        owed = facts.order.open_amount
    if draft.payment_terms == PaymentTerms.PREPAID or open_amount <= 0:
        return  # goods leave only after the money: nothing is lent
    limit = _credit_limit(draft)
    is_whole = draft.base_total >= value("large_order_amount") or not has_completed_order(draft.customer.id)
    if not is_whole and not limit and not draft.customer.is_credit_blocked:
        return
    used = used_credit(draft.customer.id, draft.currency) - owed + _lent_elsewhere(draft)
    free = limit - used
    if not is_whole and free >= open_amount and not draft.customer.is_credit_blocked:
        return  # a small order of a known customer within what was granted to him
    overdue = overdue_amount(draft.customer.id, business_date(facts.at)) if is_whole else ZERO
    reasons = []
    if draft.customer.is_credit_blocked:
        reasons.append(_("客户信用已冻结"))
    if overdue > 0:
        reasons.append(_("有逾期应收 %(amount)s") % {"amount": f"{overdue:,.2f}"})
    if free < open_amount:
        reasons.append(
            _("额度 %(limit)s，已用 %(used)s，超出 %(over)s")
            % {"limit": f"{limit:,.2f}", "used": f"{used:,.2f}",
               "over": f"{open_amount - free:,.2f}"}
        )  # fmt: skip
    if reasons:
        yield Finding(
            "credit", Severity.BLOCK, _("信用待审：%(reasons)s") % {"reasons": clauses(reasons)},
            detail=_("可先登记收款，或由财务写明理由放行"), override=RELEASE_CREDIT,
        )  # fmt: skip


def _credit_limit(draft: OrderDraft) -> Decimal:
    """The customer's limit in the order's currency: by the order's rate, and that of its day for his own (CAT-020)."""
    limit, own = draft.customer.credit_limit, draft.customer.currency
    if own == draft.currency or not limit:
        return limit
    rate = rate_of(own, draft.order_date)
    return ZERO if rate is None else round_amount(limit * rate / draft.rate, draft.currency)


def _lent_elsewhere(draft: OrderDraft) -> Decimal:
    """What the customer owes for orders in other currencies, by their own rates; asked only of who deals in several."""
    if draft.currency == draft.customer.currency == base_currency() and len(orderable_choices()) == 1:
        return ZERO
    return round_amount(owed_elsewhere(draft.customer.id, draft.currency) / draft.rate, draft.currency)


@order_rule("payment_method", SUBMIT, APPROVE)
def _payment_method_is_allowed(facts: OrderFacts) -> Iterator[Finding]:
    """FIN-001: a chosen method must be open to the channel, currency, delivery method and customer."""
    draft, code = facts.draft, facts.draft.entry.payment_method
    if not code:
        return
    method = PaymentMethod.objects.filter(code=code).first()
    if method is None or not allows(
        method, channel=draft.entry.channel, currency=draft.currency, level_code=draft.customer.level_code,
        delivery_method_id=draft.entry.delivery_method_id,
    ):  # fmt: skip
        name = method.label if method else code
        yield Finding(
            "payment_method", Severity.BLOCK, _("支付方式「%(name)s」不适用于这张订单") % {"name": name},
            detail=_("换一种对这个渠道、配送方式和客户开放的支付方式"), field="payment_method",
        )  # fmt: skip
