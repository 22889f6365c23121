"""What a shipping note can be (FUL-004) and where picking stands (FUL-002)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.kit.lifecycle import Lifecycle


class ShipmentStatus(models.TextChoices):
    """Confirming posts the stock-out; handing over to the carrier makes it final."""

    DRAFT = "draft", _("草稿")
    CONFIRMED = "confirmed", _("已确认")
    IN_DELIVERY = "in_delivery", _("配送中")
    SIGNED = "signed", _("已签收")
    RETURNED = "returned", _("已退回")
    REVERSED = "reversed", _("已冲销")


S = ShipmentStatus

SHIPMENT_LIFECYCLE = Lifecycle(
    states=ShipmentStatus,
    edges={
        S.DRAFT: frozenset({S.CONFIRMED}),
        S.CONFIRMED: frozenset({S.IN_DELIVERY, S.REVERSED}),
        S.IN_DELIVERY: frozenset({S.SIGNED, S.RETURNED}),
        S.SIGNED: frozenset(),
        S.RETURNED: frozenset(),
        S.REVERSED: frozenset(),
    },
)


class PickState(models.TextChoices):
    """Where picking stands."""

    TO_PICK = "to_pick", _("待拣")
    PICKING = "picking", _("拣货中")
    PICKED = "picked", _("已拣")
    PACKED = "packed", _("已打包")


class TrackingKind(models.TextChoices):
    """What carriers tell about a parcel (FUL-012)."""

    COLLECTED = "collected", _("已揽收")
    IN_TRANSIT = "in_transit", _("运输中")
    OUT_FOR_DELIVERY = "out_for_delivery", _("派送中")
    SIGNED = "signed", _("已签收")
    EXCEPTION = "exception", _("物流异常")
