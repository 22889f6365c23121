"""The list of contact groups (CUS-021)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.words import counter_word
from danshu.segments.group_queries import group_rows
from danshu.segments.permissions import GROUP_CONTACTS
from danshu.ui.detail import Action
from danshu.ui.lists import Column, ListSpec, RowAction, Tab, TextFilter, literal
from danshu.ui.statuses import Status, Statuses

SIGHT = Statuses({
    "True": Status(pgettext_lazy("联系人分组", "公开"), "info"),
    "False": Status(pgettext_lazy("联系人分组", "私有"), "neutral"),
})  # fmt: skip


def group_url(row: Any) -> str:
    """The group's page."""
    return reverse("segments:group", args=[row.pk])


def contacts_url(pk: int) -> str:
    """Its contacts, as the list of contacts."""
    return f"{reverse('parties:contact_list')}?group={pk}"


def _acts(actor: Actor) -> list[Action]:
    return [Action(label=_("新建分组"), url=reverse("segments:group_new"), icon="plus", tone="primary", key="N")]


GROUPS = ListSpec(
    name="segments.groups",
    title=_("联系人分组"),
    noun=counter_word("groups", "个分组"),
    section=pgettext_lazy("列表", "客户"),
    url_name="segments:groups",
    permission=GROUP_CONTACTS,
    rows=group_rows,
    label_of=str,
    sort="-pk",
    search=literal("name", "remark"),
    search_hint=_("名称、备注"),
    columns=[
        Column(key="name", label=_("分组名称"), kind="link", url=group_url, sort="name", card="title"),
        Column(key="is_public", label=_("可见"), kind="status", statuses=SIGHT, main=True, card="status"),
        Column(key="contact_count", label=_("联系人数"), kind="number", card="number"),
        Column(key="owner_name", label=pgettext_lazy("联系人分组", "所有者"), card="left"),
        Column(key="remark", label=_("备注"), value=lambda row: row.remark or None, tone="soft"),
        Column(key="updated_at", label=_("修改时间"), kind="datetime", sort="updated_at", tone="soft", card="date"),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="mine", label=_("我的"), where=lambda rows, actor: rows.filter(owner_id=actor.user_id)),
    ],
    filters=[TextFilter(key="name", label=_("分组名称"), common=True)],
    row_actions=[RowAction(label=_("查看联系人"), url=lambda row: contacts_url(row.pk), icon="address-book")],
    acts=_acts,
    empty_title=_("还没有联系人分组"),
    empty_text=_("建立分组，再在联系人列表勾选后加入"),
)  # fmt: skip
