"""The order: who buys what, from whom, on which terms (ORD-001)."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from danshu.currencies.queries import base_currency, in_base
from danshu.custom_fields.storing import custom_index, custom_values
from danshu.kit.actor import Actor
from danshu.kit.masking import PrivateEmail, PrivateText
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet, scope_filter
from danshu.kit.refs import SourceRef
from danshu.parties.guards import not_merged
from danshu.sales.lifecycle import (
    CONFIRMED,
    ORDER_LIFECYCLE,
    Channel,
    OrderStatus,
    OrderType,
    PaymentState,
    PaymentTerms,
    ShippingState,
)
from danshu.sales.models.waiting import AWAITING_PAYMENT, TO_SHIP, UNASSIGNED
from danshu.sales.permissions import REVIEW_ORDER, VIEW_DRAFTS
from danshu.sales.sight import PRIVATE, Sight, listed_sight, reviews_shop_orders_only, sight_of


def amount_field(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """An amount of the order's currency."""
    return models.DecimalField(max_digits=16, decimal_places=2, default=0, **options)  # type: ignore[arg-type]


# the total in the company's currency, by each order's own rate (CAT-020); rounded, as each order shows it
BASE_TOTAL = Round(F("total") * F("rate"), precision=2)
# `Order.open_amount` as the database computes it
OPEN_AMOUNT = F("total") - F("allowed_amount") - F("paid_amount") + F("refunded_amount")


