"""Double entry (bone 6): journals of at least two lines that add up to zero in each currency, written once.

What the database itself refuses, whoever asks: an unbalanced journal (at commit), a line that joins a journal of
another transaction, a change or removal, a balance that is written by anything but a line, a negative balance where
the kind forbids it, a reversal that exceeds its original. The triggers are in migrations/0002_guards.py as plain SQL,
because the packaged ones can be switched off by any session (`SET pgtrigger.ignore`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from danshu.kit.models import AppendOnly
from danshu.kit.sources import SourceLabel
from danshu.ledger.owners import AccountQuerySet

if TYPE_CHECKING:
    TextColumn = models.Field[str, str]
else:
    TextColumn = models.Field

WRITTEN_ONCE = pgtrigger.Update | pgtrigger.Delete


class TransactionIdField(TextColumn):
    """PostgreSQL's 64-bit number of a transaction."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class CurrentTransaction(models.Func):
    """The number of the running transaction."""

    function, template = "pg_current_xact_id", "%(function)s()"
    output_field = TransactionIdField()


class TransactionMoment(models.Func):
    """When the running transaction began: the same moment for all it writes."""

    function, template = "transaction_timestamp", "%(function)s()"
    output_field = models.DateTimeField()


class Account(AppendOnly):
    """Something money stands on; made when it is first posted to."""

    kind = models.CharField(max_length=40)
    owner = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)

    owner_label: SourceLabel | None = None
    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "owner", "currency"], name="account_unique"),
            models.CheckConstraint(condition=models.Q(currency__regex="^[A-Z]{3}$"), name="account_currency_code"),
        ]
        indexes = [models.Index(fields=["owner"], name="account_owner")]
        triggers = [pgtrigger.Protect(name="append_only", operation=WRITTEN_ONCE)]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner} {self.currency}"


class AccountBalance(models.Model):
    """What stands on an account now: the sum of its lines, kept by the trigger on lines alone (INV-M4)."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="balance")
    amount = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    may_be_negative = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0) | models.Q(may_be_negative=True), name="balance_not_negative"
            )
        ]


class Journal(AppendOnly):
    """One business fact in money, posted once: (source, kind) is unique (INV-M3).

    on_date is the business date, `at` when it happened, recorded_at and xid which transaction wrote it; line_count
    says beforehand how many lines belong to it, so that one more or less shows for ever.
    """

    source_kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    on_date = models.DateField()
    at = models.DateTimeField()
    memo = models.CharField(max_length=200, blank=True, default="")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    line_count = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField(db_default=TransactionMoment())
    xid = TransactionIdField(db_default=CurrentTransaction())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id", "kind"], name="journal_posted_once"),
            models.CheckConstraint(condition=models.Q(line_count__gte=2), name="journal_two_lines"),
        ]
        indexes = [models.Index(fields=["on_date", "id"], name="journal_on_date")]
        triggers = [pgtrigger.Protect(name="append_only", operation=WRITTEN_ONCE)]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_kind}:{self.source_id}"


class JournalLine(AppendOnly):
    """An amount onto (+) or off (-) an account; `balance_after` is what then stood there, set by the database.

    The foreign key to the account is composite (account, currency), so that a line cannot have another currency than
    its account; it is declared in the guards' migration.
    """

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="lines", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    balance_after = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="line_not_zero")]
        indexes = [
            models.Index(fields=["journal", "currency"], name="line_journal", include=["amount"]),
            models.Index(fields=["account", "-id"], name="line_account"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=WRITTEN_ONCE)]
