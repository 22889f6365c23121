"""Receipts, what they are matched to, refunds, payment methods, payments that need a person."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from danshu.billing.lifecycle import REFUND_LIFECYCLE, ProblemKind, ReceiptState, RefundStatus, Resolution
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.kit.refs import SourceRef
from danshu.parties.guards import not_merged


def amount_field(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """An amount."""
    return models.DecimalField(max_digits=16, decimal_places=2, **options)  # type: ignore[arg-type]


class PaymentMethod(Versioned):
    """A way to pay (FIN-001)."""

    class Kind(models.TextChoices):
        ONLINE = "online"
        BANK_TRANSFER = "bank_transfer"
        CASH = "cash"
        CASH_ON_DELIVERY = "cash_on_delivery"
        BALANCE = "balance"
        CREDIT = "credit"

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=50)
    name_en = models.CharField(max_length=50, blank=True)
    channels = models.JSONField(default=list)
    currencies = models.JSONField(default=list)
    # codes of levels and ids of delivery methods; empty lists of these two mean "all", of the two above "none"
    customer_levels = models.JSONField(default=list)
    delivery_methods = models.JSONField(default=list, db_default=[])
    instructions = models.CharField(max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_valid = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Receipt(Versioned):
    """Money that came in (收款)."""

    number = models.CharField(max_length=40, unique=True)
    received_date = models.DateField()
    payer_name = models.CharField(max_length=100)
    customer = models.ForeignKey("parties.Customer", models.PROTECT, null=True, related_name="+")
    amount = amount_field()
    currency = models.CharField(max_length=3, default="CNY")
    # what one unit was worth in the base currency on the day it came in; null where nobody knows (CAT-020)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    method = models.CharField(max_length=30)
    bank_account = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    channel_transaction = models.CharField(max_length=100, blank=True)
    # the order that the payer or his provider named, whatever it was matched to
    named_order = models.CharField(max_length=40, blank=True, default="", db_default="")
    # what tells a line of a bank statement apart when the bank gives it no number
    statement_key = models.CharField(max_length=64, blank=True, default="", db_default="")
    remark = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=20, choices=ReceiptState.choices, default=ReceiptState.UNMATCHED)
    matched_amount = amount_field(default=0)
    returned_amount = amount_field(default=0)
    # held for a refund of this receipt that is under way: it can be neither matched nor returned twice
    returning_amount = amount_field(default=0, db_default=0)
    recorded_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "-id"], name="receipt_state"),
            models.Index(fields=["received_date", "id"], name="receipt_date"),
        ]
        constraints = [
            models.CheckConstraint(name="receipt_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="receipt_matched_within_amount",
                condition=Q(matched_amount__gte=0, returned_amount__gte=0, returning_amount__gte=0,
                            matched_amount__lte=F("amount") - F("returned_amount") - F("returning_amount")),
            ),
            # one bank line, one receipt; one notice of a payment provider, one receipt
            models.UniqueConstraint(
                "bank_account", "reference", "received_date", "amount",
                condition=~Q(reference="") & ~Q(state=ReceiptState.VOIDED), name="receipt_bank_line",
            ),
            models.UniqueConstraint(
                "bank_account", "statement_key", condition=~Q(statement_key=""), name="receipt_statement_line"
            ),
            models.UniqueConstraint(
                "method", "channel_transaction", condition=~Q(channel_transaction=""), name="receipt_channel_transaction"
            ),
        ]  # fmt: skip
        triggers = [not_merged("customer_id")]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> SourceRef:
        """How lower modules point at this receipt."""
        return SourceRef("billing.receipt", self.pk)

    @property
    def free_amount(self) -> Decimal:
        """What can still be matched or returned."""
        free: Decimal = self.amount - self.matched_amount - self.returned_amount - self.returning_amount
        return free


class Match(models.Model):
    """An amount of a receipt that settles an order (核销)."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="matches")
    order = models.ForeignKey("sales.Order", models.PROTECT, related_name="+")
    amount = amount_field()
    written_off = amount_field(default=0)
    matched_at = models.DateTimeField()
    matched_by_name = models.CharField(max_length=150)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["order"], name="match_order")]
        constraints = [
            models.CheckConstraint(name="match_amount", condition=Q(amount__gt=0, written_off__gte=0)),
        ]


