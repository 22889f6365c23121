"""Shipping in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.fulfilment.permissions import VIEW_SHIPMENT
from danshu.fulfilment.queries import waiting_count
from danshu.kit.navigation import entry

entry(
    "fulfilment", _("发货单"), "fulfilment:shipment_list", permission=VIEW_SHIPMENT, icon="truck-delivery", order=10,
    count=waiting_count,
)  # fmt: skip
