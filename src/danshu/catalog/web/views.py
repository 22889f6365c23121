"""Pages of items (CAT-001 to CAT-004)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.catalog.errors import InvalidRecord
from danshu.catalog.models import Item, ItemKind
from danshu.catalog.operations.create_item import create_item
from danshu.catalog.operations.delete_item import delete_item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.permissions import ITEM_CREATE, ITEM_DELETE, ITEM_EDIT, ITEM_INVALIDATE, ITEM_SHELF, ITEM_VIEW
from danshu.catalog.preparing import values_of
from danshu.catalog.queries import item_or_404
from danshu.catalog.web.detail import item_page
from danshu.catalog.web.forms import ItemForm
from danshu.catalog.web.lists import item_url, items_list
from danshu.custom_fields.web.part import CustomPart
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import list_view
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@allowed_to(ITEM_VIEW)
def items(request: ActorRequest) -> HttpResponseBase:
    """The list of items."""
    return list_view(items_list())(request)


@allowed_to(ITEM_VIEW)
def item(request: ActorRequest, pk: int) -> HttpResponse:
    """One item with prices, stock, sales and history."""
    record = item_or_404(pk)
    page = item_page(request, record)
    return render_page(request, "catalog/item.html", {"page": page.detail, "item": record, "parts": page})


@allowed_to(ITEM_CREATE)
def item_new(request: ActorRequest) -> HttpResponse:
    """A new item of one type; ?copy=<key> begins with the values of another one."""
    kind = request.POST.get("kind") or request.GET.get("kind") or ItemKind.GOODS
    kind = kind if kind in ItemKind.values else ItemKind.GOODS
    form = ItemForm(posted(request), actor=request.actor, kind=kind, initial=_first_values(request, kind))

    def save() -> str:
        made = create_item.keyed(form.token)(
            values=form.item_values,
            custom=form.custom_values,
            initial_stock=form.values.get("initial_stock"),
            warehouse_id=form.warehouse,
            actor=request.actor,
            at=now(),
        )
        done(request, _("商品 %(label)s 已新建") % {"label": made})
        return item_url(made)

    context = {"kinds": _kind_links(kind), "breadcrumb": _breadcrumb(request)}
    list_url = back_url(request, "catalog.items", reverse("catalog:items"))
    title = _("新建商品")
    return form_page(
        request, form, save, template="catalog/item_new.html", title=title, back_url=list_url, context=context
    )


def _first_values(request: ActorRequest, kind: str) -> dict[str, Any]:
    plain = {"kind": kind, "currency": "CNY", "tax_rate": Decimal(0), "is_on_sale": True, "is_stock_managed": True}
    copied = key_of(request.GET.get("copy"))
    if copied is None:
        return plain
    copied_from = item_or_404(copied)
    custom = CustomPart("catalog.item", request.actor, stored=copied_from.custom).initial
    values = values_of(copied_from) | custom
    return {**values, "code": "", "barcode": "", "kind": kind}


def _kind_links(kind: str) -> list[dict[str, Any]]:
    new = reverse("catalog:item_new")
    return [{"label": label, "url": f"{new}?kind={code}", "here": code == kind} for code, label in ItemKind.choices]


def _breadcrumb(request: ActorRequest) -> list[tuple[str, str]]:
    return [(_("商品资料"), back_url(request, "catalog.items", reverse("catalog:items")))]


@allowed_to(ITEM_EDIT)
def item_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change an item."""
    record = item_or_404(pk)
    if not record.is_valid:
        raise InvalidRecord(label=str(record))
    initial = {**values_of(record), "version": record.version}
    form = ItemForm(posted(request), actor=request.actor, kind=record.kind, item=record, initial=initial)

    def save() -> str:
        edit_item.keyed(form.token)(
            item_id=pk,
            version=form.seen_version,
            values=form.item_values,
            custom=form.custom_values,
            actor=request.actor,
            at=now(),
        )
        done(request, _("商品 %(label)s 已保存") % {"label": f"{form.values['code']} {form.values['name']}"})
        return item_url(record)

    breadcrumb = [*_breadcrumb(request), (str(record), item_url(record))]
    title = _("修改商品")
    return form_page(request, form, save, title=title, back_url=item_url(record), context={"breadcrumb": breadcrumb})


@allowed_to(ITEM_SHELF)
def item_shelf(request: ActorRequest, pk: int) -> HttpResponse:
    """POST ?on_sale=1 or 0: put on sale or take off; undone with one press, so nothing is asked."""
    record = item_or_404(pk)
    if request.method == "POST":
        is_on_sale = request.GET.get("on_sale") == "1"
        set_sale_status(item_id=pk, is_on_sale=is_on_sale, actor=request.actor, at=now())
        text = _("商品 %(label)s 已上架") if is_on_sale else _("商品 %(label)s 已下架")
        done(request, text % {"label": record})
    return go(request, item_url(record))


@allowed_to(ITEM_INVALIDATE)
def item_invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw an item for good."""
    record = item_or_404(pk)

    def impact() -> Impact:
        trial = invalidate_items.dry_run(item_ids=[pk], actor=request.actor, at=now())
        return Impact(
            title=_("失效商品 %(label)s？") % {"label": record},
            effects=trial.effects,
            hint=_("需要暂停销售时，下架即可，之后还能上架"),
            do_label=_("失效商品"),
            keep_label=_("保留商品"),
            reason="optional",
        )

    def act(reason: str, key: str) -> str:
        invalidate_items.keyed(key)(item_ids=[pk], reason=reason, actor=request.actor, at=now())
        done(request, _("商品 %(label)s 已失效") % {"label": record})
        return item_url(record)

    return confirm(request, impact=impact, act=act, back_url=item_url(record))


@allowed_to(ITEM_DELETE)
def item_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then remove an item that was never used."""
    record = item_or_404(pk)
    list_url = back_url(request, "catalog.items", reverse("catalog:items"))

    def impact() -> Impact:
        trial = delete_item.dry_run(item_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除商品 %(label)s？") % {"label": record},
            effects=trial.effects,
            hint=_("修改记录会保留，编码可以再次使用"),
            do_label=_("删除商品"),
            keep_label=_("保留商品"),
            reason="optional",
        )

    def act(reason: str, key: str) -> str:
        delete_item.keyed(key)(item_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("商品 %(label)s 已删除") % {"label": record})
        return list_url

    return confirm(request, impact=impact, act=act, back_url=item_url(record))


def labelled(actor: Actor, key: str) -> str:
    """The text of a chosen item in a picker."""
    return str(Item.objects.filter(pk=key_of(key) or 0).first() or "") if actor.can(ITEM_VIEW) else ""
