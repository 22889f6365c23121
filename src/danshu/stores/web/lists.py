"""The stores as a list (ACC-003)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.custom_fields.web.listing import custom_columns, custom_filters
from danshu.identity.queries import full_name_of, unit_choices, units_below
from danshu.kit.actor import Actor
from danshu.kit.keys import key_of, keys_of
from danshu.kit.words import counter_word
from danshu.regions.queries import inside
from danshu.regions.web.filters import region_filter
from danshu.stores.lifecycle import StoreStatus
from danshu.stores.models import Store
from danshu.stores.permissions import CREATE_STORE, EDIT_STORE, EXPORT_STORE, IMPORT_STORE, VIEW_STORE
from danshu.stores.queries import store_rows
from danshu.stores.web.statuses import STORE_STATUSES
from danshu.ui.detail import Action
from danshu.ui.lists import Column, ListSpec, MultiChoiceFilter, PickerFilter, RowAction, Tab, TextFilter
from danshu.ui.lists.search import literal

S = StoreStatus


def store_url(store: Store) -> str:
    """The store's page."""
    return reverse("stores:store", args=[store.pk])


def _edit_url(store: Store) -> str:
    return "" if store.is_closed else reverse("stores:store_edit", args=[store.pk])


def _of_units(rows: QuerySet[Store], chosen: Any) -> QuerySet[Store]:
    """A branch means the units below it, too: a store is often a unit of its own."""
    return rows.filter(unit_id__in=units_below(keys_of(chosen)))


def _place(store: Store) -> str:
    return " ".join(filter(None, (store.province, store.city if store.city != store.province else "", store.district)))


def _acts(actor: Actor) -> list[Action]:
    acts = []
    if actor.can(IMPORT_STORE):
        url = reverse("exchange:upload", args=["stores"])
        acts.append(Action(label=_("导入"), url=url, icon="upload", tone="quiet"))
    if actor.can(CREATE_STORE):
        acts.append(Action(label=_("新建门店"), url=reverse("stores:store_new"), icon="plus", tone="primary", key="N"))
    return acts


STORES = ListSpec(
    name="stores.stores",
    title=pgettext_lazy("列表", "门店"),
    noun=counter_word("stores", "家"),
    section=_("商品与库存"),
    url_name="stores:stores",
    permission=VIEW_STORE,
    rows=store_rows,
    label_of=str,
    sort="code",
    search=literal("code", "name", "phone", "street"),
    search_hint=_("编码、名称、地址"),
    columns=[
        Column(key="code", label=_("编码"), kind="link", url=store_url, sort="code", card="number"),
        Column(key="name", label=_("名称"), kind="link", url=store_url, sort="name", card="title"),
        Column(key="status", label=_("状态"), kind="status", statuses=STORE_STATUSES, main=True, card="status"),
        Column(key="unit", label=_("所属分公司"), value=lambda s: s.unit.name, card="left"),
        Column(key="place", label=_("地区"), value=_place, tone="soft"),
        Column(key="street", label=_("详细地址"), tone="soft"),
        Column(key="manager", label=pgettext_lazy("门店", "负责人"),
               value=lambda s: s.manager.full_name if s.manager else None, card="middle"),
        Column(key="phone", label=_("电话")),
        Column(key="opening_hours", label=_("营业时间"), tone="soft"),
        Column(key="warehouse", label=_("关联仓库"), value=lambda s: s.warehouse.name if s.warehouse else None),
        Column(key="remark", label=_("备注"), tone="soft", hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="open", label=pgettext_lazy("门店", "营业"), where=Q(status=S.OPEN)),
        Tab(key="suspended", label=pgettext_lazy("门店", "停业"), where=Q(status=S.SUSPENDED)),
        Tab(key="closed", label=pgettext_lazy("门店", "关闭"), where=Q(status=S.CLOSED)),
    ],
    filters=[
        TextFilter(key="named", label=_("名称"), path="name", common=True),
        MultiChoiceFilter(key="unit", label=_("所属分公司"), path="unit_id", apply=_of_units, common=True,
                          choices=lambda actor: unit_choices()),
        MultiChoiceFilter(key="status", label=_("状态"), choices=STORE_STATUSES.choices()),
        region_filter(_("地区"), inside, path="region"),
        PickerFilter(key="manager", label=pgettext_lazy("门店", "负责人"), path="manager_id",
                     url=lambda: reverse("identity:staff_options"), label_of=lambda actor, key: full_name_of(key_of(key))),
    ],
    row_actions=[RowAction(label=_("修改"), url=_edit_url, icon="pencil", permission=EDIT_STORE)],
    acts=_acts,
    export=EXPORT_STORE,
    more_columns=custom_columns("stores.store"),
    more_filters=custom_filters("stores.store"),
    row_class=lambda store: "void" if store.is_closed else "",
    empty_title=_("还没有门店"),
    empty_text=_("新建第一个门店，或从表格导入"),
)  # fmt: skip
