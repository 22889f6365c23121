"""The printed delivery note: what goes with the goods and comes back signed (FUL-005)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from danshu.dictionaries.queries import label_of
from danshu.fulfilment.joining import NotedOrder, orders_of
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.queries import notes_of_order
from danshu.kit.masking import mask_number
from danshu.kit.words import listed
from danshu.printing.documents import CENTRE, RIGHT, Column, Pair, Sheet
from danshu.sales.sight import RECIPIENT
from danshu.ui.formats import date_text, quantity_text, unit_text

S = ShipmentStatus
ENDED = (S.REVERSED,)


def note_sheet(note: Shipment) -> Sheet:
    """The note as a document, in the active language; without prices, the warehouse needs none."""
    lines = list(note.lines.select_related("order_line").order_by("position"))
    out = _out_by_then(note, lines)
    orders = orders_of(note)
    numbers = {order.pk: order.number for order in orders} if note.joined_numbers else {}
    total = sum((line.quantity for line in lines), Decimal(0))
    joint = bool(note.joined_numbers)
    return Sheet(
        title=_("送货单"),
        number=note.number,
        pairs=_pairs(note, orders),
        columns=[
            Column(_("序"), 9, CENTRE), *([Column(_("订单"), 33)] if joint else []), Column(_("编码"), 26), Column(_("品名规格")), Column(_("单位"), 14, CENTRE),
            Column(_("订购"), 17, RIGHT), Column(_("本次"), 17, RIGHT, strong=True), Column(_("待发"), 17, RIGHT),
            Column(_("实收"), 20),
        ],
        rows=[_row(line, out, numbers) for line in lines],
        summary=[_("合计"), *([""] if joint else []), "", "", "", "", quantity_text(total), "", ""],
        notes=_notes(note),
        signs=[_("制单：%(who)s") % {"who": note.shipper_name}, _("拣货："), _("送货："), _("客户签收：")],
        watermark=_("未出库") if note.status == S.DRAFT else "",
    )  # fmt: skip


def _notes(note: Shipment) -> list[str]:
    advice = _("收货时请当面点清；破损、短少请在“实收”栏注明并签字。")
    return [_("备注：%(text)s") % {"text": note.remark}, advice] if note.remark else [advice]


def _out_by_then(note: Shipment, lines: list[ShipmentLine]) -> dict[int, Decimal]:
    """Per order line what stands on this note and the valid ones before it: later notes change nothing on paper."""
    noted = ShipmentLine.objects.filter(order_line__in=[line.order_line_id for line in lines], shipment_id__lte=note.pk)
    noted = noted.exclude(~Q(shipment_id=note.pk), shipment__status__in=ENDED)
    return dict(noted.values_list("order_line_id").annotate(out=Sum("quantity")))


def _pairs(note: Shipment, orders: Sequence[NotedOrder]) -> list[Pair]:

    def reach(phone: str) -> str:
        return "　".join(filter(None, (note.delivery_address, note.recipient, phone))) or "—"

    carrier = label_of(note.carrier_id) if note.carrier_id else ""
    found = [
        Pair(_("客户"), note.customer_name, wide=True),
        Pair(_("订单号"), listed(note.order_numbers), wide=len(orders) > 1),
        Pair(
            _("收货"),
            reach(note.recipient_phone),
            wide=True,
            private={RECIPIENT: reach(mask_number(note.recipient_phone))},
        ),
        Pair(_("发货日期"), date_text(note.handed_over_at or note.confirmed_at)),
        Pair(_("仓库"), note.warehouse.name),
        Pair(_("配送"), "　".join(filter(None, (carrier, note.tracking_number))) or "—"),
        Pair(_("箱数"), str(note.boxes)),
    ]
    if len(orders) == 1:
        found.append(Pair(_("发货"), _which(note)))
    if external := [order.external_number for order in orders if order.external_number]:
        found.append(Pair(_("采购单号"), listed(external)))
    return found


def _which(note: Shipment) -> str:
    before = [other for other in notes_of_order(note.order_id) if other.pk < note.pk and other.status not in ENDED]
    return _("第 %(number)s 次") % {"number": len(before) + 1}


def _row(line: ShipmentLine, out: dict[int, Decimal], numbers: Mapping[int, str]) -> list[str]:
    name = "　".join(filter(None, (line.item_name, line.specification)))
    return [
        str(line.position), *([numbers[line.order_line.order_id]] if numbers else []), line.item_code, name, unit_text(line.unit_name), quantity_text(line.order_line.quantity),
        quantity_text(line.quantity), quantity_text(line.order_line.quantity - out[line.order_line_id]), "",
    ]  # fmt: skip
