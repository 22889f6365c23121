"""Stores in the menu."""

from django.utils.translation import pgettext_lazy

from danshu.kit.navigation import entry
from danshu.stores.permissions import VIEW_STORE

entry(
    "catalogue",
    pgettext_lazy("列表", "门店"),
    "stores:stores",
    permission=VIEW_STORE,
    icon="building-store",
    order=65,
)
