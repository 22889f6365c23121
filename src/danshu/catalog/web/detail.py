"""What the page of an item shows (CAT-004)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.audit.queries import history
from danshu.catalog import ports, usage
from danshu.catalog.labels import ITEM_LABELS
from danshu.catalog.models import Item, ItemKind
from danshu.catalog.permissions import (
    COST_VIEW,
    ITEM_CREATE,
    ITEM_DELETE,
    ITEM_EDIT,
    ITEM_INVALIDATE,
    ITEM_SHELF,
)
from danshu.catalog.ports import ItemFacts, Panel, StockFigure
from danshu.catalog.queries import PictureInfo, decimals_of, pictures_of
from danshu.catalog.web.lists import item_url, items_list
from danshu.catalog.web.statuses import item_status
from danshu.custom_fields.web.part import custom_pairs
from danshu.files.web.part import attachments, note_form, with_notes
from danshu.kit.actor import Actor, shown_name
from danshu.kit.web import ActorRequest
from danshu.kit.words import listed
from danshu.reminders.web.part import reminder_card
from danshu.tasks.web.part import task_card
from danshu.ui.detail import Action, Card, DetailPage, Fact, Notice
from danshu.ui.formats import NOTHING, money_text, quantity_text
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url

Pair = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The page and the parts between its frame: (title, pairs) groups and panels."""

    detail: DetailPage
    groups: Sequence[tuple[str, Sequence[Pair]]]
    panels: Sequence[Panel]
    pictures: Sequence[PictureInfo]


def item_page(request: ActorRequest, item: Item) -> ItemPage:
    """Everything the actor may see of an item."""
    actor = request.actor
    list_url = back_url(request, "catalog.items", reverse("catalog:items"))
    detail = DetailPage(
        title=item.name,
        status=item_status(item),
        subtitle=item.code,
        tags=[item.get_kind_display()],
        actions=_actions(item, actor),
        notices=_notices(item),
        facts=_facts(item, actor),
        cards=[
            Card(title=_("其他"), pairs=_other(item)),
            task_card(request.actor, "catalog.item", item.pk),
            reminder_card(request.actor, "catalog.item", item.pk),
        ],
        parts=[attachments(request, "catalog.item", item.pk, is_open=item.is_valid)],
        say=note_form(request, "catalog.item", item.pk, is_open=item.is_valid),
        timeline=with_notes("catalog.item", item.pk, _history(item, actor)),
        breadcrumb=[(_("商品资料"), list_url)],
        neighbours=neighbours(request, items_list(), actor, item, item_url),
    )
    return ItemPage(detail, _groups(item, actor), ports.panels_for(facts_of(item), actor), pictures_of(item.pk))


def facts_of(item: Item) -> ItemFacts:
    """The item as panels of upper modules see it."""
    return ItemFacts(
        id=item.pk, code=item.code, name=item.name, kind=item.kind, currency=item.currency,
        decimals=decimals_of(item), is_stock_managed=item.is_stock_managed,
    )  # fmt: skip


def _actions(item: Item, actor: Actor) -> list[Action]:
    actions = []
    if item.is_valid and actor.can(ITEM_EDIT):
        edit = reverse("catalog:item_edit", args=[item.pk])
        actions.append(Action(label=_("修改"), url=edit, icon="pencil", key="E"))
        pictures = reverse("catalog:pictures", args=[item.pk])
        actions.append(Action(label=_("图片"), url=pictures, icon="photo"))
    if actor.can(ITEM_CREATE):
        copy = f"{reverse('catalog:item_new')}?kind={item.kind}&copy={item.pk}"
        actions.append(Action(label=_("复制新建"), url=copy, icon="copy"))
    if item.is_valid and actor.can(ITEM_SHELF):
        shelf = reverse("catalog:item_shelf", args=[item.pk])
        label, value = (_("下架"), "0") if item.is_on_sale else (_("上架"), "1")
        actions.append(Action(label=label, url=f"{shelf}?on_sale={value}", method="post"))
    if item.is_valid and actor.can(ITEM_INVALIDATE):
        invalidate = reverse("catalog:item_invalidate", args=[item.pk])
        actions.append(Action(label=_("失效"), url=invalidate, method="dialog", tone="danger"))
    if actor.can(ITEM_DELETE):
        actions.append(_delete(item))
    return actions


