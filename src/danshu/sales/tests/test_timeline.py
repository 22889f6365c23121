"""The history on an order's page: one entry for one act, in words, nothing twice (ORD-014, ORD-018, ORD-030)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.sales.models import Order
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.world import NOON, World, build_world, line
from danshu.sales.timeline import order_timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def told(order: Order) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Action and changes, oldest first."""
    return [(entry["action"], entry["changes"]) for entry in reversed(order_timeline(order))]


@pytest.mark.spec("ORD-014", "ORD-018")
def test_paying_shipping_and_receiving_have_one_entry_each(world: World) -> None:
    order = world.approved(line(world.soap, 2))
    pay_order(order_id=order.pk, amount=Decimal("85.00"), received_date=NOON.date(), method="bank_transfer",
              actor=world.finance, at=NOON)  # fmt: skip
    note = ship_order(order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=world.shipper,
                      at=NOON + timedelta(hours=1))  # fmt: skip
    confirm_receipt(shipment_id=note.pk, signed_by="吴九", evidence="签收单", actor=world.service_desk,
                    at=NOON + timedelta(hours=2))  # fmt: skip
    order.refresh_from_db()
    entries = [entry for entry in told(order) if not entry[0].startswith("客户沟通")]
    assert entries == [
        ("新建订单", [("状态", "", "待审核"), ("金额", "", "85.00")]),
        ("审核通过订单", [("状态", "待审核", "审核通过")]),
        ("登记订单收款", [("收款", "未付款", "已付款"), ("已收金额", "0.00", "85.00")]),
        ("发货", [("发货单", "", note.number), ("状态", "审核通过", "处理中"), ("状态", "处理中", "已发货")]),
        ("确认收货", [("状态", "已发货", "已签收")]),
    ]


@pytest.mark.spec("ORD-014", "PRV-1")
def test_a_change_is_told_in_words_without_costs_raw_numbers_or_codes(world: World) -> None:
    order = world.order(line(world.soap, 2), submit=False)
    stored = order.lines.get()
    entry = world.entry(
        line(world.soap, 3, discount_rate=Decimal(95), unit_price=Decimal("41.5"), line_id=stored.pk),
        payment_method="bank_transfer", checklist={"customer": True}, order_discount=Decimal(5),
        wanted_date=date(2026, 9, 25),
    )  # fmt: skip
    edit_order(order_id=order.pk, entry=entry, version=1, actor=world.clerk, at=NOON)
    order.refresh_from_db()
    changes = {label: (old, new) for label, old, new in told(order)[-1][1]}
    assert changes == {
        "金额": ("85.00", "113.28"), "整单优惠": ("0.00", "5.00"), "支付方式": ("", "对公转账"),
        "要求送达": ("", "2026-09-25"), "提交前核对": changes["提交前核对"], "第 1 行 数量": ("2", "3"),
        "第 1 行 成交价": ("42.50", "41.50"), "第 1 行 折扣": ("100%", "95%"),
    }  # fmt: skip
    assert changes["提交前核对"][1] == "客户信息完整无误 是"


@pytest.mark.spec("ORD-030", "ORD-033")
def test_a_note_and_a_reason_stand_there_once(world: World) -> None:
    order = world.order()
    add_order_note(order_id=order.pk, content="客户问何时到货", kind="customer", channel="phone", contact="吴九",
                   actor=world.clerk, at=NOON)  # fmt: skip
    cancel_order(order_id=order.pk, reason="客户不要了", actor=world.reviewer, at=NOON + timedelta(hours=1))
    order.refresh_from_db()
    latest, note, made = order_timeline(order)
    assert (latest["action"], latest["changes"], latest["reason"]) == (
        "取消订单", [("状态", "待审核", "已取消")], "客户不要了",
    )  # fmt: skip
    assert (note["action"], note["text"], made["action"]) == ("客户沟通 · 电话 吴九", "客户问何时到货", "新建订单")


@pytest.mark.spec("ORD-023")
def test_asking_the_supervisor_belongs_to_the_submission(world: World) -> None:
    order = world.order(line(world.soap, 1, unit_price=Decimal(60000)))
    (entry,) = order_timeline(order)
    assert entry["action"] == "新建订单"
    assert ("主管审批", "不需要", "待主管审批") in entry["changes"]
    assert ("需要审批的原因", "", "大额订单") in entry["changes"]
