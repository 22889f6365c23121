"""Add a category (CAT-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.catalog.categories import name_problems
from danshu.catalog.errors import CategoryNameTaken, TreeTooDeep
from danshu.catalog.models import MAX_LEVELS, Category
from danshu.catalog.permissions import CATEGORY_EDIT
from danshu.catalog.tree import Tree, locked_tree
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation


@operation("catalog.create_category", permission=CATEGORY_EDIT, label=("新建商品分类", "Create category"))
def create_category(
    *,
    name: str,
    parent_id: int | None = None,
    remark: str = "",
    is_on_storefront: bool = False,
    actor: Actor,
    at: datetime,
) -> Category:
    """Add a category behind its siblings.

    name: at most 50 characters, unique among valid categories; parent_id: a valid category of level 4 at most.
    Raises FieldErrors, CategoryNameTaken, TreeTooDeep.
    """
    name, remark = name.strip(), remark.strip()
    problems = name_problems(name, remark)
    tree = locked_tree()
    parent = tree.nodes.get(parent_id) if parent_id else None
    if parent_id and (parent is None or not parent.is_valid):
        problems.append(FieldProblem("parent_id", "invalid_choice", _("选择一个有效的上级分类")))
    if problems:
        raise FieldErrors(problems)
    level = parent.level + 1 if parent else 1
    if level > MAX_LEVELS:
        raise TreeTooDeep(field="parent_id", levels=level)
    require_free_name(tree, name)
    category = Category(
        name=name, parent=parent, level=level, position=tree.next_position(parent_id), remark=remark,
        is_on_storefront=is_on_storefront, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    category.save(force_insert=True)
    tree.place(category, parent_id)
    tree.write_keys()
    changes = {"name": (None, name), "parent_id": (None, parent_id), "remark": (None, remark)}
    current_context().changed(
        "catalog.category", category.pk, label=name, changes={k: v for k, v in changes.items() if v[1]}
    )
    return category


def require_free_name(tree: Tree, name: str, *, besides: int | None = None) -> None:
    """Raise CategoryNameTaken when another valid category bears the name, ignoring case."""
    wanted = name.casefold()
    if any(node.is_valid and node.pk != besides and node.name.casefold() == wanted for node in tree.nodes.values()):
        raise CategoryNameTaken(field="name")
