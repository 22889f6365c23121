"""The inventory in the menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.inventory.permissions import VIEW_DOCUMENT, VIEW_STOCK, VIEW_WAREHOUSE
from danshu.inventory.screens import adjustments_to_review
from danshu.kit.navigation import entry

entry(
    "catalogue",
    _("库存"),
    "inventory:stock_list",
    permission=VIEW_STOCK,
    icon="package",
    order=30,
    home_of="PUR",
    shortcut=True,
)
entry("catalogue", _("出入库单"), "inventory:documents", permission=VIEW_DOCUMENT, icon="truck-loading", order=40)
entry(
    "catalogue",
    _("库存调整单"),
    "inventory:adjustments",
    permission=VIEW_DOCUMENT,
    icon="clipboard-list",
    order=50,
    count=adjustments_to_review,
)
entry(
    "catalogue",
    pgettext_lazy("列表", "仓库"),
    "inventory:warehouses",
    permission=VIEW_WAREHOUSE,
    icon="building-warehouse",
    order=60,
)
