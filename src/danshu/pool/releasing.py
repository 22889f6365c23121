"""Giving a locked customer up: by hand or by night the same facts are kept (CUS-016)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.dictionaries.queries import labels_of
from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.words import clauses, listed
from danshu.parties.leaving import Way
from danshu.parties.opening import open_up
from danshu.parties.queries import owned_customers
from danshu.pool.errors import CustomerKept
from danshu.pool.forecast import kept_by
from danshu.pool.lifecycle import Cause
from danshu.pool.models import Release


def give_up(
    customer: Any, cause: Cause, *, reason_id: int | None = None, text: str = "", actor: Actor, at: datetime
) -> Release:
    """Put a locked, owned customer into the pool. Raises CustomerKept with what keeps it, CustomerLocked."""
    places = kept_by(owned_customers().filter(pk=customer.pk))
    if places:
        raise CustomerKept(label=str(customer), places=listed(places))
    made = Release(
        customer_id=customer.pk, cause=cause, reason_id=reason_id, text=text, former_owner_id=customer.owner_id,
        former_owner_name=full_name_of(customer.owner_id), former_unit_id=customer.unit_id, released_at=at,
        released_by_name=actor.name,
    )  # fmt: skip
    way = Way.RELEASED if cause == Cause.RELEASED else Way.IDLE
    open_up(customer, reason=in_words(cause, reason_id, text), way=way, actor=actor, at=at)
    made.save(force_insert=True)
    context = current_context()
    context.effect("pool", _("所有销售都能在公海看到它，联系方式隐藏到有人挑入为止"))
    context.changed(
        "pool.release", made.pk, label=str(customer), changes={"cause": ("", made.cause), "former_owner": ("", made.former_owner_name)},
        reason=text,
    )  # fmt: skip
    return made


def in_words(cause: str, reason_id: int | None, text: str) -> str:
    """Why, as the history tells it."""
    known = labels_of([reason_id]).get(reason_id, "") if reason_id else ""
    return clauses(part for part in (str(Cause(cause).label), known, text) if part)
