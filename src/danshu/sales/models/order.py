"""The order: who buys what, from whom, on which terms (ORD-001)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.kit.refs import SourceRef
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


def amount_field(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """An amount of the order's currency."""
    return models.DecimalField(max_digits=16, decimal_places=2, default=0, **options)  # type: ignore[arg-type]


class OrderQuerySet(ScopedQuerySet["Order"]):
    """Words of the order desk."""

    def awaiting_review(self) -> OrderQuerySet:
        """Those that a reviewer has to decide."""
        return self.filter(status=OrderStatus.AWAITING_REVIEW)

    def to_ship(self) -> OrderQuerySet:
        """Confirmed goods orders with quantities still here."""
        return self.filter(
            status__in=(OrderStatus.APPROVED, OrderStatus.IN_PROGRESS),
            shipping_state__in=(ShippingState.NOT_SHIPPED, ShippingState.PARTLY_SHIPPED),
        )


class Order(Versioned):
    """One order. What the customer agreed to (names, addresses, prices) is frozen here (bone 10)."""

    number = models.CharField(max_length=40, unique=True)
    external_number = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=20, choices=OrderType.choices, default=OrderType.SALES)
    channel = models.CharField(max_length=20, choices=Channel.choices, default=Channel.STAFF)
    status = models.CharField(max_length=20, choices=OrderStatus.choices, default=OrderStatus.DRAFT)
    order_date = models.DateField()

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    paying_customer = models.ForeignKey("parties.Customer", models.PROTECT, null=True, related_name="+")
    invoice_customer = models.ForeignKey("parties.Customer", models.PROTECT, null=True, related_name="+")
    customer_name = models.CharField(max_length=100)
    contact_name = models.CharField(max_length=50, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    recipient = models.CharField(max_length=50, blank=True)
    recipient_phone = models.CharField(max_length=30, blank=True)
    delivery_address = models.CharField(max_length=300, blank=True)
    delivery_method = models.ForeignKey("dictionaries.Value", models.PROTECT, null=True, related_name="+")
    payment_terms = models.CharField(max_length=20, choices=PaymentTerms.choices, default=PaymentTerms.PREPAID)
    payment_method = models.CharField(max_length=30, blank=True)
    payment_terms_days = models.PositiveSmallIntegerField(default=0)
    contract_number = models.CharField(max_length=40, blank=True)
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, null=True, related_name="+")
    wanted_date = models.DateField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    internal_remark = models.CharField(max_length=500, blank=True)
    is_foreign = models.BooleanField(default=False)

    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")

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
    payment_state = models.CharField(max_length=20, choices=PaymentState.choices, default=PaymentState.UNPAID)
    shipping_state = models.CharField(max_length=20, choices=ShippingState.choices, default=ShippingState.NOT_SHIPPED)
    credit_state = models.CharField(max_length=20, default="not_checked")
    supervision_state = models.CharField(max_length=20, default="not_needed")
    open_exceptions = models.PositiveSmallIntegerField(default=0)

    checklist = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
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
    search_tokens = ArrayField(models.TextField(), default=list)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["unit", "-id"], name="order_unit"),
            models.Index(fields=["owner", "-id"], name="order_owner"),
            models.Index(fields=["customer", "-id"], name="order_customer"),
            models.Index(fields=["status", "-id"], name="order_status"),
            models.Index(fields=["order_date", "id"], name="order_date"),
            models.Index(fields=["payment_state", "-id"], name="order_payment"),
            models.Index(fields=["shipping_state", "-id"], name="order_shipping"),
            models.Index(fields=["total", "id"], name="order_total"),
            GinIndex(fields=["search_tokens"], name="order_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                "customer", "channel", "external_number",
                condition=~Q(external_number=""), name="order_external_number",
            ),
            models.CheckConstraint(name="order_amounts", condition=Q(total__gte=0, freight__gte=0, order_discount__gte=0)),
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=Q(tax_included=True, total=F("goods_total") - F("discount_total") + F("freight"))
                | Q(tax_included=False, total=F("goods_total") - F("discount_total") + F("freight") + F("tax_total")),
            ),
            models.CheckConstraint(name="order_refund_within_paid", condition=Q(refunded_amount__lte=F("paid_amount"))),
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
        triggers = [ORDER_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> SourceRef:
        """How lower modules point at this order."""
        return SourceRef("sales.order", self.pk)

    @property
    def open_amount(self) -> object:
        """What is still owed."""
        return self.total - self.paid_amount + self.refunded_amount
