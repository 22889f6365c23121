"""Add a customer category."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.dictionaries.operations.add_value import add_value
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties.dictionaries import CATEGORY
from danshu.segments.category_tree import locked_tree
from danshu.segments.classing import put_category, require_place
from danshu.segments.permissions import CONFIGURE_CLASSES


@operation(
    "segments.define_customer_category", permission=CONFIGURE_CLASSES, label=("新增客户分类", "Add a customer category")
)
def define_customer_category(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> int:
    """Add a category at the end of its siblings; returns its key (CUS-011).

    values: name (1 to 50 characters, unique), name_en, description (at most 500), parent_id, and its rule: conditions as
    of a segment, is_all. Raises FieldErrors, NameTaken, CategoryTooDeep (5 levels at most).
    """
    nodes = locked_tree()
    require_place(nodes, values.get("parent_id"), None)
    row = add_value.within(
        dictionary=CATEGORY, name=str(values.get("name") or ""), name_en=str(values.get("name_en") or ""),
        remark=str(values.get("description") or ""), actor=actor, at=at,
    )  # fmt: skip
    changes = put_category(row.pk, values, None, actor=actor, at=at)
    if changes:
        current_context().changed("dictionaries.value", row.pk, label=row.name, changes=changes)
    return row.pk
