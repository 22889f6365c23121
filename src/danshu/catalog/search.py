"""Products in the command palette and the quick search (COM-001)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from danshu.catalog.permissions import ITEM_VIEW
from danshu.catalog.queries import find_items
from danshu.kit.actor import Actor
from danshu.ui.formats import money_text
from danshu.ui.ports import Hit, search_provider


def find_products(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Products by code, barcode, name or pinyin, also those off sale."""
    return [
        Hit(
            title=item.name,
            url=reverse("catalog:item", args=[item.id]),
            note=" · ".join(filter(None, (item.code, item.specification, money_text(item.sale_price, item.currency)))),
            icon="package",
        )
        for item in find_items(text, limit=limit, only_orderable=False)
    ]


search_provider(pgettext_lazy("列表", "商品"), permission=ITEM_VIEW, find=find_products, order=30)
