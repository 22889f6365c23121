"""The product finder of order lines (ui.md 4.4, ORD-005)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.catalog import ports
from danshu.catalog.permissions import ITEM_VIEW
from danshu.catalog.queries import OrderItem, find_items, main_pictures
from danshu.catalog.web.thumbnails import thumbnail
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.formats import money_text, quantity_text
from danshu.ui.picker import PAGE, Option, options

MOST = 200


@allowed_to(ITEM_VIEW)
def find(request: ActorRequest) -> HttpResponse:
    """GET ?q=&page=&warehouse=&kinds=all: items for the typed text with what is available of them.

    Only types that an order line can be made of, unless kinds=all. Items off sale or invalid appear, greyed out with
    the reason, when their exact code was typed.
    """
    kinds = None if request.GET.get("kinds") == "all" else ports.sellable_kinds()
    found: list[OrderItem] = []

    def search(text: str) -> Any:
        number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
        found[:] = find_items(text, limit=min(number * PAGE + 1, MOST), kinds=kinds) if text else []
        return found

    texts = request.GET.get("warehouse", "")
    warehouse = int(texts) if texts.isdecimal() and len(texts) < 18 else None

    @cache  # asked once, when the first option is drawn
    def available() -> Mapping[int, Decimal] | None:
        wanted = [each.id for each in found if each.is_stock_managed]
        return ports.stock().available(wanted, actor=request.actor, warehouse_id=warehouse)

    @cache
    def pictures() -> Mapping[int, int]:
        return main_pictures([each.id for each in found])

    def option(item: OrderItem) -> Option:
        return item_option(item, available(), pictures().get(item.id))

    return options(request, search, option, title=_("查找商品"))


def item_option(item: OrderItem, available: Mapping[int, Decimal] | None, picture_id: int | None = None) -> Option:
    """One line of the finder: picture, code, name, specification, and what is available to those who are told."""
    figure, tone = "", ""
    if item.is_stock_managed and available is not None:
        quantity = round(available.get(item.id, Decimal(0)), item.decimals)
        figure = _("可用 %(quantity)s") % {"quantity": quantity_text(quantity, item.unit)}
        tone = "" if quantity > 0 else "bad"
    return Option(
        key=item.id,
        text=item.name,
        code=item.code,
        note=" ".join(filter(None, (item.model, item.specification))),
        figure=figure,
        amount=money_text(item.sale_price, item.currency),
        tone=tone,
        disabled=_why_not(item),
        data=json.dumps({"unit": item.unit, "decimals": item.decimals}, ensure_ascii=False),
        exact=item.barcode,
        mark=thumbnail(item.id, item.name, picture_id),
    )


def _why_not(item: OrderItem) -> str:
    if not item.is_valid:
        return _("已失效")
    return "" if item.is_on_sale else _("已下架")
