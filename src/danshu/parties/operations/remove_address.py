"""Remove a delivery address."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties.addresses import living_addresses, note
from danshu.parties.loading import locked_address
from danshu.parties.models import DeliveryAddress
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.parties.recording import save


@operation("parties.remove_address", permission=EDIT_CUSTOMERS, label=("删除收货地址", "Remove delivery address"))
def remove_address(*, address_id: int, actor: Actor, at: datetime) -> DeliveryAddress:
    """Take an address out of the choice; documents keep their own copy. The next one becomes the default if need be.

    Raises NotFound, InvalidRecord.
    """
    customer, address = locked_address(address_id, actor=actor, permission=EDIT_CUSTOMERS)
    was_default = address.is_default
    address.deleted_at, address.is_default = at, False
    save(address, ("deleted_at", "is_default"), actor=actor, at=at)
    others = living_addresses(customer)
    context = current_context()
    context.effect("address_removed", _("地址不再能选用，已有单据保留各自的地址"))
    if was_default and others:
        others[0].is_default = True
        save(others[0], ("is_default",), actor=actor, at=at)
        context.effect("address_heir", _("默认地址改为 %(label)s") % {"label": others[0]})
    note(customer, address, {"is_deleted": (False, True)}, actor=actor, at=at)
    return address
