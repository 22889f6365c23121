"""The product finder of order lines (ui.md 4.4, ORD-005)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.catalog import ports
from danshu.catalog.permissions import ITEM_VIEW
from danshu.catalog.ports import StockFigure
from danshu.catalog.queries import OrderItem, find_items
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.formats import quantity_text
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
        number = int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1
        found[:] = find_items(text, limit=min(number * PAGE + 1, MOST), kinds=kinds) if text else []
        return found

    figures: dict[int, StockFigure] = {}
    texts = request.GET.get("warehouse", "")
    warehouse = int(texts) if texts.isdigit() and len(texts) < 18 else None

    def option(item: OrderItem) -> Option:
        if not figures and ports.has_stock():
            wanted = [each.id for each in found if each.is_stock_managed]
            figures.update(ports.stock().figures(wanted, actor=request.actor, warehouse_id=warehouse))
        return item_option(item, figures)

    return options(request, search, option, title=_("查找商品"))


def item_option(item: OrderItem, figures: Mapping[int, StockFigure]) -> Option:
    """One line of the finder: code, name, specification, what is available."""
    figure, tone = "", ""
    if item.is_stock_managed and ports.has_stock():
        available = round(figures[item.id].available, item.decimals) if item.id in figures else 0
        figure = _("可用 %(quantity)s") % {"quantity": quantity_text(available, item.unit)}
        tone = "" if available > 0 else "bad"
    return Option(
        key=item.id,
        text=item.name,
        code=item.code,
        note=" ".join(filter(None, (item.model, item.specification))),
        figure=figure,
        tone=tone,
        disabled=_why_not(item),
        data=json.dumps({"unit": item.unit, "decimals": item.decimals}, ensure_ascii=False),
        exact=item.barcode,
    )


def _why_not(item: OrderItem) -> str:
    if not item.is_valid:
        return _("已失效")
    return "" if item.is_on_sale else _("已下架")
