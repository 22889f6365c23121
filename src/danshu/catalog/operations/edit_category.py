"""Rename, describe or move a category (CAT-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.catalog.categories import name_problems
from danshu.catalog.errors import InvalidRecord, TreeLoop, TreeTooDeep
from danshu.catalog.models import MAX_LEVELS, Category
from danshu.catalog.operations.create_category import require_free_name
from danshu.catalog.permissions import CATEGORY_EDIT
from danshu.catalog.tree import Tree, locked_tree
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch


@operation("catalog.edit_category", permission=CATEGORY_EDIT, label=("修改商品分类", "Edit category"))
def edit_category(
    *,
    category_id: int,
    version: int | None,
    name: str,
    parent_id: int | None,
    remark: str = "",
    is_on_storefront: bool = False,
    actor: Actor,
    at: datetime,
) -> Category:
    """Change a category; with another parent its whole branch moves to the end of the new siblings.

    Raises InvalidRecord, EditConflict, FieldErrors, CategoryNameTaken, TreeLoop, TreeTooDeep (5 levels at most).
    """
    name, remark = name.strip(), remark.strip()
    problems = name_problems(name, remark)
    tree = locked_tree()
    category = lock(Category.objects.filter(pk=category_id)).get()
    require_version(category, version)
    if not category.is_valid:
        raise InvalidRecord(label=category.name)
    parent = tree.nodes.get(parent_id) if parent_id else None
    if parent_id and (parent is None or (not parent.is_valid and parent_id != category.parent_id)):
        problems.append(FieldProblem("parent_id", "invalid_choice", _("选择一个有效的上级分类")))
    if problems:
        raise FieldErrors(problems)
    require_free_name(tree, name, besides=category.pk)
    given = {"name": name, "parent_id": parent_id or None, "remark": remark, "is_on_storefront": is_on_storefront}
    changes: dict[str, tuple[object, object]] = {
        field: (getattr(category, field), new) for field, new in given.items() if getattr(category, field) != new
    }
    if changes:
        _save(tree, category, parent, changes, actor=actor, at=at)
    return category


def _save(
    tree: Tree,
    category: Category,
    parent: Category | None,
    changes: dict[str, tuple[object, object]],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    fields = [*changes]
    for field, (_old, new) in changes.items():
        setattr(category, field, new)
    if "parent_id" in changes:
        level = parent.level + 1 if parent else 1
        _require_room(tree, category, parent, level)
        tree.set_level(category, level, actor=actor, at=at)
        category.position = tree.next_position(category.parent_id)
        fields = ["parent" if field == "parent_id" else field for field in fields] + ["level", "position"]
    category.save(update_fields=[*fields, *touch(category, actor=actor, at=at)])
    if "parent_id" in changes:
        tree.place(category, category.parent_id)
        tree.write_keys()
    current_context().changed("catalog.category", category.pk, label=category.name, changes=changes)


def _require_room(tree: Tree, category: Category, parent: Category | None, level: int) -> None:
    inside = {category.pk, *(node.pk for node in tree.below(category))}
    if parent is not None and parent.pk in inside:
        raise TreeLoop(field="parent_id", name=category.name)
    deepest = level + tree.depth(category) - 1
    if deepest > MAX_LEVELS:
        raise TreeTooDeep(field="parent_id", levels=deepest)
