"""The page of a store (ACC-003)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.audit.queries import history
from danshu.custom_fields.web.part import custom_pairs
from danshu.inventory.permissions import VIEW_STOCK
from danshu.kit.actor import Actor
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.territories import country_name
from danshu.stores.lifecycle import StoreStatus
from danshu.stores.models import Store
from danshu.stores.permissions import CHANGE_STORE_STATUS, DELETE_STORE, EDIT_STORE, VIEW_STORE
from danshu.stores.ports import links_of
from danshu.stores.queries import store_by_id
from danshu.stores.web.lists import STORES, store_url
from danshu.stores.web.statuses import STORE_STATUSES
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.responses import render_page


@allowed_to(VIEW_STORE)
def store_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: one store."""
    store = store_by_id(request.actor, pk)
    page = DetailPage(
        title=store.name,
        status=STORE_STATUSES[store.status],
        subtitle=f"{store.code} · {store.unit.name}",
        actions=[*links_of(store.pk, request.actor), *_actions(store, request.actor)],
        cards=list(_cards(store, request.actor)),
        timeline=history("stores.store", store.pk),
        breadcrumb=[(pgettext("列表", "门店"), back_url(request, "stores.stores", reverse("stores:stores")))],
        neighbours=neighbours(request, STORES, request.actor, store, store_url),
    )
    return render_page(request, "ui/detail.html", {"page": page})


def _cards(store: Store, actor: Actor) -> Iterator[Card]:
    manager = store.manager.full_name if store.manager else "—"
    yield Card(
        title=_("门店信息"),
        pairs=[(_("编码"), store.code), (_("所属分公司"), store.unit.name), (pgettext("门店", "负责人"), manager),
               (_("电话"), store.phone or "—"), (_("营业时间"), store.opening_hours or "—"), (_("备注"), store.remark or "—")],
    )  # fmt: skip
    place: list[tuple[Any, Any]] = [(_("详细地址"), store.address or "—")]
    if store.country != "CN":
        place.insert(0, (_("国家或地区"), country_name(store.country)))
    yield Card(title=_("地址"), pairs=place)
    yield _stock(store, actor)
    for title, pairs in custom_pairs("stores.store", actor, store):
        yield Card(title=title, pairs=pairs)


def _stock(store: Store, actor: Actor) -> Card:
    name = store.warehouse.name if store.warehouse else _("未关联")
    url = (
        f"{reverse('inventory:stock_list')}?stores-store={store.pk}"
        if store.warehouse and actor.can(VIEW_STOCK)
        else ""
    )
    return Card(title=_("库存"), pairs=[(_("关联仓库"), name)], more_url=url, more_label=_("查看库存"))


def _actions(store: Store, actor: Actor) -> list[Action]:
    """What is possible now: nothing for a closed store."""
    if store.is_closed:
        return []
    acts = []
    if actor.can(EDIT_STORE):
        acts.append(Action(label=_("修改"), url=_url("edit", store), icon="edit", key="E"))
    if actor.can(CHANGE_STORE_STATUS):
        if store.status == StoreStatus.OPEN:
            acts.append(Action(label=_("门店停业"), url=_url("suspend", store), method="dialog"))
        else:
            acts.append(Action(label=_("恢复营业"), url=_url("reopen", store), method="dialog", tone="primary"))
        acts.append(Action(label=_("关闭门店"), url=_url("close", store), method="dialog", tone="danger", menu=True))
    if actor.can(DELETE_STORE):
        acts.append(
            Action(
                label=_("删除门店"), url=_url("delete", store), method="dialog", tone="danger", icon="trash", menu=True
            )
        )
    return acts


def _url(name: str, store: Store) -> str:
    return reverse(f"stores:store_{name}", args=[store.pk])
