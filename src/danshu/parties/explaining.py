"""Who sees a customer, and why (CUS-015, ACC-022): the same rules that the querysets follow, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.access.queries import load_actor, people_with
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.parties.models import Customer, Share
from danshu.parties.models.share import ShareLevel
from danshu.parties.permissions import EDIT_CUSTOMERS, RECORD_CONTACT, VIEW_CUSTOMERS
from danshu.parties.sharing import running

# nobody reads more; each person's rights of this moment are loaded by one statement
MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One person's sight of one customer: reasons in words (none = he does not see it), and what he may do."""

    user_id: int
    name: str
    unit: str
    reasons: tuple[str, ...]
    may_edit: bool
    may_record: bool
    sees_contact_data: bool

    @property
    def sees(self) -> bool:
        """True when the customer exists for this person."""
        return bool(self.reasons)


def who_sees(customer: Customer, *, at: datetime) -> tuple[list[Sight], bool]:
    """The people who see a customer, each with every reason; and whether there may be more than were looked at."""
    holders = people_with(VIEW_CUSTOMERS, limit=MOST_PEOPLE + 1)
    looked = [sight_of(customer, user_id, at=at) for user_id in holders[:MOST_PEOPLE]]
    return [sight for sight in looked if sight is not None and sight.sees], len(holders) > MOST_PEOPLE


def sight_of(customer: Customer, user_id: int, *, at: datetime) -> Sight | None:
    """What one person sees of a customer and why; None for nobody who may use the product."""
    actor = load_actor(user_id, today=business_date(at))
    if actor is None:
        return None
    rows = Customer.objects.alive().filter(pk=customer.pk)
    seen = rows.visible_to(actor, VIEW_CUSTOMERS).shown_to(actor).first()
    return Sight(
        user_id=user_id, name=actor.name, unit=actor.unit_name,
        reasons=tuple(_reasons(customer, actor)) if seen is not None else (),
        may_edit=actor.can(EDIT_CUSTOMERS) and rows.visible_to(actor, EDIT_CUSTOMERS).exists(),
        may_record=actor.can(RECORD_CONTACT) and rows.visible_to(actor, RECORD_CONTACT).exists(),
        sees_contact_data=bool(seen is not None and seen.sees_contact_data),  # type: ignore[attr-defined]
    )  # fmt: skip


def _reasons(customer: Customer, actor: Actor) -> Sequence[str]:
    scope, found = actor.scope(VIEW_CUSTOMERS), []
    if scope.everything:
        found.append(_("角色的数据范围是全部"))
    elif customer.unit_id in scope.unit_ids:
        found.append(_("角色的数据范围包括客户所在的部门"))
    if customer.owner_id is not None and customer.owner_id == actor.user_id:
        found.append(_("是负责人"))
    elif customer.owner_id in scope.owner_ids:
        found.append(_("负责人是他的下属"))
    found += [_shared(share) for share in running(actor).filter(customer_id=customer.pk).select_related("unit", "team")]
    return found


def _shared(share: Any) -> str:
    facts = {
        "who": share.shared_by_name,
        "level": ShareLevel(share.level).label,
        "unit": share.unit.name if share.unit else "",
        "team": share.team.name if share.team else "",
    }
    if share.team is not None:
        return _("%(who)s 共享给他所在的「%(team)s」：%(level)s") % facts
    if share.unit is not None:
        return _("%(who)s 共享给部门 %(unit)s：%(level)s") % facts
    return _("%(who)s 共享给他：%(level)s") % facts


def shares_of(customer_id: int) -> Sequence[Share]:
    """All shares of a customer, those that ran out last."""
    rows = Share.objects.filter(customer_id=customer_id).select_related("user", "unit", "team")
    return list(rows.order_by("until", "pk"))
