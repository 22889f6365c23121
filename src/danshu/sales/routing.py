"""Approved orders find their handler by rule, soon after the commit; a leaver's turns go to his successor (ORD-028).

The approval itself gains no statement by it: the outbox delivers what is published anyway.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from danshu.access.handover import register as register_estate
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.events import handles
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.kit.versions import touch
from danshu.recycling.registry import part
from danshu.sales.events import OrderApproved
from danshu.sales.models import AssignmentRule
from danshu.sales.operations.assign_by_rule import assign_by_rule

# a rule for one customer goes into the bin with him: without him it would fit everybody
part("parties.customer", "sales.AssignmentRule", via="customer")


@handles(OrderApproved, name="sales.assign")
def assign(delivery: dict[str, Any]) -> None:
    """Give the order to whom the rules choose. A delivery may come twice: the version makes it one assignment."""
    order_id = SourceRef.parse(delivery["aggregate"]).pk
    once = assign_by_rule.keyed(f"sales.assign:{order_id}:{delivery['version']}")
    try:
        once(order_id=order_id, actor=Actor.system(), at=now())
    except NotFound:  # deleted meanwhile: nobody has to process it
        return


def count_turns(user_id: int) -> int:
    """In how many rules a person is a member."""
    return AssignmentRule.objects.filter(members__contains=[user_id]).count()


def move_turns(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Put the successor in the person's place in every rule, once in each; returns in how many."""
    moved = 0
    for rule in lock(AssignmentRule.objects.filter(members__contains=[user_id])):
        former = list(rule.members)
        rule.members = list(dict.fromkeys(successor_id if pk == user_id else pk for pk in former))
        rule.save(update_fields=["members", *touch(rule, actor=actor, at=at)])
        changes = {"members": (former, rule.members)}
        current_context().changed("sales.assignment_rule", rule.pk, label=rule.name, changes=changes)
        moved += 1
    return moved


register_estate("sales.assignment_rule", count_turns, move_turns, label=("订单分派规则", "order assignment rules"))
