"""The list of categories in the order of the tree (CAT-005, COM-015)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.catalog.models import Category
from danshu.catalog.operations.invalidate_categories import invalidate_categories
from danshu.catalog.permissions import CATEGORY_EDIT, CATEGORY_INVALIDATE, ITEM_VIEW, UNIT_EDIT
from danshu.catalog.queries import category_rows
from danshu.catalog.web.lists import VALIDITY_CHOICES, by_validity
from danshu.catalog.web.statuses import VALIDITY
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import BatchAction, BatchContext, ChoiceFilter, Column, ListSpec, RowAction, TextFilter, literal


def category_url(category: Category) -> str:
    """The category's page."""
    return reverse("catalog:category", args=[category.pk])


def _name(category: Category) -> SafeString:
    """Indented by its level."""
    return format_html(
        '<span aria-hidden="true">{}</span><a class="id" href="{}">{}</a>',
        "\u3000" * (category.level - 1), category_url(category), category.name,
    )  # fmt: skip


def _items_url(category: Any) -> str:
    return f"{reverse('catalog:items')}?category={category.pk}" if category.item_count else ""


def _edit_url(category: Category) -> str:
    return reverse("catalog:category_edit", args=[category.pk]) if category.is_valid else ""


def _invalidate_url(category: Category) -> str:
    return reverse("catalog:category_invalidate", args=[category.pk]) if category.is_valid else ""


def _invalidate(category: Category, context: BatchContext) -> object:
    run = invalidate_categories.keyed(context.key(category))
    return run(category_ids=[category.pk], reason=context.reason, actor=context.actor, at=context.at)


def _acts(actor: Actor) -> list[Action]:
    acts = []
    if actor.can(UNIT_EDIT):
        acts.append(Action(label=_("单位小数位"), url=reverse("catalog:units"), tone="quiet", icon="ruler-measure"))
    if actor.can(CATEGORY_EDIT):
        acts.append(Action(label=_("调整顺序"), url=reverse("catalog:category_sort"), icon="arrows-sort"))
        new = reverse("catalog:category_new")
        acts.append(Action(label=_("新建分类"), url=new, icon="plus", tone="primary", key="N"))
    return acts


CATEGORIES = ListSpec(
    name="catalog.categories",
    title=pgettext_lazy("列表", "商品分类"),
    noun=counter_word("categories", "个分类"),
    section=_("商品"),
    url_name="catalog:categories",
    permission=ITEM_VIEW,
    rows=lambda actor: category_rows(),
    label_of=lambda category: category.name,
    sort="tree",
    search=literal("name", "remark"),
    search_hint=_("名称、备注"),
    page_size=50,
    columns=[
        # the column of the tree itself: sorting by it follows the tree, exports name the place
        Column(key="tree", label=_("名称"), kind="html", value=_name, sort="tree_key", card="title", export=False),
        Column(key="name", label=_("分类名称"), sort="name", hidden=True),
        Column(
            key="parent", label=_("上级分类"), value=lambda row: row.parent.name if row.parent else "", tone="soft",
            card="left",
        ),
        Column(key="level", label=_("级"), kind="number", hidden=True),
        Column(key="item_count", label=_("有效商品"), kind="link", url=_items_url, card="amount"),
        Column(key="remark", label=_("备注"), tone="soft"),
        Column(key="position", label=_("顺序号"), kind="number", hidden=True),
        Column(key="is_on_storefront", label=_("商城可见"), kind="bool", hidden=True),
        Column(key="is_valid", label=_("状态"), kind="status", statuses=VALIDITY, main=True, card="status"),
        Column(key="updated_at", label=_("修改时间"), kind="datetime", sort="updated_at", tone="muted", card="date"),
        Column(key="updated_by_name", label=_("修改人"), tone="muted", hidden=True),
    ],
    filters=[
        TextFilter(key="name", label=_("名称"), common=True),
        ChoiceFilter(
            key="valid", label=_("失效否"), choices=VALIDITY_CHOICES, default="valid", apply=by_validity, common=True
        ),
    ],
    batch=[
        BatchAction(
            key="invalidate", label=_("失效"), permission=CATEGORY_INVALIDATE, done=with_count("已失效 %(count)s 个分类"),
            run=_invalidate, icon="ban", danger=True, reason="optional", confirm=with_count("失效 %(count)s 个分类？"),
            effect=_("新建商品时不能再选；有下级分类或有效商品的分类会保留。失效后不能恢复"), keep=_("保留分类"),
        )
    ],
    row_actions=[
        RowAction(label=_("修改"), url=_edit_url, icon="pencil", permission=CATEGORY_EDIT),
        RowAction(label=_("失效"), url=_invalidate_url, icon="ban", permission=CATEGORY_INVALIDATE),
    ],
    acts=_acts,
    row_class=lambda category: "" if category.is_valid else "void",
    empty_title=_("还没有分类"),
    empty_text=_("商品都要归入一个分类，最多 5 级"),
)  # fmt: skip
