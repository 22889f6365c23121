"""Money re-added from its lines (`danshu verify`); each check is one statement, so it sees one moment."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check

JOURNALS = """
SELECT j.id, j.source_kind, j.source_id, j.kind, j.line_count, l.lines, l.sums
FROM ledger_journal j LEFT JOIN (
    SELECT journal_id, sum(count) AS lines, string_agg(currency || ' ' || total, ', ') AS sums, bool_or(total <> 0) AS odd
    FROM (SELECT journal_id, currency, count(*) AS count, sum(amount) AS total
          FROM ledger_journalline GROUP BY journal_id, currency) AS c GROUP BY journal_id
) l ON l.journal_id = j.id
WHERE l.journal_id IS NULL OR l.odd OR l.lines <> j.line_count OR j.line_count < 2 ORDER BY j.id
"""
STRAYS = """
SELECT l.id, l.journal_id, l.account_id FROM ledger_journalline l
LEFT JOIN ledger_journal j ON j.id = l.journal_id LEFT JOIN ledger_account a ON a.id = l.account_id
WHERE j.id IS NULL OR a.id IS NULL OR a.currency <> l.currency OR l.amount = 0 ORDER BY l.id
"""
BALANCES = """
SELECT a.id, a.kind, a.owner, a.currency, b.amount, coalesce(l.total, 0), b.may_be_negative
FROM ledger_account a LEFT JOIN ledger_accountbalance b ON b.account_id = a.id
LEFT JOIN (SELECT account_id, sum(amount) AS total FROM ledger_journalline GROUP BY account_id) l ON l.account_id = a.id
WHERE b.account_id IS NULL OR b.amount <> coalesce(l.total, 0) OR (b.amount < 0 AND NOT b.may_be_negative) ORDER BY a.id
"""
RUNNING = """
SELECT id, account_id, balance_after, expected FROM (
    SELECT id, account_id, balance_after, sum(amount) OVER (PARTITION BY account_id ORDER BY id) AS expected
    FROM ledger_journalline) AS l
WHERE balance_after <> expected ORDER BY id
"""
REVERSALS = """
WITH sums AS (
    SELECT journal_id, account_id, sum(amount) AS total FROM ledger_journalline
    WHERE journal_id IN (SELECT id FROM ledger_journal WHERE reverses_id IS NOT NULL
        UNION SELECT reverses_id FROM ledger_journal WHERE reverses_id IS NOT NULL)
    GROUP BY journal_id, account_id
)
SELECT j.id, j.reverses_id, back.account_id, back.total, forth.total
FROM ledger_journal j JOIN sums back ON back.journal_id = j.id
LEFT JOIN sums forth ON forth.journal_id = j.reverses_id AND forth.account_id = back.account_id
WHERE j.reverses_id IS NOT NULL AND (forth.total IS NULL OR back.total * forth.total > 0
    OR abs(back.total) > abs(forth.total)) ORDER BY j.id
"""

TWICE = """
SELECT source_kind, source_id, kind, count(*) FROM ledger_journal
GROUP BY source_kind, source_id, kind HAVING count(*) > 1 ORDER BY 1, 2, 3
"""


@check("INV-M1", "ledger.journals_balanced")
def journals_balance() -> Iterator[str]:
    """As many lines as were declared, two or more, zero in each currency."""
    with connection.cursor() as cursor:
        cursor.execute(JOURNALS)
        for pk, source_kind, source_id, kind, declared, lines, sums in cursor.fetchall():
            yield f"journal {pk} ({kind} of {source_kind}:{source_id}): {lines or 0} of {declared} lines, sums {sums}"


@check("INV-M2", "ledger.lines_belong")
def lines_belong() -> Iterator[str]:
    """Each line has its journal and an account of its currency, and says something."""
    with connection.cursor() as cursor:
        cursor.execute(STRAYS)
        for pk, journal_id, account_id in cursor.fetchall():
            yield f"line {pk} of journal {journal_id}: wrong account {account_id}, currency or amount"


@check("INV-M2", "ledger.reversals_within")
def reversals_stay_within() -> Iterator[str]:
    """No reversal takes back more than was posted."""
    with connection.cursor() as cursor:
        cursor.execute(REVERSALS)
        for pk, original, account_id, back, forth in cursor.fetchall():
            yield f"journal {pk} reverses {back} of {forth} on account {account_id} of journal {original}"


@check("INV-M4", "ledger.balances")
def balances_are_sums() -> Iterator[str]:
    """Each balance is the sum of its lines, and not below zero where that is not allowed."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCES)
        for pk, kind, owner, currency, amount, total, _negative in cursor.fetchall():
            yield f"account {pk} ({kind} {owner} {currency}): balance {amount}, lines add up to {total}"


@check("INV-M4", "ledger.running_balances")
def running_balances_follow() -> Iterator[str]:
    """What each line says stood there afterwards follows from the lines before: a missing one shows here."""
    with connection.cursor() as cursor:
        cursor.execute(RUNNING)
        for pk, account_id, said, expected in cursor.fetchall():
            yield f"line {pk} of account {account_id}: says {said}, should be {expected}"


@check("INV-M3", "ledger.posted_once")
def facts_are_posted_once() -> Iterator[str]:
    """No business fact has two journals, and none was reversed twice in full."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        for source_kind, source_id, kind, count in cursor.fetchall():
            yield f"{kind} of {source_kind}:{source_id} was posted {count} times"
