"""The list of views that somebody may change."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.kit.words import counter_word
from danshu.saved_views.models import SavedView
from danshu.saved_views.permissions import KEEP
from danshu.saved_views.queries import audience_label, view_rows
from danshu.ui.lists import Column, ListSpec, RowAction, literal
from danshu.ui.lists.spec import keeper_of


def list_title(row: SavedView) -> str:
    """The title of the list that a view belongs to."""
    keeper = keeper_of(row.list_name)
    return str(keeper.title) if keeper else row.list_name


def edit_url(row: SavedView) -> str:
    """Where a view is changed."""
    return reverse("saved_views:edit", args=[row.pk])


def _delete_url(row: SavedView) -> str:
    return reverse("saved_views:delete", args=[row.pk])


VIEWS = ListSpec(
    name="saved_views.views",
    title=_("我的视图"),
    noun=counter_word("views", "个视图"),
    rows=view_rows,
    permission=KEEP,
    url_name="saved_views:list",
    label_of=lambda row: row.label,
    sort="-updated_at",
    search=literal("label"),
    search_hint=_("名称"),
    columns=[
        Column(key="label", label=_("名称"), kind="link", url=edit_url, sort="label", card="title"),
        Column(key="list", label=_("列表"), value=list_title, card="left"),
        Column(key="audience", label=_("给谁用"), value=audience_label, card="middle"),
        Column(key="opens_first", label=_("先显示"), kind="bool"),
        Column(key="owner_name", label=_("保存人"), tone="muted"),
        Column(key="updated_at", label=_("修改时间"), kind="datetime", sort="updated_at", tone="muted", card="date"),
    ],
    row_actions=[
        RowAction(label=_("修改"), url=edit_url, icon="pencil"),
        RowAction(label=_("删除"), url=_delete_url, icon="trash"),
    ],
    empty_title=_("还没有保存的视图"),
    empty_text=_("在任一列表设好筛选、排序和列，按标签右边的加号保存"),
)
