"""The three customers of an order (ORD-010): who signs, who pays, who gets the invoice; the last two are the first one
unless others are named. Their contact data are copied onto the order, where they may be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.errors import FieldProblem
from danshu.parties.queries import OrderCustomer
from danshu.sales.drafting import OrderEntry

PAYING, INVOICE = "paying", "invoice"
ROLES = (PAYING, INVOICE)
LABELS = {PAYING: gettext_lazy("付款客户"), INVOICE: gettext_lazy("收票客户")}
TEXTS = tuple(f"{role}_{part}" for role in ROLES for part in ("contact", "phone", "email"))
IDS = tuple(f"{role}_customer_id" for role in ROLES)


def role_of(name: str) -> str:
    """The role that a column belongs to."""
    return name.partition("_")[0]


def named_ids(entry: OrderEntry) -> dict[str, int]:
    """Role -> customer, for those that are others than the signing customer."""
    named = {role: getattr(entry, f"{role}_customer_id") for role in ROLES}
    return {role: pk for role, pk in named.items() if pk is not None and pk != entry.customer_id}


def role_problems(
    entry: OrderEntry, named: Mapping[str, OrderCustomer | None], *, stored: OrderEntry | None
) -> Iterator[FieldProblem]:
    """Customers that do not exist for the person or are not valid any more; what the stored order names stays."""
    for role in named_ids(entry):
        if _is_kept(role, entry, stored):
            continue
        customer = named.get(role)
        if customer is None:
            yield FieldProblem(f"{role}_customer", "unknown", _("没有这个客户，或不在你的数据范围内"))
        elif not customer.is_valid:
            yield FieldProblem(f"{role}_customer", "invalid", _("客户已失效，请选择其他客户"))
        elif not customer.is_vetted:
            yield FieldProblem(f"{role}_customer", "not_vetted", _("客户还没有通过审核，请选择其他客户"))


def role_values(
    entry: OrderEntry, signing: OrderCustomer, named: Mapping[str, OrderCustomer | None], *, stored: OrderEntry | None
) -> dict[str, Any]:
    """The order's columns of the two roles. What was not typed comes from the customer of the role; so does what was
    copied from another customer, who was replaced. A kept customer keeps his name as it was copied."""
    values: dict[str, Any] = {}
    others = named_ids(entry)
    for role in ROLES:
        if _is_kept(role, entry, stored):
            values |= {name: getattr(entry, name) for name in TEXTS if name.startswith(role)}
            continue
        customer = named.get(role) if role in others else None
        values[f"{role}_customer_id"] = others.get(role)
        values[f"{role}_name"] = customer.name if customer else ""
        values |= _texts(role, entry, customer or signing, stored)
    return values


def copied(role: str, customer: OrderCustomer, *, is_signing: bool) -> dict[str, Any]:
    """The order's columns of a role that a customer takes over, all of them his own."""
    nothing = OrderEntry(customer_id=None)
    named = {
        f"{role}_customer_id": None if is_signing else customer.id,
        f"{role}_name": "" if is_signing else customer.name,
    }
    return named | _texts(role, nothing, customer, None)


def _is_kept(role: str, entry: OrderEntry, stored: OrderEntry | None) -> bool:
    """True when the stored order has the same customer in this role, and the same signing customer."""
    name = f"{role}_customer_id"
    return (
        stored is not None and stored.customer_id == entry.customer_id and getattr(stored, name) == getattr(entry, name)
    )


def _texts(role: str, entry: OrderEntry, customer: OrderCustomer, stored: OrderEntry | None) -> dict[str, str]:
    own_email = customer.payment_email if role == PAYING else customer.invoice_email
    defaults = {
        "contact": customer.contact_name, "phone": customer.mobile or customer.phone,
        "email": own_email or customer.email,
    }  # fmt: skip
    found = {}
    for part, default in defaults.items():
        name = f"{role}_{part}"
        typed = getattr(entry, name)
        copied = stored is not None and typed == getattr(stored, name)
        found[name] = default if not typed or copied else typed
    return found
