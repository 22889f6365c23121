"""From records as they were read for a caller to the API's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from danshu.custom_fields.web.part import custom_out
from danshu.kit.actor import Actor
from danshu.parties.fields import ADDRESS_FIELDS, CONTACT_FIELDS, CUSTOMER_FIELDS, Kind, PartyField
from danshu.parties.permissions import SEE_CREDIT

CREDIT = ("credit_limit", "payment_terms_days", "is_credit_blocked", "credit_block_reason")


def customer_out(actor: Actor, row: Any) -> dict[str, Any]:
    """A customer read by queries.customer or queries.customer_list."""
    credit = {name: getattr(row, name) for name in CREDIT} if actor.can(SEE_CREDIT) else None
    return {
        **_fields(CUSTOMER_FIELDS.values(), row),
        "custom": custom_out("parties.customer", actor, row, sees_contact_data=row.sees_contact_data),
        "id": row.pk, "number": row.number, "owner_id": row.owner_id, "owner_name": row.owner_name or "",
        "unit_id": row.unit_id, "unit_name": row.unit_name or "", "credit": credit,
        "last_contact_at": row.last_contact_at, "next_contact_at": row.next_contact_at,
        "contact_due_at": row.contact_due_at, "sees_contact_data": row.sees_contact_data,
        "is_vetted": row.is_vetted, "awaits_review": row.awaits_review, "merged_into_id": row.merged_into_id, **_state(row),
    }  # fmt: skip


def contact_out(actor: Actor, row: Any) -> dict[str, Any]:
    """A contact read by queries.contact or queries.contacts."""
    customer = {"id": row.customer_id, "name": row.customer.name}
    custom = custom_out("parties.contact", actor, row, sees_contact_data=row.sees_contact_data)
    return {
        **_fields(CONTACT_FIELDS.values(), row),
        "custom": custom,
        "id": row.pk,
        "customer": customer,
        **_state(row),
    }


def address_out(row: Any) -> dict[str, Any]:
    """An address read by queries.address or queries.addresses_of."""
    known = _fields(ADDRESS_FIELDS.values(), row)
    return {**known, "id": row.pk, "customer_id": row.customer_id, "version": row.version}


def _state(row: Any) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in ("is_valid", "version", "created_at", "updated_at")}


def _fields(fields: Iterable[PartyField], row: Any) -> dict[str, Any]:
    return {declared.name: _out(declared, row) for declared in fields}


def _out(declared: PartyField, row: Any) -> Any:
    if declared.private:
        return getattr(row, f"shown_{declared.name}")
    if declared.kind is Kind.CUSTOMER:
        key = getattr(row, declared.attribute)
        return None if key is None else {"id": key, "name": getattr(row, f"{declared.name}_name")}
    if declared.kind is Kind.REGION:
        return getattr(row, declared.attribute) or ""
    value = getattr(row, declared.name)
    if declared.kind is Kind.VALUE and value is not None:
        return {"id": value.pk, "code": value.code, "name": value.label}
    return value