class OrderQuerySet(ScopedQuerySet["Order"]):
    """Words of the order desk."""

    def shown_to(self, actor: Actor, sight: Sight | None = None) -> Self:
        """Add shown_<column> for all contact data as this actor may read it, and what he reads in full.

        The raw columns are left out: reading one of them afterwards raises `Unshown` (PRV-1). sight: what was answered
        for these rows before (`settled_sight`).
        """
        sight = sight or sight_of(actor)
        return self.defer(*PRIVATE).annotate(**sight.flags()).annotate_late(**sight.shown())

    def listed_to(self, actor: Actor) -> Self:
        """For lists, which can show the contact's telephone only; conditions may name what the actor reads in full."""
        sight = listed_sight(actor)
        return self.defer(*PRIVATE).alias(**sight.flags()).annotate_late(**sight.listed())

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those in scope; of the drafts one's own, and others' only for whoever manages them (ORD-009).

        For customer service no others are to be reviewed than those of the shop (ORD-019).
        """
        rows = super().visible_to(actor, permission)
        if permission == REVIEW_ORDER and reviews_shop_orders_only(actor):
            rows = rows.filter(channel=Channel.SHOP)
        if actor.is_system or actor.scope(VIEW_DRAFTS).everything:
            return rows
        mine = Q(owner_id=actor.user_id) | Q(created_by_id=actor.user_id)
        return rows.filter(~Q(status=OrderStatus.DRAFT) | mine | scope_filter(actor.scope(VIEW_DRAFTS)))

    def awaiting_review(self) -> OrderQuerySet:
        """Those that a reviewer has to decide."""
        return self.filter(status=OrderStatus.AWAITING_REVIEW)

    def to_ship(self) -> OrderQuerySet:
        """Confirmed goods orders with quantities still here."""
        return self.filter(TO_SHIP)


class Order(Versioned):
    """One order. What the customer agreed to (names, addresses, prices) is frozen here (bone 10)."""

    number = models.CharField(max_length=40, unique=True)
    external_number = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=20, choices=OrderType.choices, default=OrderType.SALES)
    channel = models.CharField(max_length=20, choices=Channel.choices, default=Channel.STAFF)
    status = models.CharField(max_length=20, choices=OrderStatus.choices, default=OrderStatus.DRAFT)
    order_date = models.DateField()

    # keys that begin one of the list's indexes, or that nothing is looked up by, have none of their own: each would
    # cost every new order an entry
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    paying_customer = models.ForeignKey("parties.Customer", models.PROTECT, null=True, related_name="+", db_index=False)
    invoice_customer = models.ForeignKey(
        "parties.Customer", models.PROTECT, null=True, related_name="+", db_index=False
    )
    customer_name = models.CharField(max_length=100)
    # the other two customers of the order, as they were when it was entered; without a key they are the signing one
    paying_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    paying_contact = models.CharField(max_length=50, blank=True, default="", db_default="")
    paying_phone = PrivateText(max_length=30, blank=True, default="", db_default="")
    paying_email = PrivateText(max_length=254, blank=True, default="", db_default="")
    invoice_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    invoice_contact = models.CharField(max_length=50, blank=True, default="", db_default="")
    invoice_phone = PrivateText(max_length=30, blank=True, default="", db_default="")
    invoice_email = PrivateText(max_length=254, blank=True, default="", db_default="")
    contact_name = models.CharField(max_length=50, blank=True)
    contact_phone = PrivateText(max_length=30, blank=True)
    contact_email = PrivateEmail(blank=True)
    recipient = models.CharField(max_length=50, blank=True)
    recipient_phone = PrivateText(max_length=30, blank=True)
    # given by `shown_to`, for readers
    shown_contact_phone: str
    shown_contact_email: str
    shown_recipient_phone: str
    shown_paying_phone: str
    shown_paying_email: str
    shown_invoice_phone: str
    shown_invoice_email: str
    sees_contact_data: bool
    sees_recipient: bool
    delivery_address = models.CharField(max_length=300, blank=True)
    delivery_region = models.ForeignKey("regions.Division", models.PROTECT, null=True, related_name="+", db_index=False)
    delivery_method = models.ForeignKey(
        "dictionaries.Value", models.PROTECT, null=True, related_name="+", db_index=False
    )
    payment_terms = models.CharField(max_length=20, choices=PaymentTerms.choices, default=PaymentTerms.PREPAID)
    payment_method = models.CharField(max_length=30, blank=True)
    payment_terms_days = models.PositiveSmallIntegerField(default=0)
    contract_number = models.CharField(max_length=40, blank=True)
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, null=True, related_name="+", db_index=False)
    # the shop of the company it belongs to, none for most
    store = models.ForeignKey("stores.Store", models.PROTECT, null=True, related_name="+", db_index=False)
    wanted_date = models.DateField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    internal_remark = models.CharField(max_length=500, blank=True)
    is_foreign = models.BooleanField(default=False)

    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    handler = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    created_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)

    currency = models.CharField(max_length=3, default="CNY")
    rate = models.DecimalField(max_digits=14, decimal_places=6, default=1)
    tax_included = models.BooleanField(default=True)
    goods_total = amount_field()
    discount_total = amount_field()
    order_discount = amount_field()
    freight = amount_field()
    tax_total = amount_field()
    total = amount_field()
    cost_total = amount_field()
    line_count = models.PositiveSmallIntegerField(default=0)

    # Summaries of facts kept by the modules above; rebuilt by `danshu verify` (INV-L2), never typed.
    paid_amount = amount_field()
    refunded_amount = amount_field()
    # of what was refunded: given for good (折让), the customer need not pay it again (FIN-012)
    allowed_amount = amount_field(db_default=0)
    payment_state = models.CharField(max_length=20, choices=PaymentState.choices, default=PaymentState.UNPAID)
    shipping_state = models.CharField(max_length=20, choices=ShippingState.choices, default=ShippingState.NOT_SHIPPED)
    credit_state = models.CharField(max_length=20, default="not_checked")
    supervision_state = models.CharField(max_length=20, default="not_needed")
    open_exceptions = models.PositiveSmallIntegerField(default=0)
    # a stage within the status that the handler names; it goes with the status (ORD-013)
    progress_label = models.ForeignKey(
        "dictionaries.Value", models.PROTECT, null=True, related_name="+", db_index=False
    )

    checklist = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    # who changed what is decided upon since it was handed over: none of them approves it (INV-A1)
    content_changed_by_ids = ArrayField(models.BigIntegerField(), null=True)
    paid_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=500, blank=True)
    reject_reason = models.CharField(max_length=500, blank=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    satisfaction_comment = models.CharField(max_length=500, blank=True)
    print_count = models.PositiveSmallIntegerField(default=0)
    custom = custom_values()
    search_tokens = ArrayField(models.TextField(), default=list)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # the list is sorted by day and key: each filter's index goes on in that order, and those that tabs and
            # scopes are counted by carry what else these ask for
            # whether an order exists for somebody is answered from the index: sets are counted without the table
            models.Index(
                fields=["order_date", "id"], name="order_by_date", include=("unit", "owner", "created_by", "status")
            ),
            models.Index(
                fields=["status", "order_date", "id"],
                name="order_by_status",
                include=("payment_state", "shipping_state", "unit", "owner", "created_by"),
            ),
            models.Index(fields=["unit", "order_date", "id"], name="order_by_unit"),
            models.Index(fields=["owner", "order_date", "id"], name="order_by_owner"),
            models.Index(fields=["customer", "order_date", "id"], name="order_by_customer"),
            models.Index(fields=["payment_state", "order_date", "id"], name="order_by_payment"),
            models.Index(fields=["shipping_state", "order_date", "id"], name="order_by_shipping"),
            models.Index(fields=["channel", "order_date", "id"], name="order_by_channel"),
            models.Index(fields=["total", "id"], name="order_by_total"),
            models.Index(fields=["wanted_date", "id"], name="order_by_wanted", condition=Q(wanted_date__isnull=False)),
            # counted on every page of the list: without them all open orders would be read in the table
            models.Index(
                fields=["wanted_date", "id"],
                name="order_late",
                include=("unit", "owner", "status"),
                condition=Q(status__in=(OrderStatus.APPROVED, OrderStatus.IN_PROGRESS), wanted_date__isnull=False),
            ),
            models.Index(
                fields=["status", "order_date", "id"],
                name="order_supervised",
                include=("unit", "owner", "supervision_state"),
                condition=Q(supervision_state="pending"),
            ),
            models.Index(
                fields=["handler", "order_date", "id"],
                name="order_handler",
                include=("status", "unit", "owner"),
                condition=Q(handler__isnull=False),
            ),
            models.Index(
                fields=["order_date", "id"],
                name="order_unassigned",
                include=("unit", "owner", "status"),
                condition=UNASSIGNED,
            ),
            models.Index(
                fields=["order_date", "id"],
                name="order_to_ship",
                include=("unit", "owner"),
                condition=TO_SHIP,
            ),
            models.Index(
                fields=["order_date", "id"], name="order_owing", include=("unit", "owner"), condition=AWAITING_PAYMENT
            ),
            models.Index(
                fields=["owner", "created_by"],
                name="order_rejected",
                include=("unit", "status"),
                condition=Q(status=OrderStatus.REJECTED),
            ),
            models.Index(fields=["store", "order_date", "id"], name="order_by_store", condition=Q(store__isnull=False)),
            # reports count by the day of the approval: what they add up stands in the index
            models.Index(
                fields=["approved_at", "id"],
                name="order_by_approval",
                include=("currency", "status", "unit", "owner", "total"),
                condition=Q(approved_at__isnull=False),
            ),
            models.Index(fields=["paying_customer"], name="order_paying", condition=Q(paying_customer__isnull=False)),
            models.Index(
                fields=["invoice_customer"], name="order_invoiced", condition=Q(invoice_customer__isnull=False)
            ),
            GinIndex(fields=["search_tokens"], name="order_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                "customer", "channel", "external_number",
                condition=~Q(external_number="") & ~Q(channel=Channel.IMPORT), name="order_external_number",
            ),
            # other software reuses its numbers, even for one customer: in history the day belongs to the key
            models.UniqueConstraint(
                "customer", "external_number", "order_date",
                condition=~Q(external_number="") & Q(channel=Channel.IMPORT), name="order_imported_number",
            ),
            models.CheckConstraint(name="order_amounts", condition=Q(total__gte=0, freight__gte=0, order_discount__gte=0)),
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=Q(tax_included=True, total=F("goods_total") - F("discount_total") + F("freight"))
                | Q(tax_included=False, total=F("goods_total") - F("discount_total") + F("freight") + F("tax_total")),
            ),
            models.CheckConstraint(name="order_refund_within_paid", condition=Q(refunded_amount__lte=F("paid_amount"))),
            models.CheckConstraint(
                name="order_allowance_within_refund",
                condition=Q(allowed_amount__gte=0, allowed_amount__lte=F("refunded_amount")),
            ),
            models.CheckConstraint(name="order_rate", condition=Q(rate__gt=0)),
            models.CheckConstraint(
                name="order_submitted_fact", condition=Q(status=OrderStatus.DRAFT) | Q(submitted_at__isnull=False)
            ),
            models.CheckConstraint(
                name="order_approved_fact", condition=~Q(status__in=CONFIRMED) | Q(approved_at__isnull=False)
            ),
            *(
                models.CheckConstraint(
                    name=f"order_{status}_fact",
                    condition=Q(status=status, **{f"{status}_at__isnull": False})
                    | (~Q(status=status) & Q(**{f"{status}_at__isnull": True})),
                )
                for status in ("completed", "cancelled", "voided")
            ),
        ]  # fmt: skip
        triggers = [
            ORDER_LIFECYCLE.trigger(),
            not_merged("customer_id", "paying_customer_id", "invoice_customer_id"),
            *custom_index("sales.order"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_cancellable(self) -> bool:
        """True while nothing was shipped and the status leads to cancelled; paid money goes back first (ORD-033)."""
        unshipped = self.shipping_state in (ShippingState.NOT_SHIPPED, ShippingState.NOT_APPLICABLE)
        return unshipped and ORDER_LIFECYCLE.allows(self.status, OrderStatus.CANCELLED)

    @property
    def ref(self) -> SourceRef:
        """How lower modules point at this order."""
        return SourceRef("sales.order", self.pk)

    @property
    def base_total(self) -> Decimal:
        """The total in the company's currency, by the rate of the order's day (CAT-020)."""
        return in_base(self.total, self.rate)

    @property
    def base_code(self) -> str:
        """The company's currency, beside `base_total`."""
        return base_currency()

    @property
    def is_in_base(self) -> bool:
        """True in the company's own currency: there is only one amount to show."""
        return self.currency == base_currency()

    @property
    def due_after_allowance(self) -> Decimal:
        """What the customer has to pay for it all in all: the total without what was given for good (FIN-012)."""
        due: Decimal = self.total - self.allowed_amount
        return due

    @property
    def settled_amount(self) -> Decimal:
        """What came in and did not go back."""
        settled: Decimal = self.paid_amount - self.refunded_amount
        return settled

    @property
    def open_amount(self) -> Decimal:
        """What is still owed; negative for money that came in too much."""
        owed: Decimal = self.total - self.allowed_amount - self.paid_amount + self.refunded_amount
        return owed
