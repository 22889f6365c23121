"""Add a delivery address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.addresses import clear_default, living_addresses, note
from danshu.parties.building import new_address
from danshu.parties.cleaning import clean
from danshu.parties.fields import ADDRESS_FIELDS
from danshu.parties.loading import locked_customer
from danshu.parties.models import DeliveryAddress
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.parties.recording import first_values


@operation("parties.add_address", permission=EDIT_CUSTOMERS, label=("新建收货地址", "Add delivery address"))
def add_address(*, customer_id: int, values: Mapping[str, Any], actor: Actor, at: datetime) -> DeliveryAddress:
    """Add a delivery address; the first one is the default, a later one marked default takes the flag over (CUS-001).

    values: entries by the names in danshu.parties.fields.ADDRESS_FIELDS. Raises NotFound, InvalidRecord, FieldErrors.
    """
    customer = locked_customer(customer_id, actor=actor, permission=EDIT_CUSTOMERS)
    cleaned = clean(ADDRESS_FIELDS, values).require()
    others = living_addresses(customer)
    cleaned["is_default"] = bool(cleaned.get("is_default")) or not others
    if cleaned["is_default"]:
        clear_default(others, actor=actor, at=at)
    address = new_address(customer, cleaned, actor=actor, at=at)
    address.save(force_insert=True)
    note(customer, address, first_values(ADDRESS_FIELDS, cleaned), actor=actor, at=at)
    return address
