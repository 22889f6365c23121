"""What the pages show, one function per screen, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, Q, QuerySet, Sum, Value, When

from danshu.audit.queries import history
from danshu.catalog.queries import matching
from danshu.holds.queries import LiveClaim, live_claims
from danshu.inventory.claims import STOCK
from danshu.inventory.models import StockAdjustment, StockBalance, StockDocument, StockMove, Warehouse
from danshu.inventory.permissions import REVIEW_ADJUSTMENT, VIEW_DOCUMENT, VIEW_STOCK, VIEW_WAREHOUSE
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.refs import SourceRef
from danshu.kit.sources import SourceLabel, describe_sources

RECENT_MOVES = 50
QUANTITY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=15, decimal_places=3)

# an item as it is filtered: the related model, reached through the foreign key, never imported
_ITEMS: Any = StockBalance._meta.get_field("item").related_model

BELOW = Q(low_threshold__isnull=False, on_hand__lte=F("low_threshold"))
ABOVE = Q(high_threshold__isnull=False, on_hand__gt=F("high_threshold"))


def stock_rows(actor: Actor) -> QuerySet[StockBalance]:
    """What the stock list shows: balances in the actor's warehouses, with what can still be promised (INV-002)."""
    rows = StockBalance.objects.visible_to(actor, VIEW_STOCK)
    related = ("warehouse", "item__unit", "item__brand", "item__category")
    return rows.select_related(*related).annotate(free=F("on_hand") - F("reserved"))


