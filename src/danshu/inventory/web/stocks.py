"""The page of a stock, its limits, and the way from a change record to its document (INV-003, INV-004)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.inventory.errors import plain
from danshu.inventory.models import StockBalance
from danshu.inventory.operations.set_stock_limits import set_stock_limits
from danshu.inventory.permissions import ADJUST_STOCK, EDIT_STOCK, VIEW_STOCK
from danshu.inventory.screens import StockPage, move_rows, stock_page, with_documents
from danshu.inventory.web.lists import STOCKS, stock_url
from danshu.inventory.web.statuses import LEVELS, level
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link
from danshu.ui.fields import DecimalField, RemarkField, TextField
from danshu.ui.formats import quantity_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page


@allowed_to(VIEW_STOCK)
def stock_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: an item in a warehouse: quantities, reservations with their orders, change records."""
    found = stock_page(request.actor, pk)
    stock = found.stock
    page = DetailPage(
        title=stock.item.name,
        status=LEVELS[level(stock)],
        subtitle=" · ".join(filter(None, (stock.item.code, stock.item.model, stock.warehouse.name))),
        actions=_actions(stock, request.actor),
        facts=_facts(stock),
        cards=_cards(found),
        timeline=found.timeline,
        breadcrumb=[(_("库存"), back_url(request, "inventory.stocks", reverse("inventory:stock_list")))],
        neighbours=neighbours(request, STOCKS, request.actor, stock, stock_url),
    )
    more = f"{reverse('inventory:moves')}?warehouse={stock.warehouse_id}&item={stock.item_id}"
    return render_page(request, "inventory/stock.html", {"page": page, "found": found, "more_url": more})


def _actions(stock: StockBalance, actor: Actor) -> list[Action]:
    acts = []
    if actor.can(EDIT_STOCK):
        url = reverse("inventory:stock_limits", args=[stock.pk])
        acts.append(Action(label=_("上下限和货位"), url=url, icon="adjustments", key="E"))
    if actor.can(ADJUST_STOCK):
        url = f"{reverse('inventory:adjust')}?warehouse={stock.warehouse_id}&item={stock.item_id}"
        acts.append(Action(label=_("库存调整"), url=url, icon="edit", tone="primary", key="A"))
    return acts


def _facts(stock: StockBalance) -> list[Fact]:
    unit = str(stock.item.unit) if stock.item.unit else ""
    tone = "bad" if stock.available <= 0 else ""
    return [
        Fact(label=_("现存"), value=quantity_text(stock.on_hand), note=unit),
        Fact(label=_("占用"), value=quantity_text(stock.reserved), note=unit),
        Fact(label=_("可用"), value=quantity_text(stock.available), note=unit, tone=tone),
        Fact(label=_("下限 / 上限"), lead=quantity_text(stock.low_threshold),
             value=quantity_text(stock.high_threshold)),
    ]  # fmt: skip


def _cards(found: StockPage) -> list[Card]:
    stock = found.stock
    links = [
        Link(
            label=sibling.warehouse.name,
            url=stock_url(sibling),
            note=_("现存 %(on_hand)s，可用 %(free)s")
            % {"on_hand": quantity_text(sibling.on_hand), "free": quantity_text(sibling.available)},
        )
        for sibling in found.siblings
    ]
    cards = [
        Card(title=_("各仓库"), links=links),
        Card(title=_("存放"), pairs=[(_("仓库"), stock.warehouse.name), (_("货位"), stock.location),
                                   (_("备注"), stock.remark)]),
    ]  # fmt: skip
    if found.batches:
        pairs = [(batch or _("未填批次"), quantity_text(total)) for batch, total in found.batches]
        cards.append(Card(title=_("批次"), pairs=pairs))
    return cards


class LimitsForm(Form):
    """What people decide about a stock."""

    sections = [Section(gettext_lazy("上下限和货位"), ["low_threshold", "high_threshold", "location:2", "remark:4"])]
    low_threshold = DecimalField(
        label=gettext_lazy("下限"), required=False, min_value=0, max_digits=12, decimal_places=3,
        help_text=gettext_lazy("现存等于或低于它时预警"),
    )  # fmt: skip
    high_threshold = DecimalField(
        label=gettext_lazy("上限"), required=False, min_value=0, max_digits=12, decimal_places=3
    )
    location = TextField(label=gettext_lazy("货位"), required=False, max_length=50)
    remark = RemarkField()


@allowed_to(EDIT_STOCK)
def stock_limits(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: limits, location and remark in a form; POST: set them. Quantities are changed by adjustments only."""
    stock = stock_page(request.actor, pk).stock
    initial = {name: getattr(stock, name) for name in ("location", "remark", "version")}
    for name in ("low_threshold", "high_threshold"):
        limit = getattr(stock, name)
        initial[name] = limit if limit is None else plain(limit)
    form = LimitsForm(posted(request), initial=initial)

    def save() -> str:
        set_stock_limits.keyed(form.token)(
            balance_id=pk, version=form.seen_version, **form.values, actor=request.actor, at=now()
        )
        done(request, _("%(item)s 的上下限和货位已保存") % {"item": stock.item.name})
        return stock_url(stock)

    return form_page(
        request, form, save, title=_("上下限和货位"), back_url=stock_url(stock),
        context={"breadcrumb": [(_("库存"), reverse("inventory:stock_list")), (stock.item.name, stock_url(stock))]},
    )  # fmt: skip


@allowed_to(VIEW_STOCK)
def move_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: on to the document that moved the goods; to the stock where the document has no page."""
    move = move_rows(request.actor).filter(pk=pk).first()
    if move is None:
        raise NotFound
    url = with_documents([move])[0].url
    if not url:
        stock = StockBalance.objects.get(warehouse=move.warehouse_id, item=move.item_id)
        url = stock_url(stock)
    return redirect(url)
