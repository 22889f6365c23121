"""Give a customer up to the pool."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.dictionaries.queries import is_choosable
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.parties.opening import owned_customer
from danshu.pool.dictionaries import RELEASE_REASON
from danshu.pool.errors import NoOwner
from danshu.pool.lifecycle import Cause
from danshu.pool.models import Release
from danshu.pool.permissions import RELEASE
from danshu.pool.releasing import give_up
from danshu.pool.rules import LONGEST_TEXT


@operation("pool.release_customer", permission=RELEASE, label=("释放客户到公海", "Release customer to the pool"))
def release_customer(
    *, customer_id: int, reason_id: int, text: str = "", version: int | None = None, actor: Actor, at: datetime
) -> Release:
    """The owner, or who manages him, gives a customer up; everybody in sales sees it in the pool then (CUS-016).

    reason_id: a value of the dictionary of reasons; text: more about it. Open plans are cancelled, shares end, the lock
    of a customer ends when the manager releases it. Raises NotFound, InvalidRecord, EditConflict, NoOwner for one that
    is open already, FieldErrors for the reason, CustomerKept naming what keeps it, CustomerLocked.
    """
    if len(text.strip()) > LONGEST_TEXT:
        raise FieldErrors([FieldProblem("text", "too_long", _("最多 500 个字"))])
    if not is_choosable(RELEASE_REASON, reason_id):
        raise FieldErrors([FieldProblem("reason", "required", _("从列表中选择释放原因"))])
    customer = owned_customer(customer_id, actor=actor, permission=RELEASE, version=version)
    if customer.owner_id is None:
        raise NoOwner(label=str(customer))
    return give_up(customer, Cause.RELEASED, reason_id=reason_id, text=text.strip(), actor=actor, at=at)
