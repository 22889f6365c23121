"""The order entry form: head fields, line grid, and how they become an OrderEntry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from danshu.catalog.queries import order_items
from danshu.dictionaries.queries import choices
from danshu.inventory.queries import warehouses_for
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.money import ZERO
from danshu.parties.queries import OrderCustomer, order_customer
from danshu.sales.computation import HUNDRED
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.lifecycle import Channel, PaymentTerms
from danshu.sales.models import Order, OrderLine
from danshu.sales.web.customers import customer_label, customer_pairs
from danshu.ui.fields import ChoiceField, DateField, EmailField, MoneyField, PickerField, RemarkField, TextField, style
from danshu.ui.forms import Form
from danshu.ui.grid import GridColumn, GridSpec, Line

CHECKS = (
    ("customer", _("客户信息完整无误")),
    ("products", _("商品名称、数量、规格已核对")),
    ("amount", _("金额已与客户确认")),
    ("discount", _("折扣与促销已核实")),
)
STAFF_CHANNELS = [(c.value, c.label) for c in (Channel.STAFF, Channel.PHONE, Channel.EMAIL)]

LINES = GridSpec(
    prefix="lines",
    finder_url=reverse_lazy("catalog:find"),  # type: ignore[arg-type]
    preview_url=reverse_lazy("sales:order_preview"),  # type: ignore[arg-type]
    label=_("商品明细"),
    finder_hint=_("编码、条码、拼音或名称"),
    columns=[
        GridColumn(key="item", label=_("商品"), kind="finder", width="180px", phone="p", required=True),
        GridColumn(key="name", label=_("名称"), kind="show"),
        GridColumn(key="unit", label=_("单位"), kind="show", width="62px", phone="u"),
        GridColumn(key="quantity", label=_("数量"), kind="number", width="92px", phone="q"),
        GridColumn(key="price", label=_("单价"), kind="number", width="104px", phone="r"),
        GridColumn(key="discount", label=_("折扣 %"), kind="number", width="80px"),
        GridColumn(key="amount", label=_("金额"), kind="show", numeric=True, width="116px", phone="a"),
        GridColumn(key="id", label="id", kind="hidden"),
    ],
)


class OrderForm(Form):
    """The head of an order. Choices depend on the actor and the chosen customer."""

    external_number = TextField(label=_("客户采购单号"), required=False, max_length=60)
    channel = ChoiceField(label=_("来源"), choices=STAFF_CHANNELS, required=False, initial="staff")
    wanted_date = DateField(label=_("要求送达"), required=False)
    contact_name = TextField(label=_("联系人"), required=False, max_length=50)
    contact_phone = TextField(label=_("联系电话"), required=False, max_length=30)
    contact_email = EmailField(label=_("联系邮箱"), required=False)
    delivery_address = TextField(label=_("收货地址"), required=False, max_length=300)
    recipient = TextField(label=_("收货人"), required=False, max_length=50)
    recipient_phone = TextField(label=_("收货电话"), required=False, max_length=30)
    payment_terms = ChoiceField(label=_("付款条件"), required=False, choices=PaymentTerms.choices)
    contract_number = TextField(label=_("合同号"), required=False, max_length=40)
    order_discount = MoneyField(label=_("整单优惠"), required=False, min_value=0)
    freight = MoneyField(label=_("运费"), required=False, min_value=0)
    remark = RemarkField(label=_("备注（打印）"))
    internal_remark = RemarkField(label=_("内部备注"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.actor = actor
        self.fields["customer"] = PickerField(
            label=_("客户"), required=False, url=lambda: str(reverse_lazy("parties:find")),
            label_of=lambda key: customer_label(actor, int(key)) if str(key).isdigit() else "",
            search=lambda text: customer_pairs(text, actor=actor),
        )  # fmt: skip
        methods = [("", "—")] + [(str(key), label) for key, label in choices("delivery_method")]
        self.fields["delivery_method"] = ChoiceField(label=_("配送方式"), required=False, choices=methods)
        houses = [("", _("自动分配"))] + [(str(w.id), w.name) for w in warehouses_for(actor.unit_id)]
        self.fields["warehouse"] = ChoiceField(label=_("发货仓库"), required=False, choices=houses)
        style([self.fields[name] for name in ("customer", "delivery_method", "warehouse")])

    def entry(self, lines: Sequence[Line]) -> OrderEntry:
        """What was entered; the form must have been validated. Wrong numbers in lines become None and are refused."""
        given: dict[str, Any] = self.values
        names = ("external_number", "contact_name", "contact_phone", "contact_email", "delivery_address", "recipient",
                 "recipient_phone", "payment_terms", "contract_number", "remark", "internal_remark")  # fmt: skip
        texts: dict[str, Any] = {name: given.get(name) or "" for name in names}
        return OrderEntry(
            customer_id=given.get("customer"),
            lines=[line_entry(line) for line in lines],
            channel=given.get("channel") or "staff",
            wanted_date=given.get("wanted_date"),
            delivery_method_id=int(given["delivery_method"]) if given.get("delivery_method") else None,
            warehouse_id=int(given["warehouse"]) if given.get("warehouse") else None,
            order_discount=given.get("order_discount") or ZERO,
            freight=given.get("freight") or ZERO,
            checklist={name: bool(self.data.get(f"checklist-{name}")) for name, _label in CHECKS},
            **texts,
        )


def number_of(text: str) -> Decimal | None:
    """A typed number, None when it is none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def line_entry(line: Line) -> LineEntry:
    """One row of the grid."""
    values = line.values
    return LineEntry(
        item_id=int(values["item"]) if values.get("item", "").isdigit() else None,
        quantity=number_of(values.get("quantity", "")),
        unit_price=number_of(values.get("price", "")) if values.get("price") else None,
        discount_rate=(number_of(values["discount"]) or ZERO) if values.get("discount") else HUNDRED,
        line_id=int(values["id"]) if values.get("id", "").isdigit() else None,
    )


def stored_lines(lines: Sequence[OrderLine]) -> list[Line]:
    """Stored lines as rows of the grid."""
    return [
        Line(
            index=index,
            values={
                "item": str(line.item_id), "item-text": line.item_code, "quantity": f"{line.quantity.normalize():f}",
                "price": f"{line.unit_price.normalize():f}", "discount": f"{line.discount_rate.normalize():f}",
                "id": str(line.pk),
            },
            shown={"name": line.item_name, "unit": line.unit_name, "amount": f"{line.amount:,.2f}"},
        )
        for index, line in enumerate(lines)
    ]  # fmt: skip


def stored_head(order: Order) -> dict[str, Any]:
    """The stored head as initial values."""
    names = ("external_number", "channel", "wanted_date", "contact_name", "contact_phone", "contact_email",
             "delivery_address", "recipient", "recipient_phone", "payment_terms", "contract_number", "order_discount",
             "freight", "remark", "internal_remark", "version")  # fmt: skip
    head = {name: getattr(order, name) for name in names}
    return head | {
        "customer": order.customer_id,
        "delivery_method": str(order.delivery_method_id or ""),
        "warehouse": str(order.warehouse_id or ""),
    }


def chosen_customer(actor: Actor, customer_id: int | None) -> OrderCustomer | None:
    """The customer of the form, if there is one in scope."""
    if customer_id is None:
        return None
    try:
        return order_customer(actor=actor, customer_id=customer_id)
    except DomainError:
        return None


def item_names(lines: Sequence[Line]) -> dict[int, Any]:
    """The items of the rows, one query."""
    return order_items([int(x.values["item"]) for x in lines if x.values.get("item", "").isdigit()])
