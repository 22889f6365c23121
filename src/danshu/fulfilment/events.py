"""What happens to shipments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from danshu.kit.events import Event, published


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentEvent(Event):
    """Facts common to all. orders: (id, number) of each when there are several; the first one stands by itself too."""

    number: str
    order_id: int
    order_number: str
    orders: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentHandedOver(ShipmentEvent):
    """The goods are on their way."""

    name: ClassVar[str] = "fulfilment.ShipmentHandedOver"
    carrier: str = ""
    tracking_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentSigned(ShipmentEvent):
    """The customer has the goods."""

    name: ClassVar[str] = "fulfilment.ShipmentSigned"


published(ShipmentHandedOver, _("发货单已交运"), of="fulfilment.shipment")
published(ShipmentSigned, _("发货单已签收"), of="fulfilment.shipment")
