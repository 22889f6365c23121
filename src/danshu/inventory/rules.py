"""What must be right before anything is written; all problems at once, each beside its field (COM-008)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from django.utils.translation import gettext as _

from danshu.catalog.queries import OrderItem, order_items
from danshu.identity.queries import full_name_of, unit_choices
from danshu.inventory.models import Warehouse, WarehouseType
from danshu.inventory.models.document import COUNTERPARTS, Direction
from danshu.inventory.permissions import EDIT_WAREHOUSE
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.quantities import MAX_QUANTITY, quantity_problem
from danshu.kit.words import with_count
from danshu.ui.formats import unit_text

MAX_LINES = 500
MAX_COST = Decimal(99999999)


class WarehouseValues(TypedDict, total=False):
    """What people enter of a warehouse."""

    code: str
    name: str
    type: str
    unit_id: int
    keeper_id: int | None
    address: str
    phone: str
    remark: str
    is_default: bool


LENGTHS = {"code": 20, "name": 50, "address": 200, "phone": 30, "remark": 500}


def require_sound_warehouse(values: WarehouseValues, *, actor: Actor, current: Warehouse | None = None) -> None:
    """Raise FieldErrors unless a warehouse may look like this; without `current` it is a new one."""
    problems = [
        FieldProblem(name, "too_long", _("最多 %(limit)s 个字") % {"limit": limit})
        for name, limit in LENGTHS.items()
        if len(str(values.get(name) or "")) > limit
    ]
    for name, text in (("code", _("请填写编码")), ("name", _("请填写名称"))):
        if (current is None or name in values) and not str(values.get(name) or "").strip():
            problems.append(FieldProblem(name, "required", text))
    if "type" in values and values["type"] not in WarehouseType.values:
        problems.append(FieldProblem("type", "unknown", _("没有这种仓库类型")))
    if current is None or "unit_id" in values:
        problems += _unit_problems(values.get("unit_id"), actor)
    if values.get("keeper_id") and not full_name_of(values["keeper_id"]):
        problems.append(FieldProblem("keeper_id", "unknown", _("没有这个保管员")))
    if problems:
        raise FieldErrors(problems)


def _unit_problems(unit_id: int | None, actor: Actor) -> list[FieldProblem]:
    if not unit_id or str(unit_id) not in {key for key, _label in unit_choices()}:
        return [FieldProblem("unit_id", "required", _("请选择所属组织"))]
    scope = actor.scope(EDIT_WAREHOUSE)
    if not scope.covers(unit_id=unit_id, owner_id=None) and unit_id != actor.unit_id:
        return [FieldProblem("unit_id", "out_of_scope", _("这个组织不在你的数据范围内"))]
    return []


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One line of a stock order as people enter it; unit_cost in base currency."""

    item_id: int | None
    quantity: Decimal | None
    batch: str = ""
    unit_cost: Decimal | None = None
    remark: str = ""


def line_problems(lines: Sequence[LineEntry], direction: str) -> list[FieldProblem]:
    """What is wrong with the lines of a stock order; fields are named lines-0-item, lines-0-quantity ..."""
    if not lines:
        return [FieldProblem("lines", "required", _("请至少填写一行商品"))]
    if len(lines) > MAX_LINES:
        return [FieldProblem("lines", "too_many", _("一张单最多 %(limit)s 行，请拆成几张") % {"limit": MAX_LINES})]
    items = order_items([line.item_id for line in lines if line.item_id])
    return [
        FieldProblem(f"lines-{index}-{field}", code, text)
        for index, line in enumerate(lines)
        for field, code, text in _problems_of(line, items.get(line.item_id or 0), direction)
    ]


def _problems_of(line: LineEntry, item: OrderItem | None, direction: str) -> list[tuple[str, str, str]]:
    if item is None:
        return [("item", "required", _("请选择商品；商品必须先建档"))]
    found = []
    if not item.is_stock_managed:
        found.append(("item", "not_stocked", _("%(item)s 不按库存管理") % {"item": item.name}))
    elif not item.is_valid and direction == Direction.IN:
        found.append(("item", "invalid", _("%(item)s 已失效，不能入库") % {"item": item.name}))
    if problem := quantity_text(line.quantity, item):
        found.append(("quantity", "quantity", problem))
    if line.unit_cost is not None and not (line.unit_cost.is_finite() and 0 <= line.unit_cost <= MAX_COST):
        found.append(("unit_cost", "range", _("成本单价应在 0 到 99,999,999 之间")))
    if len(line.batch) > 50 or len(line.remark) > 200:
        found.append(("batch", "too_long", _("批次最多 50 个字，备注最多 200 个字")))
    return found


def quantity_text(quantity: Decimal | None, item: OrderItem) -> str:
    """What is wrong with a quantity of an item, in words; "" when it is fine."""
    problem = "not_a_number" if quantity is None else quantity_problem(quantity, item.decimals)
    texts = {
        "not_a_number": _("请填写数量"),
        "not_positive": _("数量应大于 0"),
        "too_large": _("数量不能大于 %(limit)s") % {"limit": f"{MAX_QUANTITY:,}"},
    }
    return texts.get(problem) or fineness_text(quantity or Decimal(0), item) if problem else ""


def fineness_text(quantity: Decimal, item: OrderItem) -> str:
    """What is wrong with a number of pieces that the item's unit does not have; "" when it has them."""
    if quantity_problem(quantity, item.decimals) != "too_fine":
        return ""
    facts = {"unit": unit_text(item.unit), "decimals": item.decimals}
    if item.decimals == 0:
        return _("单位是“%(unit)s”，数量应填整数") % facts if item.unit else _("数量应填整数")
    if not item.unit:
        return with_count("数量最多 %(decimals)s 位小数", "decimals") % facts
    return with_count("单位是“%(unit)s”，数量最多 %(decimals)s 位小数", "decimals") % facts


def head_problems(
    direction: str, kind: str, source_text: str, remark: str, handler_id: int | None
) -> list[FieldProblem]:
    """What is wrong with the head of a stock order."""
    problems = []
    if handler_id and not full_name_of(handler_id):
        problems.append(FieldProblem("handler", "unknown", _("没有这个经手人")))
    if (direction, kind) not in COUNTERPARTS:
        problems.append(FieldProblem("type", "unknown", _("没有这种出入库类型")))
    if len(source_text) > 60:
        problems.append(FieldProblem("source_text", "too_long", _("最多 %(limit)s 个字") % {"limit": 60}))
    if len(remark) > 500:
        problems.append(FieldProblem("remark", "too_long", _("最多 %(limit)s 个字") % {"limit": 500}))
    return problems


def difference_text(difference: Decimal, item: OrderItem) -> str:
    """What is wrong with the difference of an adjustment, in words; "" when it is fine."""
    if difference.is_finite() and difference == 0:
        return _("数量没有变化，不需要调整")
    return quantity_text(abs(difference), item)
