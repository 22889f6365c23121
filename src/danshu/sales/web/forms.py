"""The order entry form: head fields, line grid, and how they become an OrderEntry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext as _n

from danshu.catalog.queries import order_items
from danshu.currencies.queries import orderable_choices
from danshu.custom_fields.web.part import CustomPart
from danshu.dictionaries.queries import choices
from danshu.inventory.queries import warehouses_for
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.keys import key_of, keys_of
from danshu.kit.money import ZERO
from danshu.kit.typed import typed_number
from danshu.parties.permissions import CREATE_CUSTOMERS
from danshu.parties.queries import OrderCustomer, order_customer
from danshu.regions.queries import is_known
from danshu.regions.web.fields import RegionField
from danshu.sales.computation import HUNDRED
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.lifecycle import Channel, PaymentTerms
from danshu.sales.models import Order, OrderLine
from danshu.sales.payment_methods import payment_method_choices
from danshu.sales.queries import usual_delivery_method
from danshu.sales.roles import LABELS, TEXTS
from danshu.sales.sight import PRIVATE
from danshu.sales.web.customers import customer_label, customer_pairs
from danshu.sales.words import CHECKS, CONFIRMED_BY
from danshu.stores.lifecycle import StoreStatus
from danshu.stores.queries import open_stores, store_label
from danshu.ui.fields import ChoiceField, DateField, EmailField, MoneyField, PickerField, RemarkField, TextField, style
from danshu.ui.forms import Form, Problem
from danshu.ui.grid import GridColumn, GridSpec, Line

TERMS = [("", _("按客户约定")), *PaymentTerms.choices]
CONFIRMATION = ("confirmed_with", "confirmed_by", "confirmed_on")
CHOSEN = ("customer", "paying_customer", "invoice_customer", "delivery_method", "warehouse", "store", "currency")
UNREADABLE = Decimal(-1)
STAFF_CHANNELS = [(c.value, c.label) for c in (Channel.STAFF, Channel.PHONE, Channel.EMAIL)]

LINES = GridSpec(
    prefix="lines",
    finder_url=reverse_lazy("catalog:find"),  # type: ignore[arg-type]
    preview_url=reverse_lazy("sales:order_preview"),  # type: ignore[arg-type]
    history_url=reverse_lazy("sales:price_history"),  # type: ignore[arg-type]
    context=("customer", "warehouse"),
    label=_("商品明细"),
    finder_hint=_("编码、条码、拼音或名称"),
    columns=[
        GridColumn(key="item", label=_("商品"), kind="finder", width="180px", phone="p", required=True),
        GridColumn(key="name", label=_("名称"), kind="show", phone="n"),
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
    paying_contact = TextField(label=_("付款联系人"), required=False, max_length=50)
    paying_phone = TextField(label=_("付款联系电话"), required=False, max_length=30)
    paying_email = TextField(label=_("付款邮箱"), required=False, max_length=254)
    invoice_contact = TextField(label=_("收票联系人"), required=False, max_length=50)
    invoice_phone = TextField(label=_("收票联系电话"), required=False, max_length=30)
    invoice_email = TextField(label=_("收票邮箱"), required=False, max_length=254)
    delivery_address = TextField(label=_("收货地址"), required=False, max_length=300)
    recipient = TextField(label=_("收货人"), required=False, max_length=50)
    recipient_phone = TextField(label=_("收货电话"), required=False, max_length=30)
    payment_terms = ChoiceField(label=_("付款条件"), required=False, choices=TERMS)
    payment_method = ChoiceField(label=_("支付方式"), required=False)
    contract_number = TextField(label=_("合同号"), required=False, max_length=40)
    order_discount = MoneyField(label=_("整单优惠"), required=False, min_value=0)
    freight = MoneyField(label=_("运费"), required=False, min_value=0)
    remark = RemarkField(label=_("备注（打印）"))
    internal_remark = RemarkField(label=_("内部备注"))
    confirmed_with = TextField(label=_("与谁确认"), required=False, max_length=50)
    confirmed_by = ChoiceField(label=_("确认方式"), required=False, choices=CONFIRMED_BY)
    confirmed_on = DateField(label=_("确认日期"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, order: Order | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.actor, self.order = actor, order
        self.fields["customer"] = PickerField(
            label=_("客户"), required=False, url=lambda: str(reverse_lazy("parties:find")),
            label_of=lambda key: customer_label(actor, key_of(key) or 0),
            search=lambda text: customer_pairs(text, actor=actor),
            create_url=reverse("parties:customer_new") if order is None and actor.can(CREATE_CUSTOMERS) else "",
        )  # fmt: skip
        for role, label in LABELS.items():
            self.fields[f"{role}_customer"] = PickerField(
                label=label, required=False, url=lambda: str(reverse_lazy("parties:find")),
                label_of=lambda key: customer_label(actor, key_of(key) or 0),
                search=lambda text: customer_pairs(text, actor=actor),
            )  # fmt: skip
        if order is None and data is None:
            self.fields["customer"].widget.attrs["autofocus"] = True
        methods = [("", "—")] + [(str(key), label) for key, label in choices("delivery_method")]
        self.fields["delivery_method"] = ChoiceField(label=_("配送方式"), required=False, choices=methods)
        self.fields["currency"] = ChoiceField(label=_("币种"), required=False, choices=_currencies(order))
        if order is not None and order.channel not in dict(STAFF_CHANNELS):  # nobody here makes it another's (ORD-003)
            self.fields["channel"].choices = [(order.channel, order.get_channel_display())]  # type: ignore[attr-defined]
        channels = [code for code, _label in STAFF_CHANNELS] if order is None else [order.channel]
        paid_by = payment_method_choices(channels, stored=order.payment_method if order else "")
        self.fields["payment_method"].choices = paid_by  # type: ignore[attr-defined]
        houses = [("", _("自动分配"))] + [(str(w.id), w.name) for w in warehouses_for(actor.unit_id)]
        self.fields["warehouse"] = ChoiceField(label=_("发货仓库"), required=False, choices=houses)
        if (data is not None and "delivery_region" in data) or (data is None and is_known()):
            self.fields["delivery_region"] = self._region_field()
        self.custom = CustomPart("sales.order", actor, stored=order.custom if order else None)
        self.fields.update(self.custom.fields)
        self.initial = {**self.custom.initial, **self.initial}
        self._offer_stores(actor)
        chosen = [name for name in CHOSEN if name in self.fields]
        style([self.fields[name] for name in (*chosen, *self.custom.fields)])
        for name in ("customer", "delivery_method"):
            self.fields[name].starred = True  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["aria-required"] = "true"
        self.filled = self._fill_delivery()
        self.further: list[Problem] = []

    def _offer_stores(self, actor: Actor) -> None:
        """The open stores that exist for the person, and what the order has already; nothing where there are none."""
        order, offered = self.order, dict(open_stores(actor))
        if order is not None and order.store is not None:
            state = "" if order.store.status == StoreStatus.OPEN else f" · {order.store.get_status_display()}"
            offered.setdefault(str(order.store.pk), f"{order.store.name}{state}")
            if order.warehouse is not None:  # its own need not be one of the person's unit
                _offer(cast(ChoiceField, self.fields["warehouse"]), str(order.warehouse.pk), order.warehouse.name)
        if self.is_bound and (posted := key_of(self.data.get("store"))):  # what is wrong with it says the operation
            offered.setdefault(str(posted), store_label(actor, str(posted)))
        if offered:
            choices = [("", _("不属于门店")), *offered.items()]
            self.fields["store"] = ChoiceField(label=_("门店"), required=False, choices=choices)

    def _region_field(self) -> RegionField:
        """Beside the address on one line, which it begins; of an old order in words alone a division is proposed."""
        targets = {"line": "delivery_address", "recipient": "recipient", "phone": "recipient_phone"}
        made = RegionField(label=_("收货地区"), targets=targets, paste=True)
        if self.order is not None and self.order.delivery_address and not self.order.delivery_region_id:
            made.widget.texts = (self.order.delivery_address,)
        return made

    @property
    def problems_title(self) -> str:
        """What stands above the summary; a draft that cannot be saved has the usual words."""
        count = len(self.problems())
        text = _n("提交前还有 %(count)s 处需要处理", "提交前还有 %(count)s 处需要处理", count) % {"count": count}
        return "" if "save" in self.data else text

    def problems(self) -> list[Problem]:
        """Those of the head, then what the sheet says of lines and checklist: one summary for all."""
        return [*super().problems(), *self.further]

    def _fill_delivery(self) -> dict[str, str]:
        """Fill in how this customer was last delivered to, once per customer; what somebody chose stays.

        Returns what the page sends back so that it is known next time: the customer, and what was filled in for him.
        """
        given: dict[str, Any] = self.data if self.is_bound else self.initial  # type: ignore[assignment]
        customer, method = str(given.get("customer") or ""), str(given.get("delivery_method") or "")
        customer_id = key_of(customer)
        if customer_id is None or self.order is not None:
            return {}
        if customer == str(given.get("filled_for") or ""):
            return {"filled_for": customer, "filled_method": str(given.get("filled_method") or "")}
        offered = {key for key, _label in self.fields["delivery_method"].choices}  # type: ignore[attr-defined]
        usual = str(usual_delivery_method(customer_id) or "")
        if usual not in offered or method not in ("", str(given.get("filled_method") or "")):
            return {"filled_for": customer, "filled_method": ""}
        given["delivery_method"] = usual
        return {"filled_for": customer, "filled_method": usual}

    def entry(self, lines: Sequence[Line]) -> OrderEntry:
        """What was entered; the form must have been validated. Wrong numbers in lines become None and are refused."""
        given: dict[str, Any] = self.values
        names = (*TEXTS, "external_number", "contact_name", "contact_phone", "contact_email", "delivery_address", "recipient",
                 "recipient_phone", "payment_terms", "payment_method", "contract_number", "remark", "internal_remark")  # fmt: skip
        texts: dict[str, Any] = {name: given.get(name) or "" for name in (*names, "delivery_region")}
        address_id = self._chosen_address(texts, given.get("customer"))
        return OrderEntry(
            address_id=address_id,
            customer_id=given.get("customer"),
            paying_customer_id=given.get("paying_customer"),
            invoice_customer_id=given.get("invoice_customer"),
            lines=[line_entry(line) for line in lines],
            channel=given.get("channel") or (self.order.channel if self.order else "staff"),
            currency=given.get("currency") or (self.order.currency if self.order else ""),
            wanted_date=given.get("wanted_date"),
            delivery_method_id=int(given["delivery_method"]) if given.get("delivery_method") else None,
            store_id=int(given["store"]) if given.get("store") else None,
            warehouse_id=int(given["warehouse"]) if given.get("warehouse") else None,
            order_discount=given.get("order_discount") or ZERO,
            freight=given.get("freight") or ZERO,
            checklist=self._checklist(),
            custom=self.custom.given(given),
            **texts,
        )

    def _chosen_address(self, texts: dict[str, Any], customer_id: int | None) -> int | None:
        """The id of a chosen address book entry; it replaces a text that nobody changed. An address that was chosen
        before the customer was changed counts no more."""
        key = key_of(self.data.get("address_id"))
        customer = None if key is None else chosen_customer(self.actor, customer_id)
        if customer is None or key not in {address.id for address in customer.addresses}:
            return None
        stored = self.order.delivery_address if self.order else ""
        if texts["delivery_address"] == stored:
            texts |= {"delivery_address": "", "delivery_region": "", "recipient": "", "recipient_phone": ""}
        return key

    def _checklist(self) -> dict[str, Any]:
        """The ticked boxes, and with whom, how and when it was confirmed (ORD-008)."""
        ticked: dict[str, Any] = {name: bool(self.data.get(f"checklist-{name}")) for name, _label in CHECKS}
        said = {name: str(self.values.get(name) or "") for name in CONFIRMATION}
        return ticked | {name: text for name, text in said.items() if text}


def _offer(field: ChoiceField, key: str, label: str) -> None:
    """Offer one value more, unless it is there already."""
    known: list[tuple[Any, Any]] = list(field.choices)  # type: ignore[arg-type]
    if key not in {str(code) for code, _label in known}:
        field.choices = [*known, (key, label)]


def _currencies(order: Order | None) -> list[tuple[str, Any]]:
    """Those that orders are made in; a new order has its customer's until another is chosen, a stored one keeps its own."""
    found: list[tuple[str, Any]] = list(orderable_choices())
    if order is None:
        return [("", _("按客户约定")), *found]
    return found if order.currency in dict(found) else [(order.currency, order.currency), *found]


