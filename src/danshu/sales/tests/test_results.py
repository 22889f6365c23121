"""The result of a review reaches the customer by e-mail and the owner under the bell, once (ORD-024)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, Forbidden
from danshu.notices.models import Notice, OutgoingMessage
from danshu.outbox.delivery import deliver_due
from danshu.outbox.models import Delivery
from danshu.parties.models import Customer
from danshu.sales.models import Order, OrderNote, Supervision
from danshu.sales.operations.decide_supervision import decide_supervision
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.operations.tell_result import tell_result
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, actor_of, line
from danshu.sales.timeline import order_timeline

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-024")]
BUYER = {"contact_name": "吴九", "contact_email": "buyer@example.com"}
CLOCK = "danshu.sales.results.now"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    at = NOON + timedelta(seconds=30)
    monkeypatch.setattr(CLOCK, lambda: at)
    return at


def deliver(at: datetime) -> None:
    while deliver_due(at=at):
        pass
    assert not Delivery.objects.filter(handler__startswith="sales.tell_").exclude(state="done").exists()


def bells(kind: str) -> list[tuple[int, str, str]]:
    return list(Notice.objects.filter(kind=kind).values_list("user_id", "text", "text_en"))


def reject(order: Order, world: World, **values: Any) -> Order:
    given = {"reason": "毛利太低", **values}
    return reject_order(order_id=order.pk, **given, actor=world.reviewer, at=NOON)


def test_approval_tells_the_customer_and_the_owner_once(office: World, soon: datetime) -> None:
    order = office.approved(**BUYER)
    assert not OutgoingMessage.objects.exists()  # the decision itself sends nothing
    deliver(soon)
    message = OutgoingMessage.objects.get()
    assert (message.address, message.recipient, message.language, message.subject) == (
        "buyer@example.com", "吴九", "zh-hans", f"订单 {order.number} 审批结果：已通过",
    )  # fmt: skip
    assert f"您的订单 {order.number}（2026-09-18，金额 ¥" in message.body
    assert OrderNote.objects.get(order=order, kind="customer").message == message
    words = f"订单 {order.number} 已审核通过", f"Order {order.number} was approved"
    assert bells("sales.approved") == [(office.clerk.user_id, *words)]
    Delivery.objects.filter(handler="sales.tell_approved").update(state="waiting", due_at=soon)
    deliver(soon)
    assert (OutgoingMessage.objects.count(), len(bells("sales.approved"))) == (1, 1)


def test_a_refusal_tells_the_customer_the_reason_meant_for_him_in_his_language(office: World, soon: datetime) -> None:
    Customer.objects.filter(pk=office.customer.pk).update(language="en")
    order = reject(office.order(**BUYER), office, customer_reason="The address is incomplete")
    deliver(soon)
    message = OutgoingMessage.objects.get()
    assert (message.language, message.subject) == ("en", f"Order {order.number}: not approved")
    assert ("The address is incomplete" in message.body, "毛利太低" in message.body) == (True, False)
    assert [who for who, *_ in bells("sales.rejected")] == [office.clerk.user_id]


def test_without_a_reason_for_him_the_customer_reads_that_somebody_turns_to_him(office: World, soon: datetime) -> None:
    reject(office.order(**BUYER), office)
    deliver(soon)
    body = OutgoingMessage.objects.get().body
    assert ("我们的业务员会就此与您联系。" in body, "毛利太低" in body, "原因" in body) == (True, False, False)


def test_a_corrected_order_is_told_about_again(office: World, soon: datetime) -> None:
    order = reject(office.order(**BUYER), office)
    submit_order(order_id=order.pk, actor=office.clerk, at=NOON)
    reject(order, office)
    deliver(soon)
    assert OutgoingMessage.objects.count() == 2


def test_the_supervisors_refusal_is_a_result_too(office: World, soon: datetime) -> None:
    order = office.order(line(office.soap, 90, unit_price=Decimal(900)), payment_terms="on_account")
    Order.objects.filter(pk=order.pk).update(contact_email="buyer@example.com")
    boss = Supervision.objects.get(order=order).supervisor_id
    assert boss is not None
    actor = actor_of(User.objects.get(pk=boss), "SMG")
    decide_supervision(order_id=order.pk, agree=False, reason="超额", actor=actor, at=NOON)
    deliver(soon)
    message = OutgoingMessage.objects.get()
    assert (message.subject, "超额" in message.body) == (f"订单 {order.number} 审批结果：未通过", False)


def test_without_an_address_the_owner_is_asked_to_tell_the_customer(office: World, soon: datetime) -> None:
    order = office.approved(contact_email="")
    Customer.objects.filter(pk=office.customer.pk).update(email="nobody")
    deliver(soon)
    ((who, chinese, english),) = bells("sales.result_not_sent")
    assert (who, OutgoingMessage.objects.exists()) == (office.clerk.user_id, False)
    assert chinese == f"订单 {order.number} 没有可用的客户邮箱，审批结果未发出，请自行告知客户"
    assert (
        english
        == f"Order {order.number} has no usable customer e-mail: the result was not sent, please tell the customer yourself"
    )
    assert any("审批结果未发出" in str(entry) for entry in order_timeline(order))
    Customer.objects.filter(pk=office.customer.pk).update(email="firm@example.com")
    assert tell_result(order_id=order.pk, approved=True, actor=Actor.system(), at=NOON) is True
    assert OutgoingMessage.objects.get().address == "firm@example.com"


def test_an_old_decision_is_no_news(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CLOCK, lambda: NOON + timedelta(days=8))
    office.approved(**BUYER)
    deliver(NOON + timedelta(days=8))
    assert (OutgoingMessage.objects.exists(), bells("sales.approved")) == (False, [])


def test_nobody_calls_it_by_hand_and_a_too_long_reason_rejects_nothing(office: World) -> None:
    order = office.order(**BUYER)
    with pytest.raises(Forbidden):
        tell_result(order_id=order.pk, approved=True, actor=office.reviewer, at=NOON)
    with pytest.raises(FieldErrors) as refused:
        reject(order, office, customer_reason="长" * 501)
    assert [problem.field for problem in refused.value.problems] == ["customer_reason"]
    order.refresh_from_db()
    assert (order.status, OutgoingMessage.objects.exists()) == ("awaiting_review", False)


def test_page_and_api_take_the_reason_for_the_customer(office: World, sign_in: SignIn, soon: datetime) -> None:
    first, second = office.order(**BUYER), office.order(**BUYER)
    client, url = sign_in(office.reviewer), f"/orders/review/{first.number}/"
    assert 'name="customer_reason"' in client.get(url).content.decode()
    given = {"decision": "reject", "version": str(first.version), "reason": "内部", "customer_reason": "缺货到十月"}
    assert client.post(url, given).status_code in (302, 303)
    answer = client.post(
        f"/api/v1/orders/{second.number}/rejection", json.dumps({"reason": "内部", "customer_reason": "请补地址"}),
        "application/json", headers={"Idempotency-Key": "r"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["status"]) == (200, "rejected")
    told = dict(Delivery.objects.filter(handler="sales.tell_rejected").values_list("aggregate", "event__payload"))
    assert {text["customer_reason"] for text in told.values()} == {"缺货到十月", "请补地址"}
