"""Make another person responsible for a customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.notices.operations.notify import notify
from danshu.parties.errors import SameOwner
from danshu.parties.events import CustomerOwnerChanged
from danshu.parties.leaving import Leaving, Way, leave
from danshu.parties.loading import locked_customer
from danshu.parties.models import Customer
from danshu.parties.owners import Owner, owner_in_scope
from danshu.parties.permissions import CHANGE_OWNER
from danshu.parties.recording import save


@operation("parties.change_owner", permission=CHANGE_OWNER, label=("变更负责人", "Change owner"))
def change_owner(
    *,
    customer_id: int,
    owner_id: int,
    reason: str,
    with_open_documents: bool = True,
    inform: bool = True,
    actor: Actor,
    at: datetime,
) -> Customer:
    """Move a customer to another person and that person's main unit; both are informed (CUS-014).

    with_open_documents: drafts, unapproved orders, plans and tasks move along (modules that own them react to the
    event). Approved orders keep the person they count for. inform=False: a batch tells both once for all.
    Raises NotFound, SameOwner, FieldErrors for a person outside the actor's scope or a missing reason.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("填写变更理由"))])
    owner = owner_in_scope(owner_id, actor=actor, at=at)
    customer = locked_customer(customer_id, actor=actor, permission=CHANGE_OWNER, even_invalid=True)
    if customer.owner_id == owner.id:
        raise SameOwner(label=str(customer), owner=owner.name)
    old_owner_id = customer.owner_id
    move_to(customer, owner, reason=reason, with_open_documents=with_open_documents, actor=actor, at=at)
    if inform:
        tell_owners({old_owner_id, owner.id}, [customer], owner.name, at=at)
    return customer


def move_to(
    customer: Customer, owner: Owner, *, reason: str, with_open_documents: bool, actor: Actor, at: datetime,
    way: Way = Way.REASSIGNED,
) -> Customer:  # fmt: skip
    """Move a locked customer; part of an operation, and the only place that writes the owner.

    Raises what those refuse who watch over the change of owners (danshu.parties.leaving).
    """
    leave(Leaving(customer=customer, way=way, actor=actor, at=at))
    before = customer.owner_id, customer.unit_id
    names = full_name_of(customer.owner_id), owner.name
    customer.owner_id, customer.unit_id, customer.owned_at = owner.id, owner.unit_id, at
    save(customer, ("owner_id", "unit_id", "owned_at"), actor=actor, at=at)
    context = current_context()
    context.effect("customer_owner", _("%(label)s：%(old)s → %(new)s") % {
        "label": customer, "old": names[0] or "—", "new": names[1] or _("公海"),
    })  # fmt: skip
    context.changed("parties.customer", customer.pk, label=str(customer), changes={"owner": names}, reason=reason)
    publish(
        CustomerOwnerChanged(
            aggregate=SourceRef("parties.customer", customer.pk),
            version=customer.version,
            old_owner_id=before[0],
            new_owner_id=owner.id,
            old_unit_id=before[1],
            new_unit_id=owner.unit_id,
            with_open_documents=with_open_documents,
        )
    )
    return customer


def tell_owners(people: Iterable[int | None], customers: Sequence[Customer], new_owner: str, *, at: datetime) -> None:
    """Put one notice about the moved customers under the bell of each person."""
    if not customers:
        return
    facts = {"label": customers[0], "count": len(customers), "owner": new_owner}

    def text() -> str:
        if len(customers) == 1:
            return _("客户 %(label)s 现在由 %(owner)s 负责") % facts
        return _("%(label)s 等 %(count)s 个客户现在由 %(owner)s 负责") % facts

    one = (
        reverse("parties:customer", args=[customers[0].pk]) if len(customers) == 1 else reverse("parties:customer_list")
    )
    notify({person for person in people if person}, kind="parties.owner_changed", text=text, url=one, at=at)
