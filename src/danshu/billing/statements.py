"""What a customer owes and has here, with the movements that made it (FIN-002, FIN-007); shown on his page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.accounts import RECEIVABLE, customer_owner
from danshu.billing.queries import balance_of
from danshu.billing.rules import used_credit
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.kit.sources import describe_sources
from danshu.ledger.accounts import AccountKey
from danshu.ledger.queries import movements
from danshu.parties.panels import CustomerRef
from danshu.sales.queries import open_orders
from danshu.ui.detail import Fact
from danshu.ui.formats import money_text

ROWS = 100
KINDS = {
    "confirmed": gettext_lazy("订单确认"),
    "reopened": gettext_lazy("订单退回待审核"),
    "cancelled": gettext_lazy("订单取消"),
    "matched": gettext_lazy("收款核销"),
    "refunded": gettext_lazy("退款"),
    "write_off_taken_back": gettext_lazy("尾差收回"),
}


def account_facts(actor: Actor, customer: CustomerRef) -> Sequence[Fact]:
    """What the customer owes, and what he has here."""
    here = balance_of(customer.id, customer.currency)
    owed = used_credit(customer.id, customer.currency)
    return [
        Fact(label=_("应收"), value=money_text(owed, customer.currency), tone="warn" if owed > ZERO else ""),
        Fact(label=_("客户余额"), value=money_text(here, customer.currency)),
    ]


def account_context(actor: Actor, customer: CustomerRef) -> Mapping[str, Any]:
    """Orders that still owe money, and the newest movements of his account."""
    key = AccountKey(RECEIVABLE, customer_owner(customer.id), customer.currency)
    found = movements(key, limit=ROWS)
    labels = describe_sources([row.source for row in found])
    orders = open_orders(actor, customer_ids=[customer.id], currency=customer.currency).order_by("pk")[:ROWS]
    return {
        "currency": customer.currency,
        "facts": account_facts(actor, customer),
        "rows": [{"row": row, "what": KINDS.get(row.kind, row.kind), "document": labels[row.source]} for row in found],
        "orders": [(order, order.open_amount) for order in orders],
    }
