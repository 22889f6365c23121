"""What stands on accounts, and how it came to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from danshu.kit.arrays import array
from danshu.kit.money import minor_unit
from danshu.kit.refs import SourceRef
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


BALANCES_OF = """
SELECT a.kind, a.currency, b.amount FROM ledger_account a JOIN ledger_accountbalance b ON b.account_id = a.id
WHERE a.owner = %s AND b.amount <> 0 ORDER BY a.id
"""


def balances_of(owner: str) -> dict[AccountKey, Decimal]:
    """What stands on each account of an owner, without those at zero."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCES_OF, [owner])
        rows = cursor.fetchall()
    return {AccountKey(kind, owner, currency): amount.quantize(minor_unit(currency)) for kind, currency, amount in rows}


MOVEMENTS = """
SELECT j.on_date, j.kind, j.source_kind, j.source_id, j.memo, l.amount, l.balance_after
FROM ledger_account a JOIN ledger_journalline l ON l.account_id = a.id JOIN ledger_journal j ON j.id = l.journal_id
WHERE a.kind = %s AND a.owner = %s AND a.currency = %s ORDER BY l.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of an account with the balance after it; kind is the fact without its round ("confirmed")."""

    on: date
    kind: str
    source: SourceRef
    memo: str
    amount: Decimal
    balance: Decimal


def movements(key: AccountKey, *, limit: int) -> list[Movement]:
    """The newest movements of one account, in one query, for statements of the modules above."""
    unit = minor_unit(key.currency)
    with connection.cursor() as cursor:
        cursor.execute(MOVEMENTS, [key.kind, key.owner, key.currency, limit])
        return [
            Movement(
                on, kind.partition(":")[0], SourceRef(source, pk), memo, amount.quantize(unit), after.quantize(unit)
            )
            for on, kind, source, pk, memo, amount, after in cursor.fetchall()
        ]


def balance(key: AccountKey) -> Decimal:
    """The balance of one account; see `balances`."""
    return balances([key])[key]
