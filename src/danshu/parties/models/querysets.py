"""Querysets of customers and what belongs to them: who may see which rows, and how much of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F

from danshu.kit.actor import Actor
from danshu.kit.masking import seen_flag
from danshu.kit.querysets import M, ScopedQuerySet
from danshu.parties import masking, sharing

VALUES = "dictionaries.Value"
CHUNK = 1_000

if TYPE_CHECKING:
    from danshu.parties.models.customer import Customer
    from danshu.parties.models.parts import Contact, DeliveryAddress, InvoiceProfile  # noqa: F401 - named in the bases


def _leads_to_values(field: Any) -> bool:
    return bool(field.related_model._meta.label == VALUES)


def attach_values(rows: Sequence[Any], known: dict[int, Any] | None = None) -> None:
    """Give each row its dictionary values, those that are not yet `known` read at once."""
    if not rows or not isinstance(rows[0], models.Model):
        return
    values = {} if known is None else known
    fields: list[Any] = [f for f in rows[0]._meta.concrete_fields if f.is_relation and _leads_to_values(f)]
    model = fields[0].related_model
    missing = {getattr(row, field.attname) for row in rows for field in fields} - {None} - values.keys()
    if missing:
        values |= model._default_manager.in_bulk(list(missing))
    for row in rows:
        for field in fields:
            key = getattr(row, field.attname)
            if key is None or key in values:
                field.set_cached_value(row, values.get(key))


def with_values_attached(rows: Iterator[Any], chunk: int) -> Iterator[Any]:
    """The rows one after the other, each value read once for all of them."""
    known: dict[int, Any] = {}
    while part := list(islice(rows, chunk)):
        attach_values(part, known)
        yield from part


class PartyQuerySet(ScopedQuerySet[M]):
    """Rows that belong to a customer, directly or through `customer`."""

    to_customer, key = "", "pk"
    private: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those of customers in the data scope of a permission, or shared with the actor at its level (CUS-015)."""
        return self.filter(sharing.reach(actor, permission, unit=self.scope_unit, owner=self.scope_owner, key=self.key))

    def shown_to(self, actor: Actor) -> Self:
        """Add shown_<field> for all contact data as this actor may read it, and `sees_contact_data`.

        The raw columns are left out of the query, so that a page cannot show them by mistake.
        """
        seen = masking.sight_filter(actor, self.to_customer)
        columns = {f"shown_{name}": masking.shown(name, seen) for name in self.private}
        if self.accounts:
            banks = masking.bank_filter(actor, self.to_customer)
            columns |= {f"shown_{name}": masking.shown(name, banks) for name in self.accounts}
        raw = (*self.private, *self.accounts)
        return self.defer(*raw).annotate(sees_contact_data=seen_flag(seen)).annotate_late(**columns)


class CustomerQuerySet(PartyQuerySet["Customer"]):
    """Customers."""

    _wants_values = False

    private = ("phone", "mobile", "fax", "email", "payment_email", "invoice_email", "street")
    accounts = ("bank_account",)

    def alive(self) -> Self:
        """Not in the recycle bin."""
        return self.filter(deleted_at__isnull=True)

    def with_values(self) -> Self:
        """Read the dictionary values of all rows with one further statement instead of a join for each of them."""
        rows = self.all()
        rows._wants_values = True  # noqa: SLF001 - another one of this class
        return rows

    def _clone(self) -> Self:
        rows = super()._clone()
        rows._wants_values = self._wants_values  # noqa: SLF001 - another one of this class
        return rows

    def _fetch_all(self) -> None:
        fetched = self._result_cache is not None
        super()._fetch_all()
        if self._wants_values and not fetched:
            attach_values(self._result_cache or [])

    def iterator(self, chunk_size: int | None = None) -> Iterator[Customer]:
        """One row after the other; an export of a hundred thousand would otherwise ask for the values of each."""
        rows = super().iterator(chunk_size)
        return with_values_attached(rows, chunk_size or CHUNK) if self._wants_values else rows

    def usable(self) -> Self:
        """Neither in the bin nor invalidated: what new documents may use."""
        return self.filter(deleted_at__isnull=True, is_valid=True)


class OfCustomerQuerySet(PartyQuerySet[M]):
    """Rows with a `customer`; they share its unit and owner."""

    scope_unit, scope_owner = "customer__unit_id", "customer__owner_id"
    to_customer, key = "customer__", "customer_id"

    def alive(self) -> Self:
        """Neither removed nor belonging to a customer in the recycle bin."""
        return self.filter(deleted_at__isnull=True, customer__deleted_at__isnull=True)


class ContactQuerySet(OfCustomerQuerySet["Contact"]):
    """Contacts."""

    private = ("mobile", "phone", "fax", "email", "messenger", "address")

    def with_customer(self) -> Self:
        """Add customer_name and customer_number."""
        return self.annotate(customer_name=F("customer__name"), customer_number=F("customer__number"))


class AddressQuerySet(OfCustomerQuerySet["DeliveryAddress"]):
    """Delivery addresses."""

    private = ("phone", "street")


class InvoiceQuerySet(PartyQuerySet["InvoiceProfile"]):
    """Invoice data."""

    scope_unit, scope_owner = "customer__unit_id", "customer__owner_id"
    to_customer, key = "customer__", "customer_id"
    accounts = ("account",)
