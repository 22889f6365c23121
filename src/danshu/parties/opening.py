"""Customers without an owner: open to all sales people, how to reach them hidden until one takes them (CUS-016).

The pool above decides when; here is what it means to the customer. Both run inside an operation of the pool.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.identity.queries import find_people
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.parties.leaving import Way
from danshu.parties.loading import locked_customer
from danshu.parties.models import Customer, Share
from danshu.parties.operations.change_owner import move_to
from danshu.parties.owners import NOBODY, Owner


def owned_customer(customer_id: int, *, actor: Actor, permission: str, version: int | None = None) -> Customer:
    """A customer in the scope of a permission, locked. Raises as locked_customer."""
    return locked_customer(customer_id, actor=actor, permission=permission, version=version)


def any_customer(customer_id: int, *, even_invalid: bool = False) -> Customer:
    """A valid customer whoever is responsible, locked: the caller tells who may know of it. Raises NotFound."""
    rows = Customer.objects.alive() if even_invalid else Customer.objects.usable()
    customer = lock(rows.filter(pk=customer_id)).first()
    if customer is None:
        raise NotFound
    return customer


def open_up(customer: Customer, *, reason: str, way: Way, actor: Actor, at: datetime) -> None:
    """Nobody is responsible any more: the unit and all shares end with it. Raises what watchers refuse."""
    move_to(customer, NOBODY, reason=reason, with_open_documents=False, way=way, actor=actor, at=at)
    customer.refresh_from_db()  # its plans were given up with it
    ended, _rows = Share.objects.filter(customer=customer).delete()
    if ended:
        current_context().effect("shares", _("共享随之结束"), "warn")


def take_up(customer: Customer, *, person_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """A person becomes the owner of a locked customer, in his main unit. Raises FieldErrors for who has left."""
    person = find_people("", assigned_on=at).filter(pk=person_id).first()
    if person is None:
        raise FieldErrors([FieldProblem("owner", "not_found", _("从列表中选择一位在职人员"))])
    owner = Owner(person.pk, person.full_name, person.unit_id)
    move_to(customer, owner, reason=reason, with_open_documents=False, way=Way.PICKED, actor=actor, at=at)
