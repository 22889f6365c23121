"""What other modules may ask about stock; every function has a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from danshu.inventory.models import StockBalance, Warehouse
from danshu.inventory.permissions import VIEW_WAREHOUSE
from danshu.kit.actor import Actor
from danshu.kit.arrays import array
from danshu.kit.questions import Question, Rows

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Availability:
    """An item in a warehouse at this moment; available = on hand - reserved (INV-002)."""

    on_hand: Decimal
    reserved: Decimal

    @property
    def available(self) -> Decimal:
        """What can still be promised."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class WarehouseChoice:
    """A valid warehouse that orders of a unit can be served from."""

    id: int
    code: str
    name: str
    unit_id: int
    is_default: bool


def availability(
    item_ids: Collection[int], *, warehouse_ids: Collection[int] | None = None
) -> dict[tuple[int, int], Availability]:
    """Stock by (warehouse_id, item_id), in all warehouses or in some; what was never there is missing. One query.

    Not scoped: whoever may enter orders learns whether goods are there. Pages that list stock use `stock_list`.
    """
    rows = StockBalance.objects.filter(item_id__in=set(item_ids))
    if warehouse_ids is not None:
        rows = rows.filter(warehouse_id__in=set(warehouse_ids))
    found = rows.values_list("warehouse_id", "item_id", "on_hand", "reserved")
    return {(warehouse, item): Availability(on_hand, reserved) for warehouse, item, on_hand, reserved in found}


# The unit's own warehouses first, then those of the units above it, the default of each first.
WAREHOUSES_FOR = """
WITH RECURSIVE above AS (
    SELECT id, parent_id, 0 AS distance FROM identity_unit WHERE id = %(unit_id)s
    UNION ALL SELECT u.id, u.parent_id, a.distance + 1 FROM identity_unit u JOIN above a ON u.id = a.parent_id
)
SELECT w.id, w.code, w.name, w.unit_id, w.is_default FROM inventory_warehouse w LEFT JOIN above a ON a.id = w.unit_id
WHERE w.is_valid AND (a.id IS NOT NULL OR %(everything)s::bool)
ORDER BY a.distance NULLS LAST, w.is_default DESC, w.code
"""


def warehouses_for(whose: Actor | int | None) -> list[WarehouseChoice]:
    """The valid warehouses that serve a unit (or an actor's unit), nearest first: its own, then those above it.

    Each unit's default comes first, so the first choice is the default. An actor whose scope of stock is everything
    gets all valid warehouses; so does None. One query.
    """
    if isinstance(whose, Actor):
        unit_id, everything = whose.unit_id, whose.scope("inventory.stock.view").everything
    else:
        unit_id, everything = whose, whose is None
    with connection.cursor() as cursor:
        cursor.execute(WAREHOUSES_FOR, {"unit_id": unit_id, "everything": everything})
        return [WarehouseChoice(*row) for row in cursor.fetchall()]


# One row: the warehouses and the stock, both in all of them.
STOCK_FOR = f"""
WITH choices AS MATERIALIZED ({
    WAREHOUSES_FOR.replace("%(unit_id)s", "%(stock_unit)s::bigint").replace("%(everything)s", "%(stock_everywhere)s")
})
SELECT (SELECT json_agg(json_build_array(id, code, name, unit_id, is_default)) FROM choices) AS choices,
    (SELECT json_agg(json_build_array(warehouse_id, item_id, on_hand, reserved))
     FROM inventory_stockbalance WHERE item_id = ANY(%(stock_items)s::bigint[])) AS stock
"""  # noqa: S608 - constants of the code


@dataclass(frozen=True, slots=True)
class Sight:
    """Where goods could come from, at one moment: warehouses in order of preference and the stock in all of them."""

    warehouses: tuple[WarehouseChoice, ...]
    stock: Mapping[tuple[int, int], Availability]


def stock_question(unit_id: int | None, item_ids: Collection[int]) -> Question[Sight]:
    """`warehouses_for` a unit and the `availability` of items together."""
    parameters = {"stock_unit": unit_id, "stock_everywhere": unit_id is None, "stock_items": array(set(item_ids))}
    return Question(STOCK_FOR, parameters, _sight)


def _sight(rows: Rows) -> Sight:
    (found,) = rows
    return Sight(
        tuple(WarehouseChoice(*choice) for choice in found["choices"] or ()),
        {
            (warehouse, item): Availability(on_hand, reserved)
            for warehouse, item, on_hand, reserved in found["stock"] or ()
        },
    )


def default_warehouse_id(unit_id: int | None) -> int | None:
    """The first of `warehouses_for`; None when there is no valid warehouse."""
    choices = warehouses_for(unit_id)
    return choices[0].id if choices else None


def warehouse_names(ids: Collection[int]) -> dict[int, str]:
    """Names of warehouses, also invalid ones. One query."""
    return dict(Warehouse.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def warehouse_name(pk: int) -> str:
    """The name of one warehouse, also an invalid one; its number when it is unknown."""
    return warehouse_names([pk]).get(pk, str(pk))


def warehouses_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """(key, code and name) of the valid warehouses that exist for the actor, by code. One query."""
    rows = Warehouse.objects.visible_to(actor, VIEW_WAREHOUSE).filter(is_valid=True).order_by("code")
    return [(str(pk), f"{code} {name}") for pk, code, name in rows.values_list("pk", "code", "name")]


def valid_warehouse_ids(actor: Actor, ids: Collection[int]) -> set[int]:
    """Those of these warehouses that are valid and exist for the actor. One query."""
    rows = Warehouse.objects.visible_to(actor, VIEW_WAREHOUSE).filter(pk__in=set(ids), is_valid=True)
    return set(rows.values_list("pk", flat=True))


def warehouses_by_code(actor: Actor) -> dict[str, int]:
    """Valid warehouses that exist for the actor by code and by name, in small letters; a name that two have is missing."""
    rows = Warehouse.objects.visible_to(actor, VIEW_WAREHOUSE).filter(is_valid=True).values_list("pk", "code", "name")
    found = list(rows)
    names = [name.casefold() for _pk, _code, name in found]
    by_name = {name.casefold(): pk for pk, _code, name in found if names.count(name.casefold()) == 1}
    return by_name | {code.casefold(): pk for pk, code, _name in found}


def locations(item_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """Where items lie, by (warehouse id, item id); places nobody named are left out. One query."""
    rows = StockBalance.objects.filter(item_id__in=set(item_ids)).exclude(location="")
    return {
        (warehouse, item): place for warehouse, item, place in rows.values_list("warehouse_id", "item_id", "location")
    }
