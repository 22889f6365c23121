"""Withdraw categories that hold nothing valid any more (CAT-005, COM-005)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from danshu.catalog.errors import CategoryInUse, InvalidRecord, Nothing
from danshu.catalog.models import Category, Item
from danshu.catalog.permissions import CATEGORY_INVALIDATE
from danshu.catalog.tree import Tree, locked_tree
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation(
    "catalog.invalidate_categories", permission=CATEGORY_INVALIDATE, label=("失效商品分类", "Invalidate categories")
)
def invalidate_categories(*, category_ids: Sequence[int], reason: str = "", actor: Actor, at: datetime) -> list[int]:
    """Invalidate these categories: all or none. A branch may go together with everything below it.

    Raises Nothing, NotFound, InvalidRecord, and CategoryInUse with the numbers of valid sub-categories and items.
    """
    wanted = set(category_ids)
    if not wanted:
        raise Nothing()
    tree = locked_tree()
    categories = list(lock(Category.objects.filter(pk__in=wanted)))
    if len(categories) != len(wanted):
        raise NotFound()
    held = dict(
        Item.objects.filter(category__in=wanted, is_valid=True).values_list("category").annotate(number=Count("pk"))
    )
    for category in categories:
        _require_empty(tree, category, wanted, held.get(category.pk, 0))
    for category in categories:
        category.is_valid = False
        category.save(update_fields=["is_valid", *touch(category, actor=actor, at=at)])
        current_context().changed(
            "catalog.category", category.pk, label=category.name, changes={"is_valid": (True, False)}, reason=reason
        )
    return sorted(wanted)


def _require_empty(tree: Tree, category: Category, wanted: set[int], items: int) -> None:
    if not category.is_valid:
        raise InvalidRecord(label=category.name)
    left = [node for node in tree.children.get(category.pk, []) if node.is_valid and node.pk not in wanted]
    if left or items:
        raise CategoryInUse(name=category.name, children=len(left), items=items)
