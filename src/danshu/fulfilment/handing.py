"""What handing over asks for follows from the order's delivery method and the carrier (FUL-008, FUL-009)."""

from __future__ import annotations

from dataclasses import dataclass

from danshu.dictionaries.queries import code_of
from danshu.sales.records import Order

OWN_FLEET = "own"
# the carrier that goes with a delivery method by its code; "" for none: only what a courier takes has a waybill
CARRIER_OF = {"own": OWN_FLEET, "pick_up": "", "electronic": ""}


@dataclass(frozen=True, slots=True)
class HandingOver:
    """method: code of the order's delivery method, "" for none or one that the company added: those go by courier."""

    method: str

    @property
    def is_by_courier(self) -> bool:
        """True when carrier and waybill number are needed."""
        return self.method not in CARRIER_OF

    @property
    def carrier(self) -> str:
        """The code of the carrier to propose; "" for none."""
        return CARRIER_OF.get(self.method, "")

    def needs_waybill(self, carrier_id: int | None) -> bool:
        """True unless the company brings it itself or the customer fetches it."""
        return self.is_by_courier and code_of(carrier_id) != OWN_FLEET


def handing_over(order: Order) -> HandingOver:
    """What handing over this order asks for."""
    return HandingOver(code_of(order.delivery_method_id))
