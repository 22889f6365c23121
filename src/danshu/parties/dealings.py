"""What records and plans of dealings say about a customer; the one writer of these columns (CUS-013, CUS-019).

The module that keeps the records calls it inside its own operation, each time with the whole truth: the last contact that
counts and the next plan that is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.dictionaries.queries import labels_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.refs import SourceRef
from danshu.parties.events import CustomerChanged
from danshu.parties.judging import require_kept
from danshu.parties.loading import locked_customer
from danshu.parties.models import Customer
from danshu.parties.recording import save

VALUES = ("intention", "status")


def customer_for_dealing(customer_id: int, *, permission: str, actor: Actor) -> Customer:
    """The customer, locked until the transaction ends, so that his dealings are counted one after the other.

    Raises NotFound (also out of the permission's scope or in the bin), InvalidRecord.
    """
    return locked_customer(customer_id, actor=actor, permission=permission)


def take_dealings(
    customer: Customer,
    *,
    last_contact_at: datetime | None,
    next_contact_at: datetime | None,
    intention_id: int | None = None,
    status_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Bring a locked customer up to date; an intention or status that is not given stays.

    Part of an operation. Raises FieldErrors where a rule refuses the intention or status.
    """
    wanted = {
        "last_contact_at": last_contact_at,
        "next_contact_at": next_contact_at,
        "intention_id": intention_id or customer.intention_id,
        "status_id": status_id or customer.status_id,
    }
    before = {name: getattr(customer, name) for name in wanted}
    changed = tuple(name for name in wanted if before[name] != wanted[name])
    if not changed:
        return
    require_kept(customer, {name: wanted[name] for name in changed if name.endswith("_id")}, at=at)
    for name in changed:
        setattr(customer, name, wanted[name])
    save(customer, changed, actor=actor, at=at)
    chosen = _in_words(before, wanted, tuple(name for name in changed if name.endswith("_id")))
    if chosen:  # the moments are the records' own: these stand in the history already
        current_context().changed("parties.customer", customer.pk, label=str(customer), changes=chosen)
    fields = tuple(sorted(name.removesuffix("_id") for name in changed))
    subject = SourceRef("parties.customer", customer.pk)
    publish(CustomerChanged(aggregate=subject, version=customer.version, fields=fields))


def _in_words(
    before: Mapping[str, Any], after: Mapping[str, Any], changed: tuple[str, ...]
) -> dict[str, tuple[Any, Any]]:
    known = labels_of(pair[f"{name}_id"] for pair in (before, after) for name in VALUES)

    def word(side: Mapping[str, Any], name: str) -> Any:
        return known.get(side[name], "") if name.endswith("_id") else side[name]

    return {name.removesuffix("_id"): (word(before, name), word(after, name)) for name in changed}
