"""How goods and services meet an order line: goods claim stock, services need nothing beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _

from danshu.fulfilment.drafts import withdraw_drafts
from danshu.inventory import claims
from danshu.inventory.claims import StockNeed
from danshu.inventory.errors import StockShort
from danshu.inventory.queries import Availability, Sight, WarehouseChoice, stock_question, warehouse_names
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.findings import Finding, Severity
from danshu.kit.money import ZERO
from danshu.kit.questions import Question
from danshu.sales.kinds import KindLine, KindOrder, register_kind
from danshu.ui.formats import quantity_text, unit_text

GOODS, SERVICE = "goods", "service"
SHIPPED_KINDS = [GOODS]
Stock = Mapping[tuple[int, int], Availability]


def allocate(
    order: KindOrder, lines: Sequence[KindLine], warehouses: Sequence[WarehouseChoice], stock: Stock
) -> dict[int, int | None]:
    """Choose warehouses (FUL-001): the order's, else one that has everything (the unit's default first), else per line.

    Pure; `warehouses` in order of preference. A line that no warehouse can fill goes to the one that has most of it.
    """
    chosen: dict[int, int | None] = {}
    preferred = [order.warehouse_id] if order.warehouse_id else [w.id for w in warehouses]
    open_lines = [line for line in lines if line.warehouse_id is None]
    if not open_lines or not preferred:
        return chosen
    complete = next((w for w in preferred if all(_has(stock, w, line) for line in open_lines)), None)
    for line in open_lines:
        able = (w for w in preferred if _has(stock, w, line))
        most = max(preferred, key=lambda w: _free(stock, w, line.item_id))
        chosen[line.position] = complete or next(able, most)
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
        sight = self._sight(order, lines)
        return allocate(order, lines, sight.warehouses, sight.stock)

    def check(self, order: KindOrder, lines: Sequence[KindLine]) -> Iterable[Finding]:
        """Name each line that stock cannot fill (ORD-020, ORD-021); a warning while submitting, a block at approval."""
        managed = [line for line in lines if line.is_stock_managed]
        if not managed:
            return []
        sight = self._sight(order, lines)
        chosen = allocate(order, lines, sight.warehouses, sight.stock)
        severity = Severity.BLOCK if order.stage == "approve" else Severity.WARN
        return list(self._gaps(managed, chosen, sight, severity))

    def _sight(self, order: KindOrder, lines: Sequence[KindLine]) -> Sight:
        if GOODS not in order.seen:
            order.seen[GOODS] = stock_question(order.unit_id, [line.item_id for line in lines])
        return cast("Question[Sight]", order.seen[GOODS]).answer()

    def _gaps(
        self, lines: Sequence[KindLine], chosen: Mapping[int, int | None], sight: Sight, severity: Severity
    ) -> Iterator[Finding]:
        names = {house.id: house.name for house in sight.warehouses}
        wanted: dict[tuple[int, int], Decimal] = {}
        for line in lines:
            warehouse = line.warehouse_id or chosen.get(line.position)
            key = (warehouse or 0, line.item_id)
            before = wanted.get(key, ZERO)
            free = max(_free(sight.stock, *key) - before, ZERO)
            wanted[key] = before + line.quantity
            if free >= line.quantity:
                continue
            facts = {
                "line": line.position, "code": line.item_code, "free": f"{free.normalize():f}",
                "short": f"{(line.quantity - free).normalize():f}", "unit": unit_text(line.unit_name),
                "warehouse": names.get(key[0], ""),
            }  # fmt: skip
            text = _("第 %(line)s 行 %(code)s 可用库存只有 %(free)s %(unit)s，缺 %(short)s %(unit)s") % facts
            detail = _("%(warehouse)s最多 %(free)s %(unit)s；可以改数量、换仓库或拆成几行") % facts
            fix = {"fix_label": _("改为 %(free)s %(unit)s") % facts, "fix_value": str(facts["free"])} if free else {}
            yield Finding("stock", severity, text, detail=detail, field=f"lines-{line.position - 1}-quantity", **fix)

    def claim(self, order: KindOrder, lines: Sequence[KindLine], *, actor: Actor, at: datetime) -> None:
        """Reserve every stock-managed line, or raise StockShort naming each gap (INV-008)."""
        managed = [line for line in lines if line.is_stock_managed]
        if missing := [line for line in managed if line.warehouse_id is None]:
            text = _("没有可用的仓库，请先在订单上选择发货仓库")
            raise FieldErrors([FieldProblem(f"lines-{x.position - 1}-warehouse", "required", text) for x in missing])
        needs = [StockNeed(line.warehouse_id or 0, line.item_id, line.quantity, line.source) for line in managed]
        if not needs:
            return
        try:
            claims.reserve(needs, at=at)
        except StockShort as short:
            rows = [(line.warehouse_id, line.item_id, f"lines-{line.position - 1}-quantity") for line in managed]
            raise short.beside(rows) from None

    def release(self, order: KindOrder, lines: Sequence[KindLine], *, actor: Actor, at: datetime) -> None:
        """Give back what is still reserved; drafts that were waiting to be picked are withdrawn."""
        withdraw_drafts([line.line_id for line in lines if line.line_id], actor=actor, at=at)
        freed = claims.release([line.source for line in lines], at=at)
        told = [(line, quantity) for line in lines if (quantity := freed.get(line.source))]
        names = warehouse_names({line.warehouse_id for line, _quantity in told if line.warehouse_id}) if told else {}
        for line, quantity in told:
            facts = {
                "warehouse": names.get(line.warehouse_id or 0, ""), "item": line.item_name,
                "quantity": quantity_text(quantity, line.unit_name),
            }  # fmt: skip
            current_context().effect("stock", _("释放%(warehouse)s占用：%(item)s %(quantity)s") % facts, "info")


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


register_kind(Goods(), foresight=stock_question)
register_kind(Service())
