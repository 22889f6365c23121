"""What is still to ship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse

from danshu.fulfilment.joining import order_ids_of
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.permissions import PICK, SHIP, VIEW_SHIPMENT
from danshu.inventory.queries import locations
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.sources import SourceLabel
from danshu.sales.loading import order_lines
from danshu.sales.queries import lines_of_orders, orders_to_ship
from danshu.sales.records import Order, OrderLine

OPEN_QUANTITIES = """
SELECT line.id, line.quantity - coalesce(sum(noted.quantity) FILTER (WHERE note.status <> 'reversed'), 0)
FROM sales_orderline line
LEFT JOIN fulfilment_shipmentline noted ON noted.order_line_id = line.id
LEFT JOIN fulfilment_shipment note ON note.id = noted.shipment_id
WHERE line.order_id = ANY(%s) AND line.kind = 'goods'
GROUP BY line.id
"""


def open_quantities(order_ids: Sequence[int]) -> dict[int, Decimal]:
    """Per goods line of these orders: ordered minus what stands on any note that was not reversed."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_QUANTITIES, [list(order_ids)])
        return dict(cursor.fetchall())


def _notes_with(order_id: int) -> QuerySet[ShipmentLine, int]:
    """The ids of notes with goods of an order, whether or not they stand there alone."""
    return ShipmentLine.objects.filter(order_line__order_id=order_id).order_by().values_list("shipment_id", flat=True)


def shipments_of(order_id: int) -> list[int]:
    """The notes of an order that are on their way, oldest first."""
    rows = Shipment.objects.filter(pk__in=_notes_with(order_id), status=ShipmentStatus.IN_DELIVERY)
    return list(rows.order_by("id").values_list("id", flat=True))


def shipment_rows(actor: Actor) -> QuerySet[Shipment]:
    """Notes in scope, with their number of pieces."""
    return _with_quantity(
        Shipment.objects.visible_to(actor, VIEW_SHIPMENT).shown_to(actor).select_related("warehouse", "carrier")
    )


def _with_quantity(rows: QuerySet[Shipment]) -> QuerySet[Shipment]:
    lines = ShipmentLine.objects.filter(shipment=OuterRef("pk")).order_by().values("shipment")
    field: DecimalField[Decimal, Decimal] = DecimalField(max_digits=20, decimal_places=3)
    return rows.annotate(total_quantity=Subquery(lines.annotate(n=Sum("quantity")).values("n"), output_field=field))


def shipment_by_number(actor: Actor, number: str, permission: str = VIEW_SHIPMENT) -> Shipment:
    """One note. Raises NotFound."""
    rows = (
        Shipment.objects.visible_to(actor, permission).shown_to(actor).select_related("warehouse", "carrier", "order")
    )
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def in_full(note: Shipment) -> Shipment:
    """The note with the recipient's telephone, for its paper; a page shows what `shown_to` gave it (PRV-1)."""
    if not note.get_deferred_fields():
        return note
    return Shipment.objects.select_related("warehouse", "carrier", "order").get(pk=note.pk)


def notes_of_order(order_id: int) -> list[Shipment]:
    """All notes with goods of an order."""
    return list(Shipment.objects.filter(pk__in=_notes_with(order_id)).select_related("carrier").order_by("id"))


def with_order(number: str) -> Q:
    """Notes with goods of the order of this number, as the condition of a query."""
    lines = ShipmentLine.objects.filter(order_line__order__number=number).order_by()
    return Q(pk__in=lines.values("shipment_id"))


def orders_waiting(actor: Actor) -> QuerySet[Order]:
    """Orders that can be shipped by this person."""
    return orders_to_ship(actor, SHIP)


PICKABLE = Q(shipment__status=ShipmentStatus.DRAFT) & ~Q(shipment__pick_state=PickState.PACKED)


def movable_lines(order: Order) -> list[OrderLine]:
    """Goods lines nothing of which is packed or out: another warehouse can still take them over (FUL-001)."""
    bound = ShipmentLine.objects.filter(order_line__order_id=order.pk).exclude(
        PICKABLE | Q(shipment__status=ShipmentStatus.REVERSED)
    )
    fixed = set(bound.values_list("order_line_id", flat=True))
    return [line for line in order_lines(order) if line.kind == "goods" and line.pk not in fixed]


