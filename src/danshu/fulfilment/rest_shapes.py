"""What the API of shipping takes and gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from danshu.kit.days import BusinessDay
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.rest import Input, OneLine, PageQuery

BIG = 2**62
CONTROL = re.compile(r"(?:quantity|picked)-(\d+)")


class QuantityIn(Input):
    """A quantity of one order line."""

    line_id: int = Field(gt=0, le=BIG)
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)


class PickedIn(Input):
    """What was picked of one order line."""

    line_id: int = Field(gt=0, le=BIG)
    quantity: Decimal = Field(ge=0, max_digits=12, decimal_places=3)


def by_line(lines: Sequence[QuantityIn | PickedIn]) -> dict[int, Decimal]:
    """Order line id -> quantity. Raises FieldErrors naming each place where a line is named again."""
    seen: dict[int, Decimal] = {}
    problems = []
    for place, line in enumerate(lines):
        if line.line_id in seen:
            problems.append(FieldProblem(f"lines.{place}.line_id", "twice", _("同一行只能填一次")))
        seen.setdefault(line.line_id, line.quantity)
    if problems:
        raise FieldErrors(problems)
    return seen


@contextmanager
def named_as_sent(
    lines: Sequence[QuantityIn | PickedIn] | None, keys: Mapping[int, int] | None = None
) -> Iterator[None]:
    """Within it a refused quantity is called by its place in the body, "lines.0.quantity" (MSG-2).

    keys: order line id -> what the rules call it by, where that is not the order line.
    """
    places = {(keys or {}).get(line.line_id, line.line_id): place for place, line in enumerate(lines or ())}
    try:
        yield
    except FieldErrors as refusal:
        raise FieldErrors([_as_sent(problem, places) for problem in refusal.problems]) from None


def _as_sent(problem: FieldProblem, places: Mapping[int, int]) -> FieldProblem:
    found = CONTROL.fullmatch(problem.field)
    place = places.get(int(found[1])) if found else None
    return problem if place is None else replace(problem, field=f"lines.{place}.quantity")


BY_COURIER = "Needed unless the order is delivered by the company itself, fetched by the customer or electronic"


class WantedIn(Input):
    """What to ship; without lines everything that is open, in `warehouse_id` when the order is spread over several.

    `joined_order_numbers`: other orders of the same customer, consignee and address that go in the same parcel; `lines`
    may then name lines of all of them.
    """

    order_number: str = Field(max_length=40)
    joined_order_numbers: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=19)
    lines: list[QuantityIn] | None = Field(None, max_length=500)
    warehouse_id: int | None = Field(None, gt=0, le=BIG)
    boxes: int = Field(1, ge=1, le=9999)

    def quantities(self) -> dict[int, Decimal] | None:
        """Order line id -> quantity. Raises FieldErrors for a line that is named twice."""
        return by_line(self.lines) if self.lines is not None else None


class ShipmentIn(WantedIn):
    """A draft to be picked."""

    remark: str = Field("", max_length=500)


class DispatchIn(WantedIn):
    """Ship at once."""

    carrier_id: int | None = Field(None, gt=0, le=BIG, description=BY_COURIER)
    tracking_number: OneLine = Field("", max_length=60, description=BY_COURIER)
    duplicate_confirmed: bool = False


class HandOverIn(Input):
    """Carrier and tracking number."""

    carrier_id: int | None = Field(None, gt=0, le=BIG, description=BY_COURIER)
    tracking_number: OneLine = Field("", max_length=60, description=BY_COURIER)
    duplicate_confirmed: bool = False


class SeenIn(Input):
    """The status that was seen."""

    seen_status: str | None = Field(None, max_length=20)


class ReversalIn(SeenIn):
    """Why."""

    reason: str = Field(max_length=500)


class SignedIn(Input):
    """Who received it, on which day (today when left out). A photo goes to the note's attachments before."""

    signed_by: OneLine = Field(min_length=1, max_length=150)
    evidence: str = Field(min_length=1, max_length=500)
    signed_date: BusinessDay | None = None


class PickingIn(Input):
    """Picked quantities; `pack` closes the note into boxes, a missing quantity then needs `short_reason`."""

    lines: list[PickedIn] = Field(max_length=500)
    pack: bool = False
    short_reason: str = Field("", max_length=500)
    boxes: int | None = Field(None, ge=1, le=9999)
    weight_kg: Decimal | None = Field(None, ge=0, max_digits=10, decimal_places=3)
    package_size: OneLine = Field("", max_length=60)
    version: int | None = None


class EditIn(Input):
    """The whole content of a draft; quantity 0 takes a line off."""

    lines: list[PickedIn] = Field(max_length=500)
    boxes: int = Field(1, ge=1, le=9999)
    remark: str = Field("", max_length=500)
    version: int


class DeletionIn(SeenIn):
    """Why a draft is deleted."""

    reason: str = Field("", max_length=500)
    version: int | None = None


class TrackingIn(Input):
    """An event of a parcel."""

    kind: Literal["collected", "in_transit", "out_for_delivery", "signed", "exception"]
    happened_at: datetime
    place: OneLine = Field("", max_length=100)
    remark: str = Field("", max_length=300)
    signed_by: OneLine = Field("", max_length=100)


class ReallocationIn(Input):
    """Which warehouse takes over, and why; without lines everything that is neither packed nor out."""

    warehouse_id: int = Field(gt=0, le=BIG)
    reason: str = Field(max_length=500)
    line_ids: list[int] | None = Field(None, max_length=500)
    version: int | None = None


class ServiceIn(Input):
    """A performed service."""

    line_ids: list[int] = Field(min_length=1, max_length=500)
    performer: OneLine = Field(min_length=1, max_length=100)
    performed_date: BusinessDay
    confirmed_by: OneLine = Field(min_length=1, max_length=100)
    result: str = Field("", max_length=500)


class ShipmentLineOut(Schema):
    """A line of a note."""

    order_line_id: int
    item_code: str
    item_name: str
    quantity: Decimal
    picked_quantity: Decimal


class ShipmentOut(Schema):
    """A shipping note."""

    id: int
    number: str
    order_number: str
    order_numbers: list[str]
    warehouse_id: int
    status: str
    pick_state: str
    carrier_id: int | None
    tracking_number: str
    boxes: int
    weight_kg: Decimal | None
    package_size: str
    confirmed_at: datetime | None
    handed_over_at: datetime | None
    signed_at: datetime | None
    signed_by: str
    version: int


class TrackingOut(Schema):
    """An event of a parcel."""

    kind: str
    happened_at: datetime
    place: str
    remark: str


class ShipmentDetailOut(ShipmentOut):
    """A note with its lines and what happened on the way."""

    lines: list[ShipmentLineOut]
    tracking: list[TrackingOut]


class ShipmentQuery(PageQuery):
    """What to look for (FUL-006): each given value must match exactly."""

    number: str = Field("", max_length=40)
    order_number: str = Field("", max_length=40)
    tracking_number: str = Field("", max_length=60)
    status: str = Field("", max_length=20)
    pick_state: str = Field("", max_length=20)
    carrier_id: int | None = Field(None, gt=0, le=BIG)
    warehouse_id: int | None = Field(None, gt=0, le=BIG)


class DeletedOut(Schema):
    """What was deleted."""

    number: str


class OrderStateOut(Schema):
    """Where the order stands now."""

    number: str
    status: str
    version: int
