"""Give the children of a category another order (COM-006)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.catalog.errors import WrongOrder
from danshu.catalog.models import Category
from danshu.catalog.permissions import CATEGORY_EDIT
from danshu.catalog.tree import locked_tree
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("catalog.reorder_categories", permission=CATEGORY_EDIT, label=("商品分类排序", "Reorder categories"))
def reorder_categories(*, parent_id: int | None, category_ids: Sequence[int], actor: Actor, at: datetime) -> list[int]:
    """Put the valid children of `parent_id` (None: the roots) into this order; it is used wherever they are offered.

    Raises WrongOrder unless exactly these children are named, each once: somebody added or invalidated one meanwhile.
    """
    tree = locked_tree()
    siblings = {node.pk: node for node in tree.children.get(parent_id, []) if node.is_valid}
    if sorted(category_ids) != sorted(siblings):
        raise WrongOrder()
    moved: list[Category] = []
    for position, pk in enumerate(category_ids, start=1):
        node = siblings[pk]
        if node.position != position:
            current_context().changed(
                "catalog.category", pk, label=node.name, changes={"position": (node.position, position)}
            )
            node.position = position
            touch(node, actor=actor, at=at)
            moved.append(node)
    Category.objects.bulk_update(moved, ["position", "version", "updated_at", "updated_by_name"])
    tree.write_keys()
    return list(category_ids)
