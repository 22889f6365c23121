"""Shipping notes and their lines."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from danshu.fulfilment.lifecycle import SHIPMENT_LIFECYCLE, PickState, ShipmentStatus, TrackingKind
from danshu.kit.actor import Actor
from danshu.kit.masking import PrivateText
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.kit.refs import SourceRef
from danshu.sales.sight import PRIVATE, of_order, shown_recipient


class ShipmentQuerySet(ScopedQuerySet["Shipment"]):
    """Words of shipping."""

    def shown_to(self, actor: Actor) -> Self:
        """Add the recipient's telephone as this actor may read it, and whether that is all of it (PRV-1)."""
        hidden = ("recipient_phone", *of_order(PRIVATE))
        return self.defer(*hidden).annotate(**shown_recipient(actor, order="order__"))


class Shipment(Versioned):
    """A shipping note (发货单): goods of one order, or of several of one customer and address, that leave one warehouse.

    `order` is the first of them, `joined_numbers` names the others; both follow from the lines (`joining.settle_orders`).
    """

    number = models.CharField(max_length=40, unique=True)
    order = models.ForeignKey("sales.Order", models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=40)
    joined_numbers = models.CharField(max_length=1000, blank=True, default="", db_default="")
    customer_name = models.CharField(max_length=100)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=ShipmentStatus.choices, default=ShipmentStatus.DRAFT)
    pick_state = models.CharField(max_length=20, choices=PickState.choices, default=PickState.TO_PICK)
    carrier = models.ForeignKey("dictionaries.Value", models.PROTECT, null=True, related_name="+")
    tracking_number = models.CharField(max_length=60, blank=True)
    boxes = models.PositiveSmallIntegerField(default=1)
    weight_kg = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    package_size = models.CharField(max_length=60, blank=True, default="", db_default="")
    recipient = models.CharField(max_length=50, blank=True)
    recipient_phone = PrivateText(max_length=30, blank=True)
    # given by `shown_to`, for readers
    shown_recipient_phone: str
    sees_recipient: bool
    delivery_address = models.CharField(max_length=300, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    shipper_name = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=150, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    reversed_at = models.DateTimeField(null=True)
    print_count = models.PositiveSmallIntegerField(default=0)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["order"], name="shipment_order"),
            models.Index(fields=["status", "-id"], name="shipment_status"),
            models.Index(fields=["carrier", "tracking_number"], name="shipment_tracking"),
            models.Index(fields=["unit", "-id"], name="shipment_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                name="shipment_confirmed_fact",
                condition=Q(status=ShipmentStatus.DRAFT, confirmed_at__isnull=True)
                | (~Q(status=ShipmentStatus.DRAFT) & Q(confirmed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="shipment_signed_fact",
                condition=Q(status=ShipmentStatus.SIGNED, signed_at__isnull=False)
                | (~Q(status=ShipmentStatus.SIGNED) & Q(signed_at__isnull=True)),
            ),
        ]
        triggers = [SHIPMENT_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.number

    @property
    def order_numbers(self) -> list[str]:
        """The numbers of all orders on the note, the first one first."""
        return [self.order_number, *self.joined_numbers.split()]

    @property
    def orders_text(self) -> str:
        """The orders in one cell: the number, and how many there are when there are several."""
        numbers = self.order_numbers
        if len(numbers) == 1:
            return self.order_number
        return _("%(number)s 等 %(count)s 单") % {"number": self.order_number, "count": len(numbers)}

    @property
    def ref(self) -> SourceRef:
        """How lower modules point at this note."""
        return SourceRef("fulfilment.shipment", self.pk)


class ShipmentLine(models.Model):
    """A quantity of one order line on a note."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("sales.OrderLine", models.PROTECT, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    item_code = models.CharField(max_length=60)
    item_name = models.CharField(max_length=200)
    specification = models.CharField(max_length=200, blank=True)
    unit_name = models.CharField(max_length=20, blank=True)
    quantity = models.DecimalField(max_digits=15, decimal_places=3)
    picked_quantity = models.DecimalField(max_digits=15, decimal_places=3, default=0)

    class Meta:
        ordering = ["shipment", "position"]
        indexes = [models.Index(fields=["order_line"], name="shipment_line_order_line")]
        constraints = [
            models.CheckConstraint(name="shipment_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="shipment_picked", condition=Q(picked_quantity__gte=0, picked_quantity__lte=F("quantity"))
            ),
            models.UniqueConstraint("shipment", "order_line", name="shipment_line_once"),
        ]


class TrackingEvent(models.Model):
    """Something that happened to a parcel on its way (FUL-012); never changed, never deleted."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="tracking")
    kind = models.CharField(max_length=20, choices=TrackingKind.choices)
    happened_at = models.DateTimeField()
    place = models.CharField(max_length=100, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["-happened_at", "-id"]


class ServiceRecord(models.Model):
    """A service that was performed and confirmed by the customer."""

    order = models.ForeignKey("sales.Order", models.PROTECT, related_name="+")
    order_line = models.OneToOneField("sales.OrderLine", models.PROTECT, related_name="+")
    performer = models.CharField(max_length=100)
    result = models.CharField(max_length=500)
    performed_date = models.DateField()
    confirmed_by = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=150)
