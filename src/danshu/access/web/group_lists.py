"""The list of user groups and teams (ACC-024)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.access.groups import groups_in_scope
from danshu.access.models import GroupType, UserGroup
from danshu.access.operations.edit_group import invalidate_group
from danshu.access.permissions import GROUP_EDIT, GROUP_VIEW
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import BatchAction, ChoiceFilter, Column, ListSpec, RowAction, Tab, TextFilter, literal
from danshu.ui.statuses import Status, Statuses

VALIDITY = Statuses(
    {"True": Status(_("有效"), "ok", "full"), "False": Status(pgettext_lazy("状态", "失效"), "neutral", "x")}
)


def _rows(actor: Actor) -> QuerySet[Any]:
    now_in = Q(members__to_at=None)
    return groups_in_scope(actor, GROUP_VIEW).annotate(member_count=Count("members", filter=now_in))


def group_url(row: UserGroup) -> str:
    """The page of a group."""
    return reverse("access:group", args=[row.pk])


def _acts(actor: Actor) -> list[Action]:
    if not actor.can(GROUP_EDIT):
        return []
    new = reverse("access:group_new")
    return [Action(label=_("新建用户组或团队"), url=new, tone="primary", icon="plus", key="N")]


GROUPS = ListSpec(
    name="access.groups",
    title=_("用户组和团队"),
    noun=counter_word("groups", "个"),
    section=_("系统"),
    url_name="access:groups",
    permission=GROUP_VIEW,
    rows=_rows,
    label_of=str,
    sort="name",
    search=literal("name", "description"),
    search_hint=_("名称、说明"),
    columns=[
        Column(key="name", label=_("名称"), kind="link", url=group_url, sort="name", card="title"),
        Column(key="type", label=_("类型"), value=lambda row: row.get_type_display(), card="left"),
        Column(key="leader.full_name", label=pgettext_lazy("团队", "组长"), card="middle"),
        Column(key="unit.name", label=_("组织")),
        Column(key="member_count", label=pgettext_lazy("团队", "成员人数"), kind="number", card="amount"),
        Column(key="valid_to", label=_("有效期止"), kind="date", sort="valid_to", nullable=True, hidden=True),
        Column(key="is_valid", label=_("状态"), kind="status", statuses=VALIDITY, main=True, card="status"),
    ],
    tabs=[Tab(key="valid", label=_("有效"), where=Q(is_valid=True)), Tab(key="all", label=_("全部"), counted=False)],
    filters=[
        TextFilter(key="name", label=_("名称")),
        ChoiceFilter(key="type", label=_("类型"), choices=GroupType.choices, common=True),
    ],
    batch=[
        BatchAction(
            key="invalidate", label=_("失效"), icon="ban", permission=GROUP_EDIT, danger=True, reason="optional",
            confirm=with_count("失效 %(count)s 个用户组或团队？"), keep=pgettext_lazy("团队", "保留"),
            effect=_("成员马上失去由此得到的角色和共享，历史保留；失效后不能恢复"),
            done=with_count("已失效 %(count)s 个用户组或团队"),
            run=lambda row, c: invalidate_group.keyed(c.key(row))(
                group_id=row.pk, reason=c.reason, actor=c.actor, at=c.at
            ),
        ),
    ],
    row_actions=[
        RowAction(label=_("修改"), icon="pencil", permission=GROUP_EDIT,
                  url=lambda row: reverse("access:group_edit", args=[row.pk]) if row.is_valid else ""),
    ],
    row_class=lambda row: "" if row.is_valid else "void",
    acts=_acts,
    empty_title=_("还没有用户组或团队"),
    empty_text=_("成员在组内期间有组的角色，能看到与组共享的客户"),
)  # fmt: skip
