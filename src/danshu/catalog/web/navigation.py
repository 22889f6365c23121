"""Menu entries of the catalogue (COM-001)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.catalog.permissions import ITEM_CREATE, ITEM_VIEW
from danshu.kit.navigation import entry

entry("catalogue", _("商品资料"), "catalog:items", permission=ITEM_VIEW, icon="package", order=10)
entry(
    "catalogue", pgettext_lazy("列表", "商品分类"), "catalog:categories", permission=ITEM_VIEW, icon="sitemap", order=20
)
entry("catalogue", _("商品"), "catalog:item_new", permission=ITEM_CREATE, icon="package", order=40, create=True)
