"""Reading the pool: what it shows of a customer, applications, locks, and what is ahead (CUS-009, CUS-016 to CUS-018)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.parties.queries import open_customers, owned_in_scope
from danshu.pool.forecast import forecast
from danshu.pool.lifecycle import LockStatus, PickStatus
from danshu.pool.models import Forewarning, Lock, PickRequest, Release
from danshu.pool.permissions import DECIDE_LOCKS, DECIDE_PICKS, RELEASE, VIEW

AHEAD_DAYS = 7
CUSTOMER = {"customer_name": F("customer__name"), "customer_number": F("customer__number")}


def pool_rows(actor: Actor) -> QuerySet[Any]:
    """The open customers as everybody in sales sees them, with the latest release and whether the actor applied.

    Neither contacts nor numbers are read: there is nothing that a page, an export or the API could let slip (INV-Z1).
    """
    last = Release.objects.filter(customer_id=OuterRef("pk")).order_by("-released_at", "-pk")
    mine = PickRequest.objects.filter(customer_id=OuterRef("pk"), applicant_id=actor.user_id, status=PickStatus.APPLIED)
    rows = open_customers().annotate(cause=Subquery(last.values("cause")[:1]), is_applied_for=Exists(mine))
    late: dict[str, Any] = {
        name: Subquery(last.values(path)[:1])
        for name, path in (
            ("release_text", "text"), ("reason_name", "reason__name"), ("reason_name_en", "reason__name_en"),
            ("former_owner_name", "former_owner_name"),
        )
    }  # fmt: skip
    return rows.annotate_late(**late)


def pool_customer(actor: Actor, pk: int) -> Any:
    """One open customer. Raises NotFound for one that has an owner, or never was."""
    found = pool_rows(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def preview_rows(actor: Actor) -> QuerySet[Any]:
    """The customers of the actor, or of his people, that fall into the pool within the next days (CUS-016)."""
    today = business_date(now())
    tomorrow = today + timedelta(days=1)
    rows: QuerySet[Any] = forecast(owned_in_scope(actor, RELEASE), warns_on=tomorrow).filter(
        falls_on__lte=today + timedelta(days=AHEAD_DAYS), release_on__lte=today + timedelta(days=AHEAD_DAYS)
    )
    named: QuerySet[Any] = rows.annotate(owner_name=F("owner__full_name"))
    return named


def falls_soon(actor: Actor, days: int = AHEAD_DAYS) -> QuerySet[Any]:
    """The actor's own customers that he was told of: read from the warnings, which costs nothing."""
    last = business_date(now()) + timedelta(days=days)
    return Forewarning.objects.filter(owner_id=actor.user_id, falls_on__lte=last)


def warning_of(customer_id: int) -> Forewarning | None:
    """The warning that stands for a customer the actor sees."""
    return Forewarning.objects.filter(customer_id=customer_id).first()


def pick_rows(actor: Actor, permission: str = VIEW) -> QuerySet[Any]:
    """Applications that exist for the actor: his own, those of his people."""
    return PickRequest.objects.visible_to(actor, permission).annotate(
        **CUSTOMER, customer_owner=F("customer__owner_id")
    )


def pick_of(actor: Actor, pk: int, permission: str = VIEW) -> Any:
    """One application. Raises NotFound."""
    return _one(pick_rows(actor, permission), pk)


def lock_rows(actor: Actor, permission: str = VIEW) -> QuerySet[Any]:
    """Locks and applications for them that exist for the actor."""
    return Lock.objects.visible_to(actor, permission).annotate(**CUSTOMER)


def lock_of(actor: Actor, pk: int, permission: str = VIEW) -> Any:
    """One lock. Raises NotFound."""
    return _one(lock_rows(actor, permission), pk)


def _one(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def locks_to_review(actor: Actor) -> QuerySet[Any]:
    """Applications for locks that the actor may decide about; not his own."""
    rows = lock_rows(actor, DECIDE_LOCKS).filter(status=LockStatus.APPLIED)
    return rows.exclude(Q(applied_by_id=actor.user_id) | Q(owner_id=actor.user_id)) if actor.user_id else rows


def picks_to_review(actor: Actor) -> QuerySet[Any]:
    """Applications for customers that the actor may decide about; not his own."""
    rows = pick_rows(actor, DECIDE_PICKS).filter(status=PickStatus.APPLIED)
    return rows.exclude(applicant_id=actor.user_id) if actor.user_id else rows


def locks_of(customer_id: int, today: date) -> tuple[Any, Any, Any]:
    """Of a customer the actor sees: the lock in force, the application that waits, the last one if it was refused."""
    rows = list(Lock.objects.filter(customer_id=customer_id).order_by("-pk")[:5])
    running = next((r for r in rows if r.status == LockStatus.LOCKED and r.from_date <= today <= r.to_date), None)
    waiting = next((r for r in rows if r.status == LockStatus.APPLIED), None)
    refused = rows[0] if rows and rows[0].status == LockStatus.REFUSED else None
    return running, waiting, refused
