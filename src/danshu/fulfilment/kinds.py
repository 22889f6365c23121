"""How goods and services meet an order line: goods claim stock, services need nothing beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.inventory import claims
from danshu.inventory.claims import StockNeed
from danshu.inventory.queries import Availability, WarehouseChoice, availability, warehouses_for
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.findings import Finding, Severity
from danshu.kit.money import ZERO
from danshu.sales.kinds import KindLine, KindOrder, register_kind

GOODS, SERVICE = "goods", "service"
SHIPPED_KINDS = [GOODS]
Stock = Mapping[tuple[int, int], Availability]


def allocate(
    order: KindOrder, lines: Sequence[KindLine], warehouses: Sequence[WarehouseChoice], stock: Stock
) -> dict[int, int | None]:
    """Choose warehouses (FUL-001): the order's, else one that has everything (the unit's default first), else per line.

    Pure; `warehouses` in order of preference. A line that no warehouse can fill goes to the first one.
    """
    chosen: dict[int, int | None] = {}
    preferred = [order.warehouse_id] if order.warehouse_id else [w.id for w in warehouses]
    open_lines = [line for line in lines if line.warehouse_id is None]
    if not open_lines or not preferred:
        return chosen
    complete = next((w for w in preferred if all(_has(stock, w, line) for line in open_lines)), None)
    for line in open_lines:
        able = (w for w in preferred if _has(stock, w, line))
        chosen[line.position] = complete or next(able, preferred[0])
    return chosen


def _free(stock: Stock, warehouse_id: int, item_id: int) -> Decimal:
    found = stock.get((warehouse_id, item_id))
    return found.available if found else ZERO


def _has(stock: Stock, warehouse_id: int, line: KindLine) -> bool:
    return not line.is_stock_managed or _free(stock, warehouse_id, line.item_id) >= line.quantity


class Goods:
    """Things that are shipped from a warehouse."""

    code, is_shipped = GOODS, True

    def assign(self, order: KindOrder, lines: Sequence[KindLine]) -> Mapping[int, int | None]:
        """See `allocate`."""
        if all(line.warehouse_id for line in lines):
            return {}
        if order.warehouse_id:
            return {line.position: order.warehouse_id for line in lines if line.warehouse_id is None}
        return allocate(order, lines, warehouses_for(order.unit_id), availability([x.item_id for x in lines]))

    def check(self, order: KindOrder, lines: Sequence[KindLine]) -> Iterable[Finding]:
        """Name each line that stock cannot fill (ORD-020, ORD-021); a warning while submitting, a block at approval."""
        managed = [line for line in lines if line.is_stock_managed]
        if not managed:
            return []
        warehouses = warehouses_for(order.unit_id)
        stock = availability([line.item_id for line in managed])
        chosen = allocate(order, lines, warehouses, stock)
        severity = Severity.BLOCK if order.stage == "approve" else Severity.WARN
        return list(self._gaps(managed, chosen, stock, severity))

    def _gaps(
        self, lines: Sequence[KindLine], chosen: Mapping[int, int | None], stock: Stock, severity: Severity
    ) -> Iterator[Finding]:
        wanted: dict[tuple[int, int], Decimal] = {}
        for line in lines:
            warehouse = line.warehouse_id or chosen.get(line.position)
            key = (warehouse or 0, line.item_id)
            before = wanted.get(key, ZERO)
            free = max(_free(stock, *key) - before, ZERO)
            wanted[key] = before + line.quantity
            if free >= line.quantity:
                continue
            facts = {
                "line": line.position, "code": line.item_code, "free": f"{free.normalize():f}",
                "short": f"{(line.quantity - free).normalize():f}", "unit": line.unit_name,
            }  # fmt: skip
            text = _("第 %(line)s 行 %(code)s 可用库存只有 %(free)s %(unit)s，缺 %(short)s %(unit)s") % facts
            detail = _("改为 %(free)s %(unit)s，或换仓库、拆单") % facts
            yield Finding("stock", severity, text, detail=detail, field=f"lines-{line.position - 1}-quantity")

    def claim(self, order: KindOrder, lines: Sequence[KindLine], *, actor: Actor, at: datetime) -> None:
        """Reserve every stock-managed line, or raise StockShort naming each gap (INV-008)."""
        managed = [line for line in lines if line.is_stock_managed]
        if missing := [line for line in managed if line.warehouse_id is None]:
            text = _("没有可用的仓库，请先在订单上选择发货仓库")
            raise FieldErrors([FieldProblem(f"lines-{x.position - 1}-warehouse", "required", text) for x in missing])
        needs = [StockNeed(line.warehouse_id or 0, line.item_id, line.quantity, line.source) for line in managed]
        if needs:
            claims.reserve(needs, at=at)

    def release(self, order: KindOrder, lines: Sequence[KindLine], *, actor: Actor, at: datetime) -> None:
        """Give back what is still reserved."""
        claims.release([line.source for line in lines], at=at)


class Service:
    """Things that are performed."""

    code, is_shipped = SERVICE, False

    def assign(self, order: KindOrder, lines: Sequence[KindLine]) -> Mapping[int, int | None]:
        """Services come from no warehouse."""
        return {}

    def check(self, order: KindOrder, lines: Sequence[KindLine]) -> Iterable[Finding]:
        """Nothing can be short."""
        return []

    def claim(self, order: KindOrder, lines: Sequence[KindLine], *, actor: Actor, at: datetime) -> None:
        """Nothing to take."""

    def release(self, order: KindOrder, lines: Sequence[KindLine], *, actor: Actor, at: datetime) -> None:
        """Nothing to give back."""


register_kind(Goods())
register_kind(Service())
