"""Change a delivery address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.addresses import clear_default, living_addresses, note
from danshu.parties.cleaning import clean
from danshu.parties.fields import ADDRESS_FIELDS
from danshu.parties.loading import locked_address
from danshu.parties.models import DeliveryAddress
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.parties.recording import save, take_over


@operation("parties.edit_address", permission=EDIT_CUSTOMERS, label=("修改收货地址", "Edit delivery address"))
def edit_address(
    *, address_id: int, changes: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> DeliveryAddress:
    """Change the given fields of an address; documents keep their own copy. Marking it default moves the flag.

    The flag cannot be cleared here: another address takes it. Raises NotFound, EditConflict, InvalidRecord, FieldErrors.
    """
    customer, address = locked_address(address_id, actor=actor, permission=EDIT_CUSTOMERS, version=version)
    values = clean(ADDRESS_FIELDS, changes, current=address).require()
    if address.is_default:
        values.pop("is_default", None)
    words, attributes = take_over(address, ADDRESS_FIELDS, values)
    if not words:
        return address
    if "is_default" in words:
        clear_default(living_addresses(customer, besides=address.pk), actor=actor, at=at)
    save(address, attributes, actor=actor, at=at)
    note(customer, address, words, actor=actor, at=at)
    return address
