"""Turning an application into an owner: directly or after approval the same (CUS-017)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.parties.opening import take_up
from danshu.pool.lifecycle import PickStatus
from danshu.pool.loading import decide_pick
from danshu.pool.models import PickRequest
from danshu.pool.rules import require_in_pool, require_not_former, require_room


def take(found: PickRequest, customer: Any, *, reason: str, actor: Actor, at: datetime) -> None:
    """The applicant becomes the owner; customer and application are locked. The others are refused by what follows.

    Raises CustomerTaken, NotFound, TooManyOwned, FormerOwner, FieldErrors for who has left the house.
    """
    require_in_pool(customer, at=at)
    require_not_former(customer.pk, found.applicant_id, found.applicant_name, at=at)
    require_room(found.applicant_id, found.applicant_name)
    decide_pick(found, PickStatus.APPROVED, reason=reason, actor=actor, at=at)
    take_up(customer, person_id=found.applicant_id, reason=_("从公海挑入"), actor=actor, at=at)
    text = _("%(who)s 看到全部联系方式，可以跟进") % {"who": found.applicant_name}
    current_context().effect("pool_contact_data", text, "ok")
