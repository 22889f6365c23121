"""The form of a stock order: head, line grid, and how they become what the operations take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from danshu.catalog.queries import order_items
from danshu.identity.queries import staff_label, staff_pairs
from danshu.inventory.models import DocumentType, StockDocument, StockDocumentLine
from danshu.inventory.models.document import COUNTERPARTS, NOT_OFFERED, Direction
from danshu.inventory.permissions import CREATE_DOCUMENT
from danshu.inventory.queries import availability
from danshu.inventory.rules import LineEntry
from danshu.inventory.screens import warehouse_choices
from danshu.kit.actor import Actor
from danshu.kit.keys import key_of, keys_of
from danshu.kit.typed import typed_number
from danshu.ui.fields import ChoiceField, PickerField, RemarkField, TextField
from danshu.ui.formats import quantity_text
from danshu.ui.forms import Form
from danshu.ui.grid import GridColumn, GridSpec, Line

NOT_A_NUMBER = Decimal("NaN")


def lines_spec(direction: str, *, sees_cost: bool) -> GridSpec:
    """The grid of one direction: goods that come in have a batch and a cost."""
    cost = [GridColumn(key="unit_cost", label=_("成本单价"), kind="number", width="110px")]
    return GridSpec(
        prefix="lines",
        finder_url=str(reverse_lazy("catalog:find")),
        preview_url=str(reverse_lazy("inventory:document_preview", args=[direction])),
        label=_("商品明细"),
        finder_hint=_("编码、条码、拼音或名称"),
        columns=[
            GridColumn(key="item", label=_("商品"), kind="finder", phone="p", required=True),
            GridColumn(key="name", label=_("名称"), kind="show", width="220px", phone="n"),
            GridColumn(key="unit", label=_("单位"), kind="show", width="62px", phone="u"),
            GridColumn(key="available", label=_("可用"), kind="show", numeric=True, width="92px"),
            GridColumn(key="quantity", label=_("数量"), kind="number", width="104px", phone="q"),
            *(cost if direction == Direction.IN and sees_cost else []),
            GridColumn(key="batch", label=_("批次"), width="120px", maxlength=50),
            GridColumn(key="remark", label=_("备注"), width="160px", maxlength=200),
        ],
    )


class DocumentForm(Form):
    """The head of a stock order."""

    source_text = TextField(
        label=_("来源单号"), required=False, max_length=60, help_text=_("送货单、完工单或退货单的号码")
    )
    remark = RemarkField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, direction: str, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offered = [code for way, code in COUNTERPARTS if way == direction and (way, code) not in NOT_OFFERED]
        types = [(code, DocumentType(code).label) for code in offered]
        self.fields["type"] = ChoiceField(label=_("类型"), choices=types)
        houses = warehouse_choices(actor, CREATE_DOCUMENT)
        self.fields["warehouse"] = ChoiceField(label=_("仓库"), choices=houses)
        self.fields["handler"] = PickerField(
            label=_("经手人"), required=False, url=lambda: str(reverse_lazy("identity:staff_options")),
            label_of=staff_label, search=staff_pairs,
        )  # fmt: skip
        for name in ("type", "warehouse"):
            self.fields[name].widget.attrs["class"] = "form-select"
        if not self.is_bound and houses:
            self.initial.setdefault("warehouse", houses[0][0])

    def head(self) -> dict[str, Any]:
        """The entries as the operations take them; the form must have been validated."""
        given = self.values
        return {
            "type": given["type"],
            "warehouse_id": int(given["warehouse"]),
            "source_text": given["source_text"],
            "handler_id": given["handler"],
            "remark": given["remark"],
        }


def entries(lines: Sequence[Line]) -> list[LineEntry]:
    """The rows of the grid as the operations take them; what is no number is refused there."""
    return [
        LineEntry(
            item_id=key_of(line.values.get("item")),
            quantity=number_of(line.values.get("quantity", "")),
            batch=line.values.get("batch", ""),
            unit_cost=number_of(line.values["unit_cost"]) if line.values.get("unit_cost") else None,
            remark=line.values.get("remark", ""),
        )
        for line in lines
    ]


def number_of(text: str) -> Decimal | None:
    """A typed number: None for nothing, NaN for what is none."""
    if not text:
        return None
    number = typed_number(text)
    return NOT_A_NUMBER if number is None else number


def stored_lines(lines: Sequence[StockDocumentLine]) -> list[Line]:
    """Stored lines as rows of the grid."""
    return [
        Line(
            index=index,
            values={
                "item": str(line.item_id),
                "item-text": line.item.code,
                "quantity": f"{line.quantity.normalize():f}",
                "unit_cost": "" if line.unit_cost is None else f"{line.unit_cost.normalize():f}",
                "batch": line.batch,
                "remark": line.remark,
            },
        )
        for index, line in enumerate(lines)
    ]


def stored_head(document: StockDocument) -> dict[str, Any]:
    """The stored head as initial values."""
    return {
        "type": document.type,
        "warehouse": str(document.warehouse_id),
        "source_text": document.source_text,
        "handler": document.handler_id,
        "remark": document.remark,
        "version": document.version,
    }


def show_items(lines: Sequence[Line], warehouse_id: int | None) -> None:
    """Fill in names, units and what is available where the goods go or come from; two queries."""
    chosen = keys_of(line.values.get("item") for line in lines)
    items = order_items(chosen)
    there = availability(chosen, warehouse_ids=[warehouse_id]) if warehouse_id else {}
    for line in lines:
        item = items.get(key_of(line.values.get("item")) or 0)
        if item is not None:
            stock = there.get((warehouse_id or 0, item.id))
            free = quantity_text(stock.available if stock else Decimal(0))
            line.shown = {"name": item.name, "unit": item.unit, "available": free}
