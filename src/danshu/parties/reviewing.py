"""Entry, change and deletion of customers that somebody reviews before they count: a module above decides which (CUS-006).

    class Office(Desk): ...        # what is reviewed now, and what becomes of it
    open_desk(Office())

Every way into a customer (page, interface, import, batch, rule, merge) asks here under the customer's lock, as `leaving`
is asked about the owner. Values that wait never reach the record: lists, orders and prices keep the old ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.parties.deeds import Deed
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS, PartyField
from danshu.parties.indexing import index_customer
from danshu.parties.loading import living_contacts
from danshu.parties.models import Customer, InvoiceProfile
from danshu.parties.recording import save
from danshu.parties.rules import duplicate_findings, settle_duplicates

PREFIX = "invoice_"  # before the names of invoice data, as in merging
Pairs = dict[str, tuple[Any, Any]]  # field -> (value now, value wanted), as they are stored


class Desk:
    """Where work for reviewers is left. This one stands when no module reviews: everything counts at once."""

    def asks(self, deed: Deed) -> bool:
        """Whether such deeds are reviewed at the moment."""
        return False

    def fields(self) -> frozenset[str]:
        """Names of the reviewed fields; those of invoice data begin with `invoice_`."""
        return frozenset()

    def own_change(self, customer: Customer, *, actor: Actor) -> Mapping[str, str]:
        """What waits of the actor's own change of a customer: field -> the wanted value in words."""
        return {}

    def take_entries(self, customers: Sequence[Customer], *, actor: Actor, at: datetime) -> None:
        """New customers wait; they are stored as not vetted already. One statement, whatever their number."""

    def take_change(
        self, customer: Customer, pairs: Pairs, *, reason: str, duplicate_reason: str, actor: Actor, at: datetime
    ) -> None:
        """Values of a locked customer wait."""

    def take_deletion(self, customer: Customer, *, reason: str, actor: Actor, at: datetime) -> None:
        """The deletion of a locked customer waits."""

    def give_up(self, customer: Customer, *, actor: Actor, at: datetime) -> None:
        """What waits for a locked customer that was never vetted is void: he goes."""


_DESK = [Desk()]


def open_desk(desk: Desk) -> None:
    """From now on this one is asked; once at start."""
    _DESK[0] = desk


def desk() -> Desk:
    """The one that is asked."""
    return _DESK[0]


def declared_field(name: str) -> PartyField:
    """The declaration of a field by its name here. Raises KeyError."""
    if name.startswith(PREFIX):
        return INVOICE_FIELDS[name.removeprefix(PREFIX)]
    return CUSTOMER_FIELDS[name]


def field_labels(names: Collection[str]) -> list[str]:
    """Their labels, in the order of the form."""
    order = [*CUSTOMER_FIELDS, *(f"{PREFIX}{name}" for name in INVOICE_FIELDS)]
    return [str(declared_field(name).label) for name in order if name in names]


def hold_back(
    customer: Customer, values: dict[str, Any], invoice: dict[str, Any], *, is_reviewed: bool = False
) -> Pairs:
    """Take the values that wait for a review out of what is to be stored; empty when everything counts at once.

    values, invoice: cleaned values by attribute. is_reviewed: a review, or a decision of the same weight, has taken
    place. A customer that is not vetted himself is reviewed as a whole.
    """
    if is_reviewed or not customer.is_vetted:
        return {}
    found: Pairs = {}
    reviewed = desk().fields()
    for name in sorted(reviewed):
        source = invoice if name.startswith(PREFIX) else values
        attribute = declared_field(name).attribute
        if attribute not in source:
            continue
        now = current(customer, name)
        if source[attribute] != now:
            found[name] = (now, source.pop(attribute))
    customer.held_back = found
    return found


def current(customer: Customer, name: str) -> Any:
    """The stored value of a field, also of the invoice data."""
    attribute = declared_field(name).attribute
    if not name.startswith(PREFIX):
        return getattr(customer, attribute)
    profile = InvoiceProfile.objects.filter(customer_id=customer.pk).first()
    return getattr(profile, attribute) if profile else declared_field(name).empty


def submit_change(
    customer: Customer, pairs: Pairs, *, reason: str, duplicate_reason: str = "", actor: Actor, at: datetime
) -> None:
    """Leave held values at the desk. Raises Blocked when they would make a duplicate that the actor may not allow, and
    what the desk refuses."""
    would_be = copy(customer)
    for name, (_now, wanted) in pairs.items():
        if not name.startswith(PREFIX):
            setattr(would_be, declared_field(name).attribute, wanted)
    why = ""
    if pairs.keys() & {"name", "licence_number"}:
        index_customer(would_be)
        findings = duplicate_findings(would_be, living_contacts(customer), actor=actor)
        why = settle_duplicates(findings, actor=actor, reason=duplicate_reason)
    desk().take_change(customer, pairs, reason=reason, duplicate_reason=why, actor=actor, at=at)


def deletion_waits(customer: Customer, *, reason: str, actor: Actor, at: datetime) -> bool:
    """Leave the deletion of a locked customer at the desk; False when it may be carried out now.

    One whose entry nobody approved goes without a review. Raises what the desk refuses.
    """
    if not customer.is_vetted:
        desk().give_up(customer, actor=actor, at=at)
        return False
    if not desk().asks(Deed.DELETION):
        return False
    desk().take_deletion(customer, reason=reason, actor=actor, at=at)
    return True


def entry_state() -> Mapping[str, Any]:
    """The columns of new customers."""
    waits = desk().asks(Deed.ENTRY)
    return {"is_vetted": not waits, "awaits_review": str(Deed.ENTRY) if waits else ""}


def submit_entries(customers: Sequence[Customer], *, actor: Actor, at: datetime) -> None:
    """Leave new customers at the desk when entries are reviewed."""
    waiting = [customer for customer in customers if not customer.is_vetted]
    if waiting:
        desk().take_entries(waiting, actor=actor, at=at)


def mark(customer: Customer, awaits: str, *, is_vetted: bool | None = None, actor: Actor, at: datetime) -> None:
    """Note on a locked customer what waits for a review, "" for nothing, and whether he himself passed one."""
    customer.awaits_review = awaits
    names: tuple[str, ...] = ("awaits_review",)
    if is_vetted is not None:
        customer.is_vetted = is_vetted
        names += ("is_vetted",)
    save(customer, names, actor=actor, at=at)
