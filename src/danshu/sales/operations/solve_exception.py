"""Solve an exception, so that the order goes on (ORD-032)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.loading import locked_order
from danshu.sales.models import OrderException
from danshu.sales.permissions import HANDLE_ORDER


@operation("sales.solve_exception", permission=HANDLE_ORDER, label=("解决订单异常", "Resolve exception"))
def solve_exception(
    *,
    order_id: int,
    exception_id: int,
    solution: str,
    contacted: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> OrderException:
    """Close an open exception with its solution; solving it twice changes nothing more.

    Raises FieldErrors without a solution, NotFound, EditConflict.
    """
    if not 0 < len(solution.strip()) <= 500:
        raise FieldErrors([FieldProblem("solution", "length", _("解决办法应为 1 到 500 个字"))])
    order = locked_order(order_id, actor=actor, permission=HANDLE_ORDER, version=version)
    found = lock(order.exceptions.filter(pk=exception_id)).first()
    if found is None:
        raise NotFound()
    if found.solved_at is not None:
        return found
    found.solution, found.solved_at, found.solved_by_name = solution.strip(), at, actor.name
    found.contacted = contacted[:500] or found.contacted
    found.save(update_fields=["solution", "solved_at", "solved_by_name", "contacted"])
    change_order(
        order, {"open_exceptions": order.open_exceptions - 1}, actor=actor, at=at, reason=solution,
        extra={"exception": (found.type, None)},
    )  # fmt: skip
    return found
