"""Telephones and e-mail addresses typed on an order follow the rules of the customers' own (ORD-004, COM-011)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from danshu.kit.errors import FieldProblem
from danshu.parties.normalising import email, phone
from danshu.sales.drafting import OrderEntry

RULES: Mapping[str, Callable[[str], str]] = {
    "contact_phone": phone, "recipient_phone": phone, "paying_phone": phone, "invoice_phone": phone,
    "contact_email": email, "paying_email": email, "invoice_email": email,
}  # fmt: skip


def contact_problems(entry: OrderEntry, *, stored: OrderEntry | None = None) -> Iterator[FieldProblem]:
    """What is no telephone number or e-mail address, beside its field; what the `stored` order has already stays."""
    for name, rule in RULES.items():
        typed = getattr(entry, name)
        if stored is not None and typed == getattr(stored, name):
            continue
        try:
            rule(typed)
        except ValueError as error:
            yield FieldProblem(name, "invalid", str(error))