def number_of(text: str) -> Decimal | None:
    """A typed number, None when it is none."""
    return typed_number(text)


def day_of(text: str) -> date | None:
    """A typed day, None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _typed(text: str) -> Decimal:
    """A typed price or rate; what is no number becomes one that is refused, never none, which would mean the list's."""
    number = number_of(text)
    return UNREADABLE if number is None else number


def line_entry(line: Line) -> LineEntry:
    """One row of the grid."""
    values = line.values
    return LineEntry(
        item_id=key_of(values.get("item")),
        quantity=number_of(values.get("quantity", "")),
        unit_price=_typed(values["price"]) if values.get("price") else None,
        discount_rate=_typed(values["discount"]) if values.get("discount") else HUNDRED,
        line_id=key_of(values.get("id")),
        wanted_date=day_of(values.get("wanted_date", "")),
        remark=values.get("remark", "")[:500],
    )


def stored_lines(lines: Sequence[OrderLine]) -> list[Line]:
    """Stored lines as rows of the grid."""
    return [
        Line(
            index=index,
            values={
                "item": str(line.item_id), "item-text": line.item_code, "quantity": f"{line.quantity.normalize():f}",
                "price": f"{line.unit_price.normalize():f}", "discount": f"{line.discount_rate.normalize():f}",
                "id": str(line.pk), "remark": line.remark,
                "wanted_date": line.wanted_date.isoformat() if line.wanted_date else "",
            },
            shown={"name": line.item_name, "unit": line.unit_name, "amount": f"{line.amount:,.2f}"},
        )
        for index, line in enumerate(lines)
    ]  # fmt: skip


def stored_head(order: Order) -> dict[str, Any]:
    """The stored head as initial values; contact data as its reader sees them, the operation knows the rest."""
    names = (*TEXTS, "external_number", "channel", "wanted_date", "contact_name", "contact_phone", "contact_email",
             "delivery_address", "recipient", "recipient_phone", "payment_terms", "contract_number", "order_discount",
             "freight", "remark", "internal_remark", "version", "payment_method", "currency")  # fmt: skip
    head = {name: getattr(order, f"shown_{name}" if name in PRIVATE else name) for name in names}
    said = {name: order.checklist.get(name, "") for name in CONFIRMATION}
    return (
        head
        | said
        | {
            "customer": order.customer_id,
            "paying_customer": order.paying_customer_id,
            "invoice_customer": order.invoice_customer_id,
            "delivery_method": str(order.delivery_method_id or ""),
            "store": str(order.store_id or ""),
            "warehouse": str(order.warehouse_id or ""),
            "delivery_region": order.delivery_region_id or "",
        }
    )


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
    return order_items(keys_of(line.values.get("item") for line in lines))
