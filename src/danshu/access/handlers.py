"""What disabling or deleting an account means for rights and ownership."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.handover import estate_of, hand_over, register
from danshu.access.queries import address_lists_of_roles
from danshu.access.rules import is_administrator, lock_administrators, require_an_administrator, require_not_above
from danshu.identity.events import UserDeleted, UserDisabled
from danshu.identity.queries import count_subordinates, full_name_of, move_subordinates
from danshu.identity.rules.addresses import LISTS
from danshu.identity.rules.reach import GUARDS
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError
from danshu.kit.events import consequence
from danshu.kit.words import counted


class SuccessorNeeded(DomainError):
    """The person owns records that somebody has to look after."""

    code, status = "successor_needed", 422
    message = gettext_lazy("停用前要指定接手人：%(estate)s")
    way_out = gettext_lazy("选择一位在用的同事接手")


@consequence(UserDisabled)
@consequence(UserDeleted)
def keep_an_administrator(event: UserDisabled | UserDeleted, *, actor: Actor, at: datetime) -> None:
    """Somebody must be left who can administer."""
    lock_administrators()
    if is_administrator(event.user_id):
        require_an_administrator(but=event.user_id)


@consequence(UserDisabled)
def hand_over_to_successor(event: UserDisabled, *, actor: Actor, at: datetime) -> None:
    """Customers, leads, open tasks and approvals go to the successor, who is asked for only where there are any."""
    if event.successor_id is None:
        estate = estate_of(event.user_id)
        if estate:
            listed = counted((item.kind.label, item.count) for item in estate)
            raise SuccessorNeeded(field="successor_id", estate=listed)
        return
    name = full_name_of(event.successor_id)
    for item in hand_over(event.user_id, event.successor_id, actor=actor, at=at):
        text = _("%(kind)s %(count)s 个移交给 %(name)s")
        facts = {"kind": item.kind.label, "count": item.count, "name": name}
        current_context().effect(item.kind.code, text % facts)


LISTS.append(address_lists_of_roles)
GUARDS.append(require_not_above)
register("identity.subordinates", count_subordinates, move_subordinates, label=("下属", "subordinates"))
