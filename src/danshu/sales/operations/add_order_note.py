"""Record what was said to or by the customer, or an internal remark (ORD-030)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.sales.loading import locked_order
from danshu.sales.models import NOTE_CHANNELS, OrderNote
from danshu.sales.permissions import VIEW_ORDER

LIMIT = 2000


@operation("sales.add_order_note", permission=VIEW_ORDER, label=("添加订单备注", "Add order note"))
def add_order_note(
    *,
    order_id: int,
    content: str,
    kind: str = "internal",
    channel: str = "",
    contact: str = "",
    actor: Actor,
    at: datetime,
) -> OrderNote:
    """Add a note; allowed in every status, also final ones. Raises FieldErrors (empty, over 2000 characters), NotFound."""
    content = content.strip()
    if not content or len(content) > LIMIT:
        raise FieldErrors([FieldProblem("content", "length", _("备注应为 1 到 2000 个字"))])
    if kind not in OrderNote.Kind.values:
        raise FieldErrors([FieldProblem("kind", "unknown", _("没有这种备注"))])
    if channel and channel not in NOTE_CHANNELS:
        raise FieldErrors([FieldProblem("channel", "unknown", _("没有这种沟通方式"))])
    order = locked_order(order_id, actor=actor)
    note = OrderNote.objects.create(
        order=order, kind=kind, channel=channel[:20], contact=contact[:50], content=content,
        author_id=actor.user_id, author_name=actor.name, at=at,
    )  # fmt: skip
    current_context().changed("sales.order", order.pk, label=order.number, changes={"note": (None, content)})
    return note
