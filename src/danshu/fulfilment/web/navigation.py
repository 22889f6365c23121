"""Shipping in the menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.fulfilment import customer_panel
from danshu.fulfilment.permissions import PICK, SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import notes_to_pick, orders_waiting
from danshu.kit.navigation import entry
from danshu.sales.permissions import VIEW_ORDER

entry(
    "fulfilment", pgettext_lazy("列表", "发货单"), "fulfilment:shipment_list", permission=VIEW_SHIPMENT, icon="truck-delivery", order=10,
    home_of="SHC",
)  # fmt: skip
entry("fulfilment", _("待发货订单"), "fulfilment:to_ship", permission=SHIP, icon="package-export", order=12, count=orders_waiting,
      usable=lambda actor: actor.can(VIEW_ORDER))  # fmt: skip
entry(
    "fulfilment", _("拣货"), "fulfilment:picking_queue", permission=PICK, icon="package", order=20, count=notes_to_pick,
    home_of="WHS",
)  # fmt: skip
entry("fulfilment", _("物流跟踪"), "fulfilment:tracking", permission=VIEW_SHIPMENT, icon="map-pin", order=30)

__all__ = ["customer_panel"]  # importing the panel registers it
