"""Who is told what inside the house."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.queries import load_actor, people_with
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.words import told, with_count
from danshu.notices.operations.notify import notify
from danshu.pool.models import Lock, PickRequest
from danshu.pool.permissions import DECIDE_LOCKS, DECIDE_PICKS

MOST_ASKED = 50


def deciders(permission: str, *, unit_id: int | None, owner_id: int | None, at: datetime) -> list[int]:
    """People who may decide about something of this unit and owner, but not the owner himself."""
    found = []
    for pk in people_with(permission, limit=MOST_ASKED):
        person = load_actor(pk, today=business_date(at))
        if person and pk != owner_id and person.scope(permission).covers(unit_id=unit_id, owner_id=owner_id):
            found.append(pk)
    return found


def tell_pick_applied(found: PickRequest, customer: Any, *, at: datetime) -> None:
    """Those who decide."""
    facts = {"who": found.applicant_name, "customer": customer}
    people = deciders(DECIDE_PICKS, unit_id=found.unit_id, owner_id=found.applicant_id, at=at)
    notify(people, kind="pool.pick_applied", url=reverse("pool:pick", args=[found.pk]), at=at,
           text=lambda: _("%(who)s 申请挑入客户 %(customer)s") % facts)  # fmt: skip


def tell_pick_decided(found: PickRequest, customer: Any, *, actor: Actor, at: datetime) -> None:
    """Who applied, unless he did it himself; a customer that became his is one click away."""
    facts = {"customer": customer, "reason": found.decision_reason or "—"}
    approved = found.status == "approved"
    url = reverse("parties:customer", args=[found.customer_id]) if approved else reverse("pool:pick", args=[found.pk])
    text: Callable[[], str] = (
        (lambda: _("挑入客户 %(customer)s 的申请已批准，现在由你负责") % facts) if approved
        else (lambda: _("挑入客户 %(customer)s 的申请被拒绝：%(reason)s") % facts)
    )  # fmt: skip
    notify(_others([found.applicant_id], actor), kind=f"pool.pick_{found.status}", url=url, at=at, text=text)


def tell_lock_applied(found: Lock, customer: Any, *, at: datetime) -> None:
    """Those who decide."""
    facts = {"who": found.applied_by_name, "customer": customer, "to": found.to_date.isoformat()}
    people = deciders(DECIDE_LOCKS, unit_id=found.unit_id, owner_id=found.owner_id, at=at)
    notify(people, kind="pool.lock_applied", url=reverse("pool:lock", args=[found.pk]), at=at,
           text=lambda: _("%(who)s 申请锁定客户 %(customer)s 到 %(to)s") % facts)  # fmt: skip


def tell_lock(found: Lock, customer: Any, *, actor: Actor, at: datetime, announced: bool = False) -> None:
    """Owner and applicant: decided, lifted, run out, or (announced) about to."""
    facts = {"customer": customer, "to": found.to_date.isoformat(), "reason": found.end_reason or found.decision_reason}
    words: dict[str, Callable[[], str]] = {
        "locked": lambda: _("客户 %(customer)s 已锁定到 %(to)s") % facts,
        "refused": lambda: _("锁定客户 %(customer)s 的申请被拒绝：%(reason)s") % facts,
        "ended": lambda: _("客户 %(customer)s 的锁定已在 %(to)s 到期") % facts,
        "unlocked": lambda: _("客户 %(customer)s 提前解锁：%(reason)s") % facts,
        "announced": lambda: _("客户 %(customer)s 的锁定在 %(to)s 到期，需要时申请延长") % facts,
    }
    code = "announced" if announced else found.status
    people = _others([found.owner_id, found.applied_by_id], actor)
    notify(people, kind=f"pool.lock_{code}", url=reverse("pool:lock", args=[found.pk]), at=at, text=words[code])


def tell_warned(owner_id: int, customers: Sequence[Any], *, days: int, at: datetime) -> None:
    """One notice to an owner about all customers that will fall (CUS-016)."""
    facts = {"label": customers[0], "count": len(customers), "days": days}

    def text() -> str:
        if len(customers) == 1:
            return told(with_count("客户 %(label)s 将在 %(days)s 天后回到公海，请尽快跟进", "days"), facts)
        return told(with_count("%(label)s 等 %(count)s 家客户将在 3 天后陆续回到公海，请尽快跟进"), facts)

    notify([owner_id], kind="pool.warned", url=reverse("pool:preview"), at=at, text=text)


def tell_released(owner_id: int, customers: Sequence[Any], *, at: datetime) -> None:
    """One notice to the former owner about all customers that the night took."""
    facts = {"label": customers[0], "count": len(customers)}
    text = with_count("客户 %(label)s 等 %(count)s 家已回到公海")
    notify([owner_id], kind="pool.released", url=reverse("pool:list"), at=at, text=lambda: told(text, facts))


def _others(people: Iterable[int | None], actor: Actor) -> list[int]:
    """Whoever did it knows it already."""
    return sorted({pk for pk in people if pk} - {actor.user_id})
