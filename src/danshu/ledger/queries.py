"""What stands on accounts, and how it came to be."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import connection

from danshu.kit.arrays import array
from danshu.kit.money import minor_unit
from danshu.ledger.accounts import AccountKey

BALANCES = """
SELECT a.kind, a.owner, a.currency, b.amount
FROM unnest(%(kinds)s::text[], %(owners)s::text[], %(currencies)s::text[]) AS k(kind, owner, currency)
JOIN ledger_account a USING (kind, owner, currency) JOIN ledger_accountbalance b ON b.account_id = a.id
"""


def balances(keys: Iterable[AccountKey]) -> dict[AccountKey, Decimal]:
    """The balance of each account asked for, in one query; zero for one that was never posted to."""
    wanted = list(dict.fromkeys(keys))
    found = {key: Decimal(0).quantize(minor_unit(key.currency)) for key in wanted}
    if not wanted:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            BALANCES,
            {
                "kinds": array(key.kind for key in wanted),
                "owners": array(key.owner for key in wanted),
                "currencies": array(key.currency for key in wanted),
            },
        )
        for kind, owner, currency, amount in cursor.fetchall():
            found[AccountKey(kind, owner, currency)] = amount.quantize(minor_unit(currency))
    return found


def balance(key: AccountKey) -> Decimal:
    """The balance of one account; see `balances`."""
    return balances([key])[key]