def search_items(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows whose item is found by code, barcode, name, pinyin or initials."""
    return rows.filter(item_id__in=matching(_ITEMS.objects.all(), text).values("pk"))


def move_rows(actor: Actor) -> QuerySet[StockMove]:
    """All change records of the actor's warehouses, newest first (INV-003)."""
    rows = StockMove.objects.visible_to(actor, VIEW_STOCK).select_related("warehouse", "item__unit")
    return rows.annotate(before=F("on_hand_after") - F("change"))


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a document holds of a stock, with its number and page."""

    claim: LiveClaim
    label: SourceLabel


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One change record with its document."""

    move: StockMove
    url: str


@dataclass(frozen=True, slots=True)
class StockPage:
    """Everything the stock's page shows."""

    stock: StockBalance
    siblings: Sequence[StockBalance]
    batches: Sequence[tuple[str, Decimal]]
    reservations: Sequence[Reservation]
    moves: Sequence[MoveRow]
    timeline: Sequence[dict[str, Any]]


def stock_page(actor: Actor, pk: int) -> StockPage:
    """A stock with the other warehouses, batches, reservations and latest changes. Raises NotFound."""
    stock = stock_rows(actor).select_related("warehouse__unit", "item__unit", "item__brand").filter(pk=pk).first()
    if stock is None:
        raise NotFound
    siblings = stock_rows(actor).filter(item=stock.item_id).order_by("warehouse__code")
    claims = live_claims(STOCK, [stock.pk])
    labels = describe_sources([claim.source for claim in claims])
    moves = list(
        move_rows(actor).filter(warehouse=stock.warehouse_id, item=stock.item_id).order_by("-pk")[:RECENT_MOVES]
    )
    return StockPage(
        stock=stock,
        siblings=list(siblings),
        batches=batches(stock),
        reservations=[Reservation(claim, labels[claim.source]) for claim in claims],
        moves=with_documents(moves),
        timeline=history("inventory.stock", stock.pk),
    )


def with_documents(moves: Sequence[StockMove]) -> list[MoveRow]:
    """Moves with the pages of their documents, one query per kind of document."""
    sources = [SourceRef(move.document_kind, move.document_id) for move in moves]
    labels = describe_sources(sources)
    return [MoveRow(move, labels[source].url) for move, source in zip(moves, sources, strict=True)]


def batches(stock: StockBalance) -> list[tuple[str, Decimal]]:
    """What is left of each batch, by its moves; empty when nobody named batches."""
    moves = StockMove.objects.filter(warehouse=stock.warehouse_id, item=stock.item_id)
    sums = moves.values_list("batch").annotate(total=Sum("change")).exclude(total=0).order_by("batch")
    found = list(sums)
    return found if any(batch for batch, _total in found) else []


def document_rows(actor: Actor) -> QuerySet[StockDocument]:
    """Stock orders of the actor's warehouses, with their quantity and value at cost."""
    rows = StockDocument.objects.visible_to(actor, VIEW_DOCUMENT).select_related("warehouse", "handler")
    total = Sum("lines__quantity", default=Value(Decimal(0)), output_field=QUANTITY)
    return rows.annotate(total_quantity=total)


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Everything a stock order's page shows."""

    document: StockDocument
    lines: Sequence[Any]
    source: SourceLabel | None
    reversed_by: StockDocument | None
    timeline: Sequence[dict[str, Any]]


def document_by_number(actor: Actor, number: str, permission: str = VIEW_DOCUMENT) -> StockDocument:
    """One stock order. Raises NotFound, also when out of scope."""
    rows = StockDocument.objects.visible_to(actor, permission).select_related("warehouse__unit", "handler", "reverses")
    document = rows.filter(number=number).first()
    if document is None:
        raise NotFound
    return document


def document_page(actor: Actor, number: str) -> DocumentPage:
    """A stock order with its lines and history. Raises NotFound."""
    document = document_by_number(actor, number)
    source = SourceRef(document.source_kind, document.source_id) if document.source_id else None
    return DocumentPage(
        document=document,
        lines=list(document.lines.select_related("item__unit")),
        source=describe_sources([source])[source] if source else None,
        reversed_by=StockDocument.objects.filter(reverses=document).first(),
        timeline=history("inventory.document", document.pk),
    )


def adjustment_rows(actor: Actor) -> QuerySet[StockAdjustment]:
    """Adjustments of the actor's warehouses."""
    rows = StockAdjustment.objects.visible_to(actor, VIEW_STOCK).select_related("warehouse", "item__unit")
    return rows.annotate(
        waits=Case(When(status="pending", then=Value(0)), default=Value(1)),
        after=F("quantity_before") + F("difference"),
    )


def adjustment_by_number(actor: Actor, number: str, permission: str = VIEW_STOCK) -> StockAdjustment:
    """One adjustment. Raises NotFound, also when out of scope."""
    rows = StockAdjustment.objects.visible_to(actor, permission).select_related("warehouse__unit", "item__unit")
    adjustment = rows.filter(number=number).first()
    if adjustment is None:
        raise NotFound
    return adjustment


def adjustments_to_review(actor: Actor) -> QuerySet[StockAdjustment]:
    """The adjustments that wait for this reviewer; his own are for others."""
    rows = StockAdjustment.objects.visible_to(actor, REVIEW_ADJUSTMENT).filter(status="pending")
    return rows.exclude(created_by_id=actor.user_id)


def warehouse_rows(actor: Actor) -> QuerySet[Warehouse]:
    """Warehouses the actor may see."""
    return Warehouse.objects.visible_to(actor, VIEW_WAREHOUSE).select_related("unit", "keeper")


def warehouse_page(actor: Actor, pk: int, permission: str = VIEW_WAREHOUSE) -> Warehouse:
    """One warehouse. Raises NotFound, also when out of scope."""
    found = Warehouse.objects.visible_to(actor, permission).select_related("unit", "keeper").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def warehouse_choices(actor: Actor, permission: str, *, including: int | None = None) -> list[tuple[str, str]]:
    """(key, name) of the valid warehouses in scope, the default ones first; `including` keeps an invalid one."""
    rows = Warehouse.objects.visible_to(actor, permission).filter(Q(is_valid=True) | Q(pk=including or 0))
    return [(str(pk), name) for pk, name in rows.order_by("-is_default", "code").values_list("pk", "name")]