class MatchLine(models.Model):
    """How much of a match settles one order line; a match without lines settles the order as a whole (FIN-007)."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("sales.OrderLine", models.PROTECT, related_name="+")
    amount = amount_field()

    class Meta:
        ordering = ["match", "order_line"]
        constraints = [
            models.CheckConstraint(name="match_line_amount", condition=Q(amount__gt=0)),
            models.UniqueConstraint("match", "order_line", name="match_line_once"),
        ]


class Refund(Versioned):
    """Money that goes back (退款)."""

    class Way(models.TextChoices):
        ORIGINAL = "original"
        BANK_TRANSFER = "bank_transfer"
        CASH = "cash"
        BALANCE = "balance"

    number = models.CharField(max_length=40, unique=True)
    # money of an order, or what a receipt has left (paid twice, paid too much): one of the two
    order = models.ForeignKey("sales.Order", models.PROTECT, null=True, related_name="+")
    order_number = models.CharField(max_length=40, blank=True)
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="+")
    customer_name = models.CharField(max_length=100)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    amount = amount_field()
    currency = models.CharField(max_length=3, default="CNY")
    way = models.CharField(max_length=20, choices=Way.choices, default=Way.ORIGINAL)
    reason = models.CharField(max_length=500)
    payee = models.CharField(max_length=200, blank=True)
    cancels_order = models.BooleanField(default=False)
    # the customer need not pay it again; what of it lowered the claim stands in `allowance` once the money went back
    lowers_claim = models.BooleanField(default=False, db_default=False)
    allowance = amount_field(default=0, db_default=0)
    status = models.CharField(max_length=20, choices=RefundStatus.choices, default=RefundStatus.APPLIED)
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    applied_by_name = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=150, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    executed_at = models.DateTimeField(null=True)
    executed_by_name = models.CharField(max_length=150, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet["Refund"].as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["order"], name="refund_order"),
            models.Index(fields=["receipt"], name="refund_receipt", condition=Q(receipt__isnull=False)),
            models.Index(fields=["status", "-id"], name="refund_status"),
        ]
        constraints = [
            models.CheckConstraint(name="refund_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="refund_allowance", condition=Q(allowance__gte=0, allowance__lte=F("amount"))),
            models.CheckConstraint(
                name="refund_of_order_or_receipt",
                condition=Q(order__isnull=False, receipt__isnull=True) | Q(order__isnull=True, receipt__isnull=False),
            ),
            models.CheckConstraint(
                name="refund_done_fact",
                condition=Q(status=RefundStatus.DONE, executed_at__isnull=False) | ~Q(status=RefundStatus.DONE),
            ),
            models.CheckConstraint(
                name="refund_four_eyes",
                condition=Q(decided_by__isnull=True) | Q(applied_by__isnull=True) | ~Q(decided_by=F("applied_by")),
            ),
        ]
        triggers = [REFUND_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> SourceRef:
        """How lower modules point at this refund."""
        return SourceRef("billing.refund", self.pk)


class PaymentProblem(Versioned):
    """A payment that did not fit its order: a person decides what becomes of it (FIN-005)."""

    kind = models.CharField(max_length=20, choices=ProblemKind.choices)
    method = models.CharField(max_length=30)
    transaction = models.CharField(max_length=100)
    order_number = models.CharField(max_length=40)
    amount = amount_field()
    currency = models.CharField(max_length=3)
    expected = models.CharField(max_length=100, blank=True)
    payer_name = models.CharField(max_length=100, blank=True)
    order = models.ForeignKey("sales.Order", models.PROTECT, null=True, related_name="+")
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="problems")
    noticed_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    resolution = models.CharField(max_length=20, choices=Resolution.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["-id"], name="problem_open", condition=Q(closed_at__isnull=True))]
        constraints = [
            # the same wrong notice again raises the count of the first
            models.UniqueConstraint(
                "method", "transaction", "kind", "order_number", "amount", "currency", name="problem_once"
            ),
            models.CheckConstraint(
                name="problem_closed_fact",
                condition=Q(closed_at__isnull=True, resolution="") | (Q(closed_at__isnull=False) & ~Q(resolution="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.transaction}"
