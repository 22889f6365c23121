"""Telling the customer about his order: an e-mail, an entry on the order and on the customer (ORD-030)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, Forbidden, NotFound
from danshu.notices.models import OutgoingMessage
from danshu.notices.sending import send_due
from danshu.notices.tests.factories import configure_mail
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.sales.informing import offered, ready_text
from danshu.sales.models import Order, OrderNote
from danshu.sales.operations.inform_customer import inform_customer
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, line
from danshu.sales.timeline import order_timeline

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-030")]
MAIL = {"address": "buyer@example.com", "subject": "订单进展", "body": "您好，正在备货。", "recipient": "吴九"}


@pytest.fixture
def order(office: World) -> Order:
    return office.approved(line(office.soap, 2), contact_name="吴九", contact_email="buyer@example.com")


def inform(order: Order, actor: Actor, key: str = "", **changes: str) -> OrderNote:
    act = inform_customer.keyed(key) if key else inform_customer
    return act(order_id=order.pk, **(MAIL | changes), actor=actor, at=NOON)


def nothing_happened() -> bool:
    return not OutgoingMessage.objects.exists() and not OrderNote.objects.exists()


# ---- the operation --------------------------------------------------------------------------------------------------
def test_informing_queues_the_e_mail_and_records_it_on_the_order(office: World, order: Order) -> None:
    note = inform(order, office.clerk)
    message = OutgoingMessage.objects.get()
    assert (message.address, message.recipient, message.subject, message.body) == (
        "buyer@example.com", "吴九", "订单进展", "您好，正在备货。",
    )  # fmt: skip
    assert (message.source, message.label, message.url) == (order.ref, order.number, f"/orders/{order.number}/")
    assert (message.status, message.created_by_id) == ("queued", office.clerk.user_id)
    assert (note.kind, note.channel, note.contact, note.content, note.message) == (
        "customer", "email", "吴九", "订单进展\n\n您好，正在备货。", message,
    )  # fmt: skip
    (entry,) = [entry for entry in order_timeline(order) if entry["kind"] == "message"]
    assert (entry["action"], str(entry["status"]), entry["who"]) == ("客户沟通 · 邮件 吴九", "待发送", "李四")


def test_the_same_key_queues_one_e_mail(office: World, order: Order) -> None:
    assert inform(order, office.clerk, "k-1") == inform(order, office.clerk, "k-1")
    assert (OutgoingMessage.objects.count(), OrderNote.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"address": ""}, "address"), ({"address": "吴九"}, "address"), ({"subject": " "}, "subject"), ({"body": ""}, "body"),
     ({"language": "fr"}, "language")],
)  # fmt: skip
def test_an_e_mail_that_cannot_be_sent_leaves_no_note(
    office: World, order: Order, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        inform(order, office.clerk, **wrong)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert nothing_happened()


def test_a_stranger_finds_no_order_and_a_reader_may_not_inform(office: World, order: Order) -> None:
    with pytest.raises(NotFound):
        inform(order, office.stranger)
    with pytest.raises(Forbidden):
        inform(order, Actor(office.clerk.user_id, "李四", grants={VIEW_ORDER: EVERYTHING}))
    assert nothing_happened()


# ---- ready texts ----------------------------------------------------------------------------------------------------
def test_the_progress_text_names_order_amount_and_status_in_both_languages(order: Order) -> None:
    chinese, english = ready_text(order, "progress", "zh-hans"), ready_text(order, "progress", "en")
    assert chinese.subject == f"订单 {order.number} 进展"
    assert chinese.body.startswith(
        f"吴九，您好：\n\n您的订单 {order.number}（2026-09-18，金额 ¥85.00）目前的状态：待付款。"
    )
    assert english.subject == f"Order {order.number}: progress"
    assert english.body.startswith(f"Dear 吴九,\n\nYour order {order.number} of 18 Sep 2026 over CNY 85.00 has")


def test_the_payment_reminder_names_what_is_open_and_where_to_pay(office: World, order: Order) -> None:
    bank = {"company_bank": "示例银行", "company_bank_account": "6200 0000", "company_phone": "021-1"}
    change_parameters(changes=bank, actor=Actor.system(), at=NOON)
    pay_order(order_id=order.pk, amount=order.total - 60, received_date=NOON.date(), method="bank_transfer",
              actor=office.finance, at=NOON)  # fmt: skip
    order.refresh_from_db()
    body = ready_text(order, "payment", "zh-hans").body
    assert "金额 ¥85.00，已收 ¥25.00，还有 ¥60.00 未付。" in body
    assert ("示例银行　6200 0000" in body, f"汇款时请注明订单号 {order.number}。" in body) == (True, True)
    assert body.endswith("如有问题，请致电 021-1。\n单枢示例有限公司")


def test_only_what_is_true_of_the_order_is_offered_and_shipping_names_the_parcel(office: World, order: Order) -> None:
    assert offered(order) == ["progress", "payment", "document"]
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer",
              actor=office.finance, at=NOON)  # fmt: skip
    ship_order(order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF100200", actor=office.shipper,
               at=NOON)  # fmt: skip
    order.refresh_from_db()
    assert offered(order) == ["progress", "shipped", "document"]
    text = ready_text(order, "shipped", "zh-hans")
    assert (text.subject, "，运单号 SF100200" in text.body) == (f"订单 {order.number} 已发货", True)
    assert ", tracking number SF100200" in ready_text(order, "shipped", "en").body


# ---- the page -------------------------------------------------------------------------------------------------------
def test_the_form_is_prefilled_and_says_that_nothing_can_be_sent_yet(
    office: World, order: Order, sign_in: SignIn
) -> None:
    client, url = sign_in(office.clerk), f"/orders/{order.number}/messages/new/"
    assert f'href="{url}"' in client.get(f"/orders/{order.number}/").content.decode()
    page = client.get(url)
    form, text = page.context["form"], page.content.decode()
    assert (form["recipient"].value(), form["address"].value()) == ("吴九", "buyer@example.com")
    assert (form["subject"].value(), form["language"].value()) == (f"订单 {order.number} 进展", "zh-hans")
    assert ('class="x-card x-subject"' in text, "还没有配置发信服务器" in text) == (True, True)
    english = client.get(f"{url}?text=payment&language=en").context["form"]
    assert english["subject"].value() == f"Order {order.number}: payment reminder"
    assert client.get(f"{url}?text=shipped&language=fr").context["form"]["subject"].value() == form["subject"].value()
    configure_mail()
    assert "还没有配置发信服务器" not in client.get(url).content.decode()


def test_the_preview_shows_the_text_and_sends_nothing(office: World, order: Order, sign_in: SignIn) -> None:
    client, url = sign_in(office.clerk), f"/orders/{order.number}/messages/new/"
    page = client.post(url, MAIL | {"language": "zh-hans", "form_token": "t", "preview": "1", "body": "您好<b>"})
    assert (page.status_code, page.context["preview"]["body"]) == (200, "您好<b>")
    assert 'id="preview"' in page.content.decode()
    assert "您好&lt;b&gt;" in page.content.decode()
    assert page.context["form"]["form_token"].value() == "t"
    assert nothing_happened()
    wrong = client.post(url, MAIL | {"language": "zh-hans", "preview": "1", "address": "吴九"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["address"])


def test_sending_from_the_page_happens_once_and_stands_on_order_and_customer(
    office: World, order: Order, sign_in: SignIn
) -> None:
    configure_mail()
    client, given = sign_in(office.clerk), MAIL | {"language": "zh-hans", "form_token": "t"}
    for _again in range(2):
        answer = client.post(f"/orders/{order.number}/messages/new/", given)
        assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.number}/#log")
    assert OutgoingMessage.objects.count() == 1
    assert "待发送" in client.get(f"/orders/{order.number}/").content.decode()
    assert (send_due(at=now()), len(mail.outbox)) == (1, 1)
    for address in (f"/orders/{order.number}/", f"/customers/{office.customer.pk}/"):
        text = client.get(address).content.decode()
        assert ("您好，正在备货。" in text, "已发送" in text) == (True, True), address


def test_a_missing_address_is_refused_beside_its_field(office: World, order: Order, sign_in: SignIn) -> None:
    answer = sign_in(office.clerk).post(
        f"/orders/{order.number}/messages/new/", MAIL | {"address": "", "language": "zh-hans", "form_token": "t"}
    )
    assert (answer.status_code, answer.context["form"].errors["address"]) == (422, ["填写邮箱"])
    assert "您好，正在备货。" in answer.content.decode()
    assert nothing_happened()


def test_the_page_is_closed_to_strangers(office: World, order: Order, sign_in: SignIn) -> None:
    url = f"/orders/{order.number}/messages/new/"
    assert sign_in(office.stranger).get(url).status_code == 404
    assert sign_in(office.stranger).post(url, MAIL).status_code == 404
    assert nothing_happened()


def test_ten_messages_cost_the_order_page_no_further_queries(office: World, order: Order, sign_in: SignIn) -> None:
    client, url = sign_in(office.clerk), f"/orders/{order.number}/"
    inform(order, office.clerk)
    counts = []
    for _more in range(2):
        client.get(url)
        with CaptureQueriesContext(connection) as statements:
            client.get(url)
        counts.append(len(statements))
        for number in range(9):
            inform(order, office.clerk, subject=f"第 {number} 封")
    assert counts[0] == counts[1]


# ---- the API --------------------------------------------------------------------------------------------------------
@pytest.fixture
def send(office: World, order: Order, sign_in: SignIn) -> Any:
    def act(body: dict[str, Any], *, key: str = "k", actor: Actor = office.clerk) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        client: Client = sign_in(actor)
        return client.post(f"/api/v1/orders/{order.number}/messages", json.dumps(body), "application/json",
                           headers=headers)  # fmt: skip

    return act


@pytest.mark.spec("COM-013", "SYS-030")
def test_the_api_queues_one_message_for_the_contact_of_the_order(send: Any) -> None:
    body = {"subject": "进展", "body": "正在备货"}
    first, second = send(body), send(body)
    message = OutgoingMessage.objects.get()
    assert (first.status_code, second.json()) == (201, first.json())
    assert {name: first.json()[name] for name in ("key", "status", "recipient", "address")} == {
        "key": str(message.key), "status": "queued", "recipient": "吴九", "address": "buyer@example.com",
    }  # fmt: skip
    assert OrderNote.objects.get().message == message


@pytest.mark.spec("SYS-030")
def test_the_api_refuses_without_key_address_or_scope(send: Any, office: World) -> None:
    body = {"subject": "进展", "body": "正在备货"}
    assert send(body, key="").json()["code"] == "idempotency_key_missing"
    wrong = send(body | {"address": ""})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "address")
    assert send(body, actor=office.stranger).status_code == 404
    assert send(body | {"bcc": "all@example.com"}).status_code == 422
    assert nothing_happened()