def _delete(item: Item) -> Action:
    places = usage.usages([item.pk]).get(item.pk)
    if places:
        reason = _("已被使用：%(places)s") % {"places": listed(map(str, places))}
        return Action(label=_("删除"), reason=reason, menu=True)
    return Action(
        label=_("删除"), url=reverse("catalog:item_delete", args=[item.pk]), method="dialog", menu=True, tone="danger"
    )


def _notices(item: Item) -> list[Notice]:
    if not item.is_valid:
        return [Notice(title=_("这个商品已失效"), text=_("只能查看，不能再用于新单据，也不能恢复"), tone="neutral")]
    if not item.is_on_sale:
        return [Notice(title=_("这个商品已下架"), text=_("新订单不能选择它，已有订单不受影响"), tone="warn")]
    return []


def _facts(item: Item, actor: Actor) -> list[Fact]:
    def price(value: Any) -> str:
        return NOTHING if value is None else money_text(value, item.currency)

    unit = item.unit.label if item.unit else ""
    facts = [
        Fact(label=_("销售价"), value=price(item.sale_price), note=f"/ {unit}" if unit else ""),
        Fact(label=_("指导价"), value=price(item.guide_price)),
        Fact(label=_("最低价"), value=price(item.minimum_price)),
    ]
    if actor.can(COST_VIEW):
        facts.append(Fact(label=_("进价"), value=price(item.purchase_price)))
    facts.append(Fact(label=_("税率"), value=f"{item.tax_rate.normalize():f}%"))
    if item.is_stock_managed and ports.tells_stock_to(actor):
        figure = ports.stock().figures([item.pk], actor=actor).get(item.pk)
        facts.append(_stock_fact(item, figure, unit))
    return facts


def _stock_fact(item: Item, figure: StockFigure | None, unit: str) -> Fact:
    places = decimals_of(item)
    available = round(figure.available, places) if figure else 0
    on_hand = round(figure.on_hand, places) if figure else 0
    note = _("现存 %(quantity)s") % {"quantity": quantity_text(on_hand)}
    return Fact(
        label=_("可用库存"), value=quantity_text(available, unit), note=note, tone="" if available > 0 else "bad"
    )


def _groups(item: Item, actor: Actor) -> list[tuple[str, list[Pair]]]:
    label = ITEM_LABELS
    basic = [
        (label["code"], item.code), (label["barcode"], item.barcode), (label["category_id"], item.category.name),
        (label["brand_id"], item.brand.label if item.brand else ""), (label["model"], item.model),
        (label["specification"], item.specification), (label["unit_id"], item.unit.label if item.unit else ""),
        (label["max_per_order"], quantity_text(item.max_per_order.normalize()) if item.max_per_order else ""),
    ]  # fmt: skip
    groups: list[tuple[str, list[Pair]]] = [(_("基本信息"), basic)]
    if item.kind == ItemKind.SERVICE:
        unit = item.responsible_unit.name if item.responsible_unit else ""
        service: list[Pair] = [
            (label["duration_minutes"], item.duration_minutes), (label["responsible_unit_id"], unit),
            (label["needs_appointment"], _("是") if item.needs_appointment else _("否")),
        ]  # fmt: skip
        groups.append((_("服务"), service))
    groups += custom_pairs("catalog.item", actor, item)
    if item.description or item.remark:
        groups.append((_("说明与备注"), [(label["description"], item.description), (label["remark"], item.remark)]))
    return groups


def _other(item: Item) -> list[Pair]:
    def yes(flag: bool) -> str:
        return _("是") if flag else _("否")

    pairs = [(ITEM_LABELS["kind"], item.get_kind_display()), (ITEM_LABELS["currency"], item.currency)]
    if item.kind != ItemKind.SERVICE:
        pairs.append((ITEM_LABELS["is_stock_managed"], yes(item.is_stock_managed)))
    return [
        *pairs,
        (ITEM_LABELS["is_on_storefront"], yes(item.is_on_storefront)),
        (_("修改人"), shown_name(item.updated_by_name)),
    ]


def _history(item: Item, actor: Actor) -> list[Mapping[str, Any]]:
    """The trail; purchase prices only for those who may see them (SEC-A3)."""
    entries = history("catalog.item", item.pk)
    if actor.can(COST_VIEW):
        return list(entries)
    hidden = str(ITEM_LABELS["purchase_price"])
    return [{**entry, "changes": [c for c in entry["changes"] if c[0] != hidden]} for entry in entries]
