"""The pages of refunds: asked for, decided, carried out by different people (FIN-012, FIN-013)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from danshu.audit.tests.pages import filled, words
from danshu.billing.models import PaymentProblem, Refund
from danshu.billing.tests.factories import (
    TOTAL,
    amounts,
    approved,
    executed,
    money_of,
    paid,
    received,
    requested,
    told,
)
from danshu.billing.tests.test_pages import shows
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.sales.tests.world import NOON, World

pytestmark = pytest.mark.django_db


@pytest.mark.spec("FIN-012", "FIN-013", "COM-012")
def test_three_people_take_a_refund_through_its_pages(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    seller, service, finance = (as_person(p) for p in (world.clerk, world.service_desk, world.finance))
    ask = f"/orders/{order.number}/refund/"
    asked = {"amount": "25.40", "reason": "少要一箱"}
    answers = [seller.post(ask, filled(seller, ask) | asked | {"cancels": then}) for then in ("", "lower")]
    assert [answer.status_code for answer in answers] == [422, 303]
    number = Refund.objects.get().number
    assert "/decision/" not in seller.get(f"/refunds/{number}/").content.decode()
    decide, execute = f"/refunds/{number}/decision/", f"/refunds/{number}/execution/"
    stale = filled(service, decide) | {"decision": "refuse", "reason": "不退"}
    assert service.post(decide, filled(service, decide) | {"decision": "approve"}).status_code == 303
    assert service.post(decide, stale).status_code == 409
    failed = filled(finance, execute) | {"outcome": "failed", "failure": "账户注销"}
    assert finance.post(execute, failed).status_code == 303
    shows(finance, f"/refunds/{number}/", "退款失败：账户注销", "执行退款")
    again = filled(finance, execute) | {"outcome": "done"}
    assert "way" not in again  # the page offers no other way than the approved one
    assert [finance.post(execute, again).status_code for _twice in range(2)] == [303, 303]
    assert money_of(order) == (TOTAL, Decimal("25.40"), "partly_refunded")
    shows(finance, f"/refunds/{number}/", "已退款", "原路退回", "郑十", "王五", "李四", "不用再付（折让）")
    shows(finance, f"/orders/{order.number}/", "折让 25.40")


@pytest.mark.spec("FIN-013", "COM-008")
def test_refusing_without_a_reason_is_refused_beside_the_field(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    refund = requested(world, order, "1.00")
    client, path = as_person(world.service_desk), f"/refunds/{refund.number}/decision/"
    answer = client.post(path, filled(client, path) | {"decision": "refuse", "reason": ""})
    assert answer.status_code == 422
    assert re.search(r'id="id_reason-error".*?请写明拒绝原因', answer.content.decode(), re.DOTALL)
    refund.refresh_from_db()
    assert refund.status == "applied"


@pytest.mark.spec("FIN-013", "FIN-005", "COM-009")
def test_nothing_is_decided_for_the_person_on_a_decision_page(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    refund = requested(world, order, "1.00")
    told(world, order.number, "5.00", transaction="T-4")
    problem = PaymentProblem.objects.get()
    service, finance = as_person(world.service_desk), as_person(world.finance)
    decide, execute = f"/refunds/{refund.number}/decision/", f"/refunds/{refund.number}/execution/"
    settle = f"/payment-problems/{problem.pk}/decision/"

    undecided = service.post(decide, filled(service, decide) | {"reason": "看过"})
    assert undecided.status_code == 422
    assert "请按“同意退款”或“拒绝退款”" in words(undecided)
    buttons = re.findall(r'<button[^>]*name="decision" value="(\w+)"', service.get(decide).content.decode())
    assert buttons == ["refuse", "approve"]
    refund.refresh_from_db()
    assert refund.status == "applied"

    approved(world, refund)
    assert re.findall(r'name="decision" value="(\w+)"', service.get(decide).content.decode()) == ["refuse"]
    assert finance.post(execute, filled(finance, execute)).status_code == 422
    assert finance.post(settle, filled(finance, settle) | {"note": "客户多付"}).status_code == 422
    refund.refresh_from_db()
    problem.refresh_from_db()
    assert (refund.status, problem.closed_at) == ("approved", None)


@pytest.mark.spec("FIN-013", "ORD-033")
def test_who_executes_reads_before_and_after_that_the_order_stays(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order, "100.00")
    refund = approved(world, requested(world, order, "100.00", cancels_order=True))
    finance, path = as_person(world.finance), f"/refunds/{refund.number}/execution/"
    assert "不会取消订单" not in finance.text(path)
    paid(world, order, "50.00")
    shows(finance, path, f"订单 {order.number} 申请退款后又收款 ¥50.00，这笔退款完成后不会取消订单", "先不再退款")

    answer = finance.post(path, filled(finance, path) | {"outcome": "done"})
    assert answer.status_code == 303
    said = f"订单 {order.number} 没有取消：申请退款后又收款 ¥50.00"
    assert finance.text(answer["Location"]).count(said) == 2  # once after the act, once as long as it holds
    seller = as_person(world.clerk)
    shows(seller, f"/refunds/{refund.number}/", said, "申请退回其余的钱并选择取消订单")
    assert f"/orders/{order.number}/refund/?cancel=1" in seller.get(f"/refunds/{refund.number}/").content.decode()


@pytest.mark.spec("FIN-006", "FIN-012")
def test_unmatched_money_is_returned_through_its_pages(world: World, as_person: Any) -> None:
    receipt, client = received(world, "80.00"), as_person(world.finance)
    path = f"/receipts/{receipt.number}/return/"
    assert client.post(path, filled(client, path) | {"reason": "付错公司"}).status_code == 303
    shows(client, f"/receipts/{receipt.number}/", "¥80.00 正在退回", "没有未核销的金额")
    executed(world, approved(world, Refund.objects.get()))
    shows(client, f"/receipts/{receipt.number}/", "已退回")
    shows(client, "/refunds/", receipt.number, "80.00")


@pytest.mark.spec("FIN-006", "COM-009")
def test_a_mistaken_receipt_is_voided_after_its_effect_was_shown(world: World, as_person: Any) -> None:
    receipt, client = received(world, "80.00"), as_person(world.finance)
    path = f"/receipts/{receipt.number}/void/"
    shows(client, path, "作废收款", "冲销这笔收款的入账")
    data = filled(client, path)
    assert client.post(path, data | {"reason": ""}).status_code == 422
    assert client.post(path, data | {"reason": "录错"}).status_code == 303
    assert amounts(receipt)[3] == "voided"


@pytest.mark.spec("FIN-012", "FIN-013")
def test_whoever_applies_for_or_decides_on_a_refund_reads_the_order_and_its_money(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    executed(world, approved(world, requested(world, order, "25.40", lowers_claim=False)))
    refund = requested(world, order, "10.00", lowers_claim=True)

    shows(as_person(world.clerk), f"/orders/{order.number}/refund/", "订单金额 ¥225.40", "已收 ¥200.00", "未收 ¥25.40",
          "已退 ¥25.40")  # fmt: skip
    service, path = as_person(world.service_desk), f"/refunds/{refund.number}/decision/"
    shows(service, path, order.number, order.customer_name, "订单金额 ¥225.40", "已收 ¥200.00", "已退 ¥25.40",
          "退款金额 ¥10.00", "退款完成后 订单继续，这笔款客户不用再付（折让）")  # fmt: skip
    assert f'<a href="/orders/{order.number}/">{order.number}</a>' in service.get(path).content.decode()


@pytest.mark.spec("FIN-012", "ORD-033")
def test_cancelling_is_offered_only_while_the_order_can_be_cancelled(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    client, path = as_person(world.clerk), f"/orders/{order.number}/refund/"
    assert '<option value="yes" selected' in client.get(f"{path}?cancel=1").content.decode()
    ship_order(
        order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=world.shipper, at=NOON
    )

    assert 'value="yes"' not in client.get(f"{path}?cancel=1").content.decode()
    asked = filled(client, path) | {"reason": "不要了", "cancels": "yes"}
    assert client.post(path, asked).status_code == 422
    assert Refund.objects.count() == 0
