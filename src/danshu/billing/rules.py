"""The credit check (ORD-022) and the payment state of orders."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.billing.accounts import RECEIVABLE, customer_owner
from danshu.billing.permissions import RELEASE_CREDIT
from danshu.kit.clock import business_date
from danshu.kit.findings import Finding, Severity
from danshu.kit.money import ZERO
from danshu.ledger.accounts import AccountKey
from danshu.ledger.queries import balances
from danshu.parameters.queries import value
from danshu.sales.lifecycle import PaymentTerms
from danshu.sales.queries import has_completed_order, overdue_amount
from danshu.sales.rules import APPROVE, OrderFacts, order_rule


def used_credit(customer_id: int, currency: str = "CNY") -> Decimal:
    """What the customer owes for confirmed orders (CUS-033)."""
    key = AccountKey(RECEIVABLE, customer_owner(customer_id), currency)
    return balances([key]).get(key, ZERO)


@order_rule("credit", APPROVE)
def _credit_is_enough(facts: OrderFacts) -> Iterator[Finding]:
    draft = facts.draft
    paid = facts.order.paid_amount if facts.order else ZERO
    open_amount = draft.totals.total - paid
    if draft.payment_terms == PaymentTerms.PREPAID or open_amount <= 0:
        return  # goods leave only after the money: nothing is lent
    is_new = not has_completed_order(draft.customer.id)
    if draft.totals.total < value("large_order_amount") and not is_new:
        return
    used = used_credit(draft.customer.id, draft.currency)
    free = draft.customer.credit_limit - used
    overdue = overdue_amount(draft.customer.id, business_date(facts.at))
    reasons = []
    if draft.customer.is_credit_blocked:
        reasons.append(_("客户信用已冻结"))
    if overdue > 0:
        reasons.append(_("有逾期应收 %(amount)s") % {"amount": f"{overdue:,.2f}"})
    if free < open_amount:
        reasons.append(
            _("额度 %(limit)s，已用 %(used)s，超出 %(over)s")
            % {"limit": f"{draft.customer.credit_limit:,.2f}", "used": f"{used:,.2f}",
               "over": f"{open_amount - free:,.2f}"}
        )  # fmt: skip
    if reasons:
        yield Finding(
            "credit", Severity.BLOCK, _("信用待审：%(reasons)s") % {"reasons": "；".join(reasons)},
            detail=_("可先登记收款，或由财务写明理由放行"), override=RELEASE_CREDIT,
        )  # fmt: skip
