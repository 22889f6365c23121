"""Change a customer category."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.dictionaries.operations.edit_value import edit_value
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.segments.category_tree import locked_tree
from danshu.segments.classing import node_of, put_category, require_place
from danshu.segments.permissions import CONFIGURE_CLASSES

WORDS = {"name": "name", "name_en": "name_en", "description": "remark"}


@operation(
    "segments.edit_customer_category", permission=CONFIGURE_CLASSES, label=("修改客户分类", "Edit a customer category")
)
def edit_customer_category(
    *, customer_category_id: int, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> int:
    """Change what is given of a category; with another parent its whole branch moves (CUS-011).

    Raises NotFound, EditConflict, FieldErrors, NameTaken, CategoryLoop, CategoryTooDeep.
    """
    nodes = locked_tree()
    node = node_of(nodes, customer_category_id)
    if "parent_id" in values and values["parent_id"] != node.parent_id:
        require_place(nodes, values["parent_id"], node)
    words = {column: str(getattr(node.value, column)) for column in WORDS.values()}
    words |= {column: str(values[name] or "") for name, column in WORDS.items() if name in values}
    edit_value.within(
        value_id=node.id, name=words["name"], name_en=words["name_en"], remark=words["remark"], seen_version=version,
        actor=actor, at=at,
    )  # fmt: skip
    changes = put_category(node.id, values, node, actor=actor, at=at)
    if changes:
        current_context().changed("dictionaries.value", node.id, label=node.value.name, changes=changes)
    return node.id