def picking_rows(actor: Actor) -> QuerySet[Shipment]:
    """Drafts that a keeper may pick (FUL-001: his queue), with their number of pieces."""
    rows = Shipment.objects.visible_to(actor, PICK).shown_to(actor).filter(status=ShipmentStatus.DRAFT)
    return _with_quantity(rows.select_related("warehouse"))


def notes_to_pick(actor: Actor) -> QuerySet[Shipment]:
    """Drafts that wait to be picked or packed."""
    rows = Shipment.objects.visible_to(actor, PICK).filter(status=ShipmentStatus.DRAFT)
    return rows.exclude(pick_state=PickState.PACKED)


@dataclass(frozen=True, slots=True)
class PickRow:
    """One article to take from one place, for all notes of a picking list."""

    warehouse: str
    location: str
    code: str
    name: str
    specification: str
    unit: str
    quantity: Decimal
    notes: tuple[tuple[str, Decimal], ...]


def picking_list(notes: Sequence[Shipment]) -> list[PickRow]:
    """What to take for these notes, by warehouse and place in it; two queries for any number of notes."""
    lines = list(ShipmentLine.objects.filter(shipment__in=notes).order_by("shipment_id", "position"))
    by_note = {note.pk: note for note in notes}
    places = locations([line.item_id for line in lines])
    groups: dict[tuple[str, str, str], list[ShipmentLine]] = {}
    for line in lines:
        warehouse = by_note[line.shipment_id].warehouse
        key = (warehouse.name, places.get((warehouse.pk, line.item_id), ""), line.item_code)
        groups.setdefault(key, []).append(line)
    return [
        PickRow(
            warehouse=warehouse, location=place, code=code, name=same[0].item_name,
            specification=same[0].specification, unit=same[0].unit_name,
            quantity=sum((line.quantity for line in same), Decimal(0)),
            notes=tuple((by_note[line.shipment_id].number, line.quantity) for line in same),
        )
        for (warehouse, place, code), same in sorted(groups.items())
    ]  # fmt: skip


def tracked(actor: Actor, text: str) -> list[Shipment]:
    """Notes on their way or signed with this tracking, note or order number, newest first, at most 20 (FUL-012)."""
    rows = Shipment.objects.visible_to(actor, VIEW_SHIPMENT).shown_to(actor).filter(handed_over_at__isnull=False)
    exact = Q(tracking_number=text) | Q(number=text) | with_order(text)
    return list(rows.filter(exact).select_related("carrier").prefetch_related("tracking").order_by("-pk")[:20])


def overdue_for_receipt(before: datetime, *, limit: int) -> list[int]:
    """Notes handed over before a moment and not signed; notes wait while one of their orders has an open exception
    (FUL-014)."""
    rows = Shipment.objects.filter(status=ShipmentStatus.IN_DELIVERY, handed_over_at__lte=before)
    disputed = ShipmentLine.objects.filter(shipment=OuterRef("pk"), order_line__order__open_exceptions__gt=0)
    rows = rows.filter(~Exists(disputed)).order_by("handed_over_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def describe_shipments(pks: Sequence[int]) -> Mapping[int, SourceLabel]:
    """Notes by number, for the modules below that keep their references."""
    rows = Shipment.objects.filter(pk__in=pks).values_list("pk", "number")
    return {pk: SourceLabel(number, reverse("fulfilment:shipment", args=[number])) for pk, number in rows}


def noted_lines(note: Shipment) -> list[ShipmentLine]:
    """The lines of a note with their order lines; those of several orders say in `of_order` whose they are."""
    rows = note.lines.select_related("order_line").order_by("position")
    return list(rows.annotate(of_order=F("order_line__order__number")) if note.joined_numbers else rows)


def offered_lines(note: Shipment) -> list[tuple[OrderLine, Decimal, Decimal]]:
    """(order line, on the note now, at most) for what the note holds or could hold: open goods in its warehouse."""
    on_note = dict(note.lines.values_list("order_line_id", "quantity"))
    order_ids = order_ids_of(note)
    still_open = open_quantities(order_ids)
    lines = [x for x in lines_of_orders(order_ids) if x.kind == "goods" and x.warehouse_id == note.warehouse_id]
    offered = []
    for line in lines:
        now_on_note = on_note.get(line.pk, Decimal(0))
        offered.append((line, now_on_note, still_open.get(line.pk, Decimal(0)) + now_on_note))
    return [row for row in offered if row[2]]
