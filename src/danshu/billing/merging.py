"""Money of a customer that is taken into another one: receipts follow, balances are transferred in the ledger (CUS-003).

Postings are never changed. What stands on the loser's accounts goes to the survivor's by a journal of its own; the way
back transfers what the orders that go back are owed for then, whatever was paid meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.accounts import RECEIVABLE, customer_owner
from danshu.kit.clock import business_date
from danshu.kit.refs import SourceRef
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import PostingLine, post
from danshu.ledger.queries import balances_of
from danshu.parties.merging.registry import Moved, Pair, Rule, move, rule

ORDERS = "sales.Order.customer"
SOURCE = "parties.merge"

# what the ledger says is owed for some orders, by currency: confirmed, matched and refunded, on whose account ever
OWED = """
SELECT a.currency, sum(l.amount) FROM ledger_journalline l
JOIN ledger_account a ON a.id = l.account_id AND a.kind = %(kind)s
JOIN ledger_journal j ON j.id = l.journal_id
WHERE (j.source_kind = 'sales.order' AND j.source_id = ANY(%(orders)s))
   OR (j.source_kind = 'billing.match' AND j.source_id IN (SELECT id FROM billing_match WHERE order_id = ANY(%(orders)s)))
   OR (j.source_kind = 'billing.refund' AND j.source_id IN (SELECT id FROM billing_refund WHERE order_id = ANY(%(orders)s)))
GROUP BY a.currency
"""


def _owed(orders: Sequence[int]) -> dict[str, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(OWED, {"kind": RECEIVABLE, "orders": list(orders)})
        return dict(cursor.fetchall())


def _over(pair: Pair, moved: Moved) -> dict[str, Any]:
    """Transfer all balances; noted are they and what of them is owed for the orders that move."""
    standing = balances_of(customer_owner(pair.loser.pk))
    _transfer(pair, "customers_merged", standing, old=pair.loser.pk, new=pair.survivor.pk)
    owed = _owed(moved[ORDERS]) if standing else {}
    return {
        "balances": [[key.kind, key.currency, str(amount)] for key, amount in standing.items()],
        "owed": {currency: str(amount) for currency, amount in owed.items()},
    }


def _back(pair: Pair, noted: Any, moved: Moved) -> None:
    """Transfer back what came with the customer, orders at what is owed for them now."""
    old, new = pair.survivor.pk, pair.loser.pk
    standing = {AccountKey(kind, "", currency): Decimal(amount) for kind, currency, amount in noted["balances"]}
    before = {currency: Decimal(amount) for currency, amount in noted["owed"].items()}
    now = _owed(_still_there(moved[ORDERS], old))
    for currency in before.keys() | now.keys():
        key = AccountKey(RECEIVABLE, "", currency)
        change = now.get(currency, Decimal(0)) - before.get(currency, Decimal(0))
        standing[key] = standing.get(key, Decimal(0)) + change
    _transfer(pair, "customers_separated", standing, old=old, new=new)


def _still_there(orders: Sequence[int], customer_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM sales_order WHERE id = ANY(%s) AND customer_id = %s", [list(orders), customer_id]
        )
        return [pk for (pk,) in cursor.fetchall()]


def _transfer(pair: Pair, kind: str, amounts: Mapping[AccountKey, Decimal], *, old: int, new: int) -> None:
    lines = [
        PostingLine(AccountKey(key.kind, customer_owner(owner), key.currency), amount * sign)
        for key, amount in amounts.items()
        for owner, sign in ((new, 1), (old, -1))
    ]
    memo = _("%(loser)s → %(survivor)s") % {"loser": pair.loser.number, "survivor": pair.survivor.number}
    post(
        source=SourceRef(SOURCE, pair.merge_id),
        kind=kind,
        on=business_date(pair.at),
        at=pair.at,
        lines=lines,
        memo=memo,
    )


move("billing.Receipt", "customer", what=gettext_lazy("收款"))
rule(
    Rule(
        code="billing.accounts", what=gettext_lazy("账户余额"), move=_over, undo=_back, order=200,
        count=lambda noted: len(noted["balances"]),
    )
)  # fmt: skip
