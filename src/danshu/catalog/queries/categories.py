"""The tree of categories (CAT-005)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from danshu.catalog.models import Category, Item
from danshu.kit.errors import NotFound


def branch_ids(category_id: int) -> list[int]:
    """A category and everything below it (CAT-005). One statement."""
    rows = Category.objects.raw(
        "WITH RECURSIVE branch AS (SELECT id FROM catalog_category WHERE id = %s "
        "UNION SELECT c.id FROM catalog_category c JOIN branch b ON c.parent_id = b.id) SELECT id FROM branch",
        [category_id],
    )
    return [row.pk for row in rows]


def categories_of_items(item_ids: Collection[int]) -> set[int]:
    """The categories of some items and everything above them (CAT-005). One statement."""
    rows = Category.objects.raw(
        "WITH RECURSIVE up AS (SELECT c.id, c.parent_id FROM catalog_category c WHERE c.id IN "
        "(SELECT category_id FROM catalog_item WHERE id = ANY(%s)) "
        "UNION SELECT c.id, c.parent_id FROM catalog_category c JOIN up ON c.id = up.parent_id) SELECT id FROM up",
        [list(item_ids)],
    )
    return {row.pk for row in rows}


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """One category in the order of the tree."""

    id: int
    name: str
    level: int
    parent_id: int | None
    path: str
    is_valid: bool


def category_tree(*, valid_only: bool = True) -> list[CategoryNode]:
    """All categories, parents before their children, siblings in their order. One statement."""
    rows = Category.objects.order_by("position", "id").values_list("id", "name", "level", "parent_id", "is_valid")
    children: dict[int | None, list[tuple[int, str, int, int | None, bool]]] = {}
    for row in rows:
        if row[4] or not valid_only:
            children.setdefault(row[3], []).append(row)
    return _walk(children, None, "")


def _walk(
    children: dict[int | None, list[tuple[int, str, int, int | None, bool]]], parent: int | None, above: str
) -> list[CategoryNode]:
    found = []
    for pk, name, level, parent_id, is_valid in children.get(parent, []):
        path = f"{above} / {name}" if above else name
        found.append(CategoryNode(pk, name, level, parent_id, path, is_valid))
        found += _walk(children, pk, path)
    return found


def category_choices(including: int | None = None) -> list[tuple[int, str]]:
    """(id, indented name) of the valid categories as a tree; `including` keeps one that is no longer valid."""
    nodes = category_tree(valid_only=including is None)
    return [
        (node.id, "\u3000" * (node.level - 1) + node.name) for node in nodes if node.is_valid or node.id == including
    ]


# ---- for pages ------------------------------------------------------------------------------------------------------
def category_or_404(pk: int) -> Category:
    """One category. Raises NotFound."""
    category = Category.objects.filter(pk=pk).select_related("parent").first()
    if category is None:
        raise NotFound()
    return category


def category_rows() -> QuerySet[Category]:
    """All categories with the number of valid items directly in them."""
    held = Item.objects.filter(category_id=OuterRef("pk"), is_valid=True).order_by().values("category_id")
    number = Subquery(held.annotate(number=Count("pk")).values("number"))
    return Category.objects.select_related("parent").annotate(item_count=Coalesce(number, 0))


def valid_children(parent_id: int | None) -> list[Category]:
    """The valid categories directly below one (None: the roots), in their order."""
    return list(Category.objects.filter(parent_id=parent_id, is_valid=True).order_by("position", "id"))
