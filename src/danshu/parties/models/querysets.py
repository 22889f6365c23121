"""Querysets of customers and what belongs to them: who may see which rows, and how much of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import F

from danshu.kit.actor import Actor
from danshu.kit.querysets import M, ScopedQuerySet
from danshu.parties import masking

if TYPE_CHECKING:
    from danshu.parties.models.customer import Customer  # noqa: F401 - named in the bases
    from danshu.parties.models.parts import Contact, DeliveryAddress, InvoiceProfile  # noqa: F401 - named in the bases


class PartyQuerySet(ScopedQuerySet[M]):
    """Rows that belong to a customer, directly or through `customer`."""

    to_customer = ""
    private: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

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
        return self.defer(*raw).annotate(**columns, sees_contact_data=masking.seen_flag(seen))


class CustomerQuerySet(PartyQuerySet["Customer"]):
    """Customers."""

    private = ("phone", "mobile", "fax", "email", "payment_email", "invoice_email", "street")
    accounts = ("bank_account",)

    def alive(self) -> Self:
        """Not in the recycle bin."""
        return self.filter(deleted_at__isnull=True)

    def usable(self) -> Self:
        """Neither in the bin nor invalidated: what new documents may use."""
        return self.filter(deleted_at__isnull=True, is_valid=True)


class OfCustomerQuerySet(PartyQuerySet[M]):
    """Rows with a `customer`; they share its unit and owner."""

    scope_unit, scope_owner = "customer__unit_id", "customer__owner_id"
    to_customer = "customer__"

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
    to_customer = "customer__"
    accounts = ("account",)
