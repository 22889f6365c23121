"""Delete a customer category."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.dictionaries.operations.invalidate_value import invalidate_value
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.segments.category_tree import locked_tree
from danshu.segments.classing import node_of, require_unused
from danshu.segments.permissions import CONFIGURE_CLASSES


@operation(
    "segments.delete_customer_category", permission=CONFIGURE_CLASSES,
    label=("删除客户分类", "Delete a customer category"),
)  # fmt: skip
def delete_customer_category(*, customer_category_id: int, reason: str = "", actor: Actor, at: datetime) -> None:
    """A category that nothing uses is offered no more; its history stays (CUS-011).

    Raises NotFound, CategoryInUse with the places: customers (invalid ones too), categories below it, conditions.
    """
    nodes = locked_tree()
    node = node_of(nodes, customer_category_id)
    require_unused(nodes, node)  # before the effect is told; the withdrawal asks again, from wherever it comes
    current_context().effect("category", _("不再能选用；修改记录保留"), "warn")
    invalidate_value.within(value_id=node.id, reason=reason, actor=actor, at=at)
