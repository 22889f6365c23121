"""Which of two values stays: the survivor's, unless it has none or the other one is chosen (CUS-003)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from danshu.parties import usage
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.merging.registry import Pair
from danshu.parties.models import Customer, InvoiceProfile

PREFIX = "invoice_"
IDENTITY = tuple(field.name for field in CUSTOMER_FIELDS.values() if field.identity)


def differing(pair: Pair) -> dict[str, bool]:
    """Field -> True when the survivor has no value: fields whose values differ and are not empty at the loser."""
    found = {
        name: _is_empty(getattr(pair.survivor, field.attribute))
        for name, field in CUSTOMER_FIELDS.items()
        if not _is_empty(value := getattr(pair.loser, field.attribute))
        and value != getattr(pair.survivor, field.attribute)
    }
    ours, theirs = (invoice(customer) for customer in (pair.survivor, pair.loser))
    if ours is None or theirs is None:
        return found
    return found | {
        f"{PREFIX}{name}": _is_empty(getattr(ours, name))
        for name in INVOICE_FIELDS
        if not _is_empty(value := getattr(theirs, name)) and value != getattr(ours, name)
    }


def invoice(customer: Customer) -> InvoiceProfile | None:
    """The invoice data of a customer."""
    return InvoiceProfile.objects.filter(customer_id=customer.pk).first()


def values_of(customer: Customer, names: Collection[str]) -> dict[str, Any]:
    """The stored values of fields of the customer itself, by attribute."""
    wanted = [CUSTOMER_FIELDS[name] for name in names if name in CUSTOMER_FIELDS]
    return {field.attribute: getattr(customer, field.attribute) for field in wanted}


def invoice_values(customer: Customer, names: Collection[str]) -> dict[str, Any]:
    """The same of its invoice data."""
    profile = invoice(customer)
    wanted = [name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)]
    return {} if profile is None else {name: getattr(profile, name) for name in wanted}


def chosen(pair: Pair, taken: Collection[str] | None) -> list[str]:
    """The names of fields whose value comes from the loser: those taken and, unsaid, where the survivor has none."""
    open_to_choice = differing(pair)
    if taken is None:
        fixed = IDENTITY if usage.identity_fixed_by(pair.survivor.pk) else ()
        return [name for name, is_empty in open_to_choice.items() if is_empty and name not in fixed]
    return [name for name in open_to_choice if name in taken]


def tags_of_both(pair: Pair) -> list[str]:
    """The survivor's tags and then the loser's."""
    return list(dict.fromkeys([*pair.survivor.tags, *pair.loser.tags]))


def block_of_either(pair: Pair) -> Mapping[str, Any]:
    """Whoever gets no credit under one name gets none under the other."""
    if pair.survivor.is_credit_blocked or not pair.loser.is_credit_blocked:
        return {}
    return {"is_credit_blocked": True, "credit_block_reason": pair.loser.credit_block_reason}


def _is_empty(value: Any) -> bool:
    return value in (None, "", []) or value is False
