"""The customer is told once that his order was placed, and what failed can be sent again (ORD-048)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from danshu.kit.actor import Actor
from danshu.notices.errors import MessageNotFailed
from danshu.notices.models import Notice, OutgoingMessage
from danshu.outbox.delivery import deliver_due
from danshu.parties.models import Customer
from danshu.sales.informing import ready_text
from danshu.sales.models import Sending
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.resend_message import resend_message
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.operations.tell_customer import tell_customer
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-048")]
BUYER = {"contact_name": "吴九", "contact_email": "buyer@example.com"}


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    at = NOON + timedelta(seconds=30)
    monkeypatch.setattr("danshu.sales.confirmations.now", lambda: at)
    monkeypatch.setattr("danshu.sales.results.now", lambda: at)
    return at


def deliver(at: datetime) -> None:
    while deliver_due(at=at):
        pass


def confirmations() -> list[OutgoingMessage]:
    return list(
        OutgoingMessage.objects.filter(subject__contains="已收到")
        | OutgoingMessage.objects.filter(subject__contains="received")
    )


def test_a_placed_order_is_confirmed_once_with_lines_total_address_and_how_to_pay(
    office: World, soon: datetime
) -> None:
    order = office.order(**BUYER)
    deliver(soon)
    message = confirmations()[0]
    assert (message.address, message.recipient, message.language) == ("buyer@example.com", "吴九", "zh-hans")
    for told in (order.number, "泡沫洗手液 500 ml × 2", "¥85.00", "合计 ¥225.40", "样板路 100 号", "款到发货"):
        assert told in message.body, told
    reject_order(order_id=order.pk, reason="数量不清", actor=office.reviewer, at=NOON)
    submit_order(order_id=order.pk, actor=office.clerk, at=NOON)
    deliver(soon)
    again = tell_customer(order_id=order.pk, occasion="placed", actor=Actor.system(), at=NOON)
    assert (len(confirmations()), again, Sending.objects.count()) == (1, False, 1)


def test_the_confirmation_speaks_the_customers_language_and_a_long_order_is_told_in_part(
    office: World, soon: datetime
) -> None:
    Customer.objects.update(language="en")
    order = office.order(*(line(office.soap, n, discount_rate=100) for n in range(1, 16)), **BUYER)
    deliver(soon)
    (message,) = confirmations()
    assert message.language == "en"
    assert f"Order {order.number} received" == message.subject
    assert "3 more lines" in message.body
    assert len(message.body) <= 1500


def test_without_an_address_the_owner_is_asked_and_nothing_is_sent(office: World, soon: datetime) -> None:
    office.order()
    deliver(soon)
    assert (confirmations(), Sending.objects.get().note) == ([], None)
    assert Notice.objects.filter(user_id=office.clerk.user_id, kind="sales.not_confirmed").count() == 1


def test_a_failed_mail_stands_on_the_order_and_is_sent_again(office: World, soon: datetime, sign_in: SignIn) -> None:
    order = office.order(**BUYER)
    deliver(soon)
    OutgoingMessage.objects.update(status="failed", attempts=5, last_error="mailbox full")
    desk, page = sign_in(office.service_desk), f"/orders/{order.number}/"
    note = Sending.objects.get().note
    assert note is not None
    assert "发给客户的邮件没有送达" in desk.get(page).content.decode()
    assert sign_in(office.stranger).post(f"{page}messages/{note.pk}/again/").status_code in (403, 404)
    assert desk.post(f"{page}messages/{note.pk}/again/").status_code == 303
    assert OutgoingMessage.objects.values_list("status", "attempts").get() == ("queued", 0)
    assert "发给客户的邮件没有送达" not in desk.get(page).content.decode()
    with pytest.raises(MessageNotFailed):
        resend_message(order_id=order.pk, note_id=note.pk, actor=office.service_desk, at=NOON)


def test_staff_send_the_content_of_the_order_at_any_time(office: World) -> None:
    order = office.approved(**BUYER)
    ready = ready_text(order, "document", "zh-hans")
    assert (ready.subject, "合计 ¥225.40" in ready.body) == (f"订单 {order.number} 内容", True)
