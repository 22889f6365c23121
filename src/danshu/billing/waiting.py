"""Who is told that a refund waits for him: those who may decide on it, then those who may pay it (FIN-013, COL-001)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.queries import load_actors, people_with
from danshu.billing.events import RefundDecided, RefundEvent, RefundRequested
from danshu.billing.models import Refund
from danshu.billing.permissions import APPROVE_LARGE_REFUND, APPROVE_REFUND, EXECUTE_REFUND
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.events import consequence
from danshu.notices.operations.notify import notify
from danshu.parameters.queries import value
from danshu.ui.formats import money_text

# nobody has more people who decide on refunds; their rights are read by one statement
MOST_PEOPLE = 200


@consequence(RefundRequested)
def tell_who_decides(event: RefundRequested, *, actor: Actor, at: datetime) -> None:
    """Those who may approve it, in whose scope it lies, learn that it waits; a large one only those who may do that."""
    refund = (
        Refund.objects.select_related("order").only("unit", "owner", "amount", "order__rate").get(pk=event.aggregate.pk)
    )
    rate = refund.order.rate if refund.order is not None else 1
    is_large = refund.amount * rate > value("refund_manager_limit")
    rights = {APPROVE_REFUND, APPROVE_LARGE_REFUND} if is_large else {APPROVE_REFUND}
    people = _people(rights, refund, at=at) - {event.applied_by_id, actor.user_id}
    _tell(people, "billing.refund_requested", event, at=at,
          text=lambda facts: _("退款 %(number)s 待审批：%(amount)s") % facts)  # fmt: skip


@consequence(RefundDecided)
def tell_who_pays(event: RefundDecided, *, actor: Actor, at: datetime) -> None:
    """An approved refund is told to those who may pay it, but not to who approved it: he may not."""
    if not event.is_approved:
        return
    refund = Refund.objects.only("unit", "owner").get(pk=event.aggregate.pk)
    people = _people({EXECUTE_REFUND}, refund, at=at) - {actor.user_id}
    _tell(people, "billing.refund_to_pay", event, at=at,
          text=lambda facts: _("退款 %(number)s 待执行：%(amount)s") % facts)  # fmt: skip


def _people(rights: Collection[str], refund: Refund, *, at: datetime) -> set[int | None]:
    """Those who hold all of some rights for this refund."""
    first, *_others = sorted(rights)
    found = load_actors(people_with(first, limit=MOST_PEOPLE), today=business_date(at))
    inside = {"unit_id": refund.unit_id, "owner_id": refund.owner_id}
    return {each.user_id for each in found if all(each.scope(right).covers(**inside) for right in rights)}


def _tell(
    people: set[int | None], kind: str, event: RefundEvent, *, text: Callable[[dict[str, str]], str], at: datetime
) -> None:
    url = reverse("billing:refund", args=[event.number])
    told = sorted(pk for pk in people if pk)
    notify(told, kind=kind, url=url, at=at,
           text=lambda: text({"number": event.number, "amount": money_text(event.amount, event.currency)}))  # fmt: skip
