"""Customers of a person whose account is disabled go to the successor (ACC-005); those of a unit keep it (ACC-002)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.handover import register
from danshu.identity.queries import find_people
from danshu.identity.rules.units import blocks_invalidation
from danshu.kit.actor import Actor
from danshu.kit.events import consequence
from danshu.kit.locks import lock
from danshu.parties import recycling, reminding
from danshu.parties.events import CustomerOwnerChanged
from danshu.parties.leaving import Way
from danshu.parties.merging import own as merging_own
from danshu.parties.models import Customer
from danshu.parties.operations.change_owner import move_to, tell_owners
from danshu.parties.owners import Owner
from danshu.recycling.binning import hand_over
from danshu.tasks.moving import move_tasks_of

__all__ = ["merging_own", "recycling", "reminding"]


def count_customers(user_id: int) -> int:
    """How many customers a person is responsible for, without the recycle bin."""
    return Customer.objects.alive().filter(owner_id=user_id).count()


def move_customers(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Give all customers of a person, also those in the recycle bin, to the successor; returns how many."""
    person = find_people("").filter(pk=successor_id).get()
    owner = Owner(person.pk, person.full_name, person.unit_id)
    customers = list(lock(Customer.objects.filter(owner_id=user_id)))
    for customer in customers:
        move_to(customer, owner, reason=_("账号停用，移交"), with_open_documents=False, way=Way.HANDED_OVER,
                actor=actor, at=at)  # fmt: skip
    hand_over("parties.customer", user_id=user_id, successor_id=successor_id)
    tell_owners({successor_id}, customers, owner.name, at=at)
    return len(customers)


@consequence(CustomerOwnerChanged)
def move_tasks(event: CustomerOwnerChanged, *, actor: Actor, at: datetime) -> None:
    """Open tasks of the old owner about the customer move with it, unless they are to stay (CUS-014)."""
    if event.with_open_documents and event.old_owner_id is not None and event.new_owner_id is not None:
        old, new = event.old_owner_id, event.new_owner_id
        move_tasks_of("parties.customer", event.aggregate.pk, old_id=old, new_id=new, actor=actor, at=at)


register("parties.customer", count_customers, move_customers, label=("客户", "customers"))


def customers_of_unit(unit_id: int) -> int:
    """How many valid customers belong to a unit, which then cannot be withdrawn, without the recycle bin."""
    return Customer.objects.alive().filter(unit_id=unit_id, is_valid=True).count()


blocks_invalidation("parties.customer", gettext_lazy("客户"), customers_of_unit)
