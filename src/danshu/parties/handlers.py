"""Customers of a person whose account is disabled go to the successor (ACC-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.access.handover import register
from danshu.identity.queries import find_people
from danshu.kit.actor import Actor
from danshu.kit.locks import lock
from danshu.parties.models import Customer
from danshu.parties.operations.change_owner import move_to, tell_owners
from danshu.parties.owners import Owner


def count_customers(user_id: int) -> int:
    """How many customers a person is responsible for, without the recycle bin."""
    return Customer.objects.alive().filter(owner_id=user_id).count()


def move_customers(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Give all customers of a person, also those in the recycle bin, to the successor; returns how many."""
    person = find_people("").filter(pk=successor_id).get()
    owner = Owner(person.pk, person.full_name, person.unit_id)
    customers = list(lock(Customer.objects.filter(owner_id=user_id)))
    for customer in customers:
        move_to(customer, owner, reason=_("账号停用，移交"), with_open_documents=False, actor=actor, at=at)
    tell_owners({successor_id}, customers, owner.name, at=at)
    return len(customers)


register("parties.customer", count_customers, move_customers, label=("客户", "customers"))
