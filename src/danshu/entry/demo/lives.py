"""What happens to a demo order after it was entered: review, money, goods, service, complaints."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from danshu.billing.operations.pay_order import pay_order
from danshu.billing.operations.request_refund import request_refund
from danshu.dictionaries.queries import id_of
from danshu.entry.demo.calendar import Hours
from danshu.entry.demo.organisation import Organisation
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.record_service import record_service
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.fulfilment.queries import shipments_of
from danshu.kit.clock import business_date
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.decide_supervision import decide_supervision
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.records import Order

Life = Iterator[datetime]
WARNINGS = ("duplicate", "price", "terms")
REJECTIONS = (
    ("quantity", "与客户采购单不一致"), ("customer_data", "收货地址不完整，请补充门牌号"), ("evidence", "折扣没有客户书面确认"),
)  # fmt: skip
CANCELLATIONS = ("客户取消采购计划", "重复下单", "客户改向其他门店采购")
TROUBLES = (
    ("delivery", "客户反映外箱破损 2 箱，正在与承运商核实"), ("customer_change", "客户要求把收货地址改到新仓库"),
    ("customer_data", "收货电话无人接听，核对联系方式"), ("payment", "到账金额比订单少 12.00 元"),
    ("unavailable", "本批到货推迟三天，与客户商量先发一部分"), ("delivery", "承运商派送超时，客户催促"),
)  # fmt: skip
METHODS = ("bank_transfer", "bank_transfer", "bank_transfer", "alipay", "wechat")
# carrier -> how its waybill numbers look; the own fleet numbers its delivery slips
WAYBILLS = {"sf": "SF14{:011d}", "zto": "753{:011d}", "jd": "JDVC{:011d}", "own": "PS{:011d}"}
DONE = ("shipped", "signed", "completed", "overdue")


class Lives:
    """The desks of the demo company."""

    def __init__(self, organisation: Organisation, dice: random.Random, hours: Hours) -> None:
        self.dice, self.hours = dice, hours
        self.desk, self.finance = organisation.actor("zhaoliu1"), organisation.actor("zhengshi")
        self.shipper, self.service = organisation.actor("chenyi01"), organisation.actor("wangwu01")
        self.manager, self.supervisor = organisation.actor("qianyi01"), organisation.actor("zhouba01")
        self.carriers = [(id_of("carrier", code), code) for code in ("sf", "sf", "zto", "jd", "own")]
        self.tracking = 260_000_000
        self.troubles = 0

    def after_entry(self, order: Order, end: str, credit_days: int) -> Life:
        """Steps until the order stands where it is to end; yields the moment before each."""
        at = order.created_at
        if end in ("draft", "awaiting_review", "supervision"):
            return
        at = self.hours.later(at, 2)
        yield at
        if end == "rejected":
            code, words = self.dice.choice(REJECTIONS)
            reject_order(order_id=order.pk, reason_code=code, reason=words, actor=self.desk, at=at)
        elif end == "cancelled":
            cancel_order(order_id=order.pk, reason=self.dice.choice(CANCELLATIONS), actor=self.manager, at=at)
        else:
            yield from self._approve(order, at)
            yield from self._carry_out(order, end, credit_days, at)

    def _approve(self, order: Order, at: datetime) -> Life:
        if order.supervision_state == "pending":
            decide_supervision(order_id=order.pk, agree=True, reason="年度框架内，同意", actor=self.supervisor, at=at)
            at = self.hours.later(at, 1)
            yield at
        approve_order(
            order_id=order.pk, company_name_confirmed=True, confirmed_warnings=WARNINGS, actor=self.desk, at=at
        )

    def _carry_out(self, order: Order, end: str, credit_days: int, at: datetime) -> Life:
        on_account = order.payment_terms == "on_account"
        if end != "approved" and not on_account:
            at = self.hours.later(at, 9)
            yield at
            self._pay(order, at, share=Decimal("0.4") if end == "partly_paid" else Decimal(1))
        goods: dict[str, Callable[[Order, datetime], None]] = {
            "refund_asked": self._ask_refund, "to_pick": self._note, "to_hand_over": self._confirmed_note,
            "partly_shipped": self._ship_some, "exception": self._trouble, **dict.fromkeys(DONE, self._ship),
        }  # fmt: skip
        if act := goods.get(end):
            at = self.hours.later(at, 14)
            yield at
            act(order, at)
        if end in ("signed", "completed", "overdue"):
            at = self.hours.later(at, 44)
            yield at
            self._sign(order, at)
        if end == "completed":
            yield from self._finish(order, credit_days if on_account else 0, at)

    def _finish(self, order: Order, credit_days: int, at: datetime) -> Life:
        if credit_days:
            at = self.hours.later(at, self.dice.uniform(4, 10) * 24)
            yield at
            self._pay(order, at)
        at = self.hours.later(at, 20)
        yield at
        score = self.dice.choice((3, 4, 5, 5, 5))
        complete_order(order_id=order.pk, satisfaction=score, actor=self.manager, at=at)

    def _pay(self, order: Order, at: datetime, share: Decimal = Decimal(1)) -> None:
        method = self.dice.choice(METHODS)
        pay_order(
            order_id=order.pk, amount=(order.total * share).quantize(Decimal("0.01")), received_date=business_date(at),
            method=method, bank_account="示例银行 0001" if method == "bank_transfer" else "",
            reference=f"D{order.pk:06d}{at:%d%H}", actor=self.finance, at=at,
        )  # fmt: skip

    def _ask_refund(self, order: Order, at: datetime) -> None:
        add_order_note(order_id=order.pk, content="客户来电：活动取消，希望退掉这张订单", kind="customer", actor=self.service,
                       at=at)  # fmt: skip
        request_refund(
            order_id=order.pk,
            amount=order.total,
            reason="客户活动取消，未发货",
            cancels_order=True,
            actor=self.service,
            at=at,
        )

    def _note(self, order: Order, at: datetime) -> None:
        for house in self._houses(order):
            create_shipment(order_id=order.pk, warehouse_id=house, actor=self.shipper, at=at)

    def _confirmed_note(self, order: Order, at: datetime) -> None:
        for house in self._houses(order):
            note = create_shipment(order_id=order.pk, warehouse_id=house, actor=self.shipper, at=at)
            confirm_shipment(shipment_id=note.pk, actor=self.shipper, at=at)

    def _ship_some(self, order: Order, at: datetime) -> None:
        line = order.lines.filter(kind="goods").order_by("-quantity", "position")[0]
        self._send(order, at, quantities={line.pk: max(line.quantity // 2, Decimal(1))})

    def _trouble(self, order: Order, at: datetime) -> None:
        kind, text = TROUBLES[self.troubles % len(TROUBLES)]
        self.troubles += 1
        record_exception(order_id=order.pk, exception_type=kind, description=text, actor=self.service, at=at)

    def _ship(self, order: Order, at: datetime) -> None:
        for house in self._houses(order):
            self._send(order, at, house=house)
        services = list(order.lines.filter(kind="service").values_list("pk", flat=True))
        if services:
            record_service(
                order_id=order.pk, line_ids=services, performer="示例服务队", performed_date=business_date(at),
                confirmed_by=order.contact_name or order.recipient or "客户", actor=self.service, at=at,
            )  # fmt: skip

    def _send(
        self, order: Order, at: datetime, *, quantities: dict[int, Decimal] | None = None, house: int | None = None
    ) -> None:
        self.tracking += self.dice.randint(11, 9_999)
        carrier_id, code = self.dice.choice(self.carriers)
        ship_order(
            order_id=order.pk, quantities=quantities, warehouse_id=house, carrier_id=carrier_id,
            tracking_number=WAYBILLS[code].format(self.tracking), boxes=self.dice.randint(1, 6), actor=self.shipper, at=at,
        )  # fmt: skip

    def _sign(self, order: Order, at: datetime) -> None:
        for shipment_id in shipments_of(order.pk):
            confirm_receipt(
                shipment_id=shipment_id, signed_by=order.recipient, evidence="客户电话确认", actor=self.service, at=at
            )

    @staticmethod
    def _houses(order: Order) -> list[int]:
        return sorted(set(order.lines.filter(kind="goods").values_list("warehouse_id", flat=True)))
