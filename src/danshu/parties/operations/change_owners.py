"""Make another person responsible for several customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.batches import Result, each
from danshu.parties.models import Customer
from danshu.parties.operations.change_owner import change_owner, tell_owners
from danshu.parties.permissions import CHANGE_OWNER


@operation("parties.change_owners", permission=CHANGE_OWNER, label=("批量变更负责人", "Change owners"))
def change_owners(
    *,
    customer_ids: Sequence[int],
    owner_id: int,
    reason: str,
    with_open_documents: bool = True,
    actor: Actor,
    at: datetime,
) -> list[Result]:
    """Move each of at most 500 customers that may be; returns {id, label, done, code, reason} for each (CUS-014)."""
    old_owners = dict(Customer.objects.filter(pk__in=list(customer_ids)).values_list("pk", "owner_id"))
    moved: list[Customer] = []

    def move(key: int) -> Customer:
        customer = change_owner.within(
            customer_id=key, owner_id=owner_id, reason=reason, with_open_documents=with_open_documents, inform=False,
            actor=actor, at=at,
        )  # fmt: skip
        moved.append(customer)
        return customer

    results = each(customer_ids, move)
    tell_owners({*(old_owners[row.pk] for row in moved), owner_id}, moved, full_name_of(owner_id), at=at)
    return results
