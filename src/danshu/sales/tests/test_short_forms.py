"""Short forms about an order: they say which order it is, and a page that is out of date decides nothing."""

from __future__ import annotations

import re

import pytest

from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.record_service import record_service
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.sales.models import Order
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.start_order import start_order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db


def paid_service(world: World) -> Order:
    """A service that was performed and paid: ready to be completed."""
    order = world.approved(line(world.visit, 1, wanted_date=NOON.date()))
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer",
              actor=world.finance, at=NOON)  # fmt: skip
    record_service(
        order_id=order.pk, line_ids=[order.lines.get().pk], performer="王五", performed_date=NOON.date(),
        confirmed_by="吴九", actor=world.reviewer, at=NOON,
    )  # fmt: skip
    order.refresh_from_db()
    return order


@pytest.mark.spec("ORD-023", "ORD-031", "ORD-032", "COM-009")
def test_each_short_form_names_order_customer_and_amount(office: World, sign_in: SignIn) -> None:
    order = office.approved(line(office.soap, 2))
    found = record_exception(order_id=order.pk, exception_type="delivery", description="地址不通", actor=office.reviewer,
                             at=NOON)  # fmt: skip
    client = sign_in(office.reviewer)
    for address in ("complete/", "exceptions/", f"exceptions/{found.pk}/solve/"):
        page = client.get(f"/orders/{order.number}/{address}")
        subject = {str(fact.label): str(fact.value) for fact in page.context["subject"]}
        assert (subject["订单"], subject["客户"], subject["订单金额"], subject["未收"]) == (
            order.number, "示例青禾连锁超市", "¥85.00", "¥85.00",
        ), address  # fmt: skip
        assert 'class="x-card x-subject"' in page.content.decode()
    assert "地址不通" in client.get(f"/orders/{order.number}/exceptions/{found.pk}/solve/").content.decode()


@pytest.mark.spec("ORD-022")
def test_asking_for_a_release_says_what_the_check_found(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.soap, 2), payment_terms="on_account")
    page = sign_in(office.reviewer).get(f"/orders/{order.number}/ask/credit/").content.decode()
    assert "信用待审" in page
    assert order.number in page


@pytest.mark.spec("ORD-031", "COM-012")
def test_completing_from_a_page_that_is_out_of_date_is_a_conflict(office: World, sign_in: SignIn) -> None:
    order = paid_service(office)
    client, url = sign_in(office.reviewer), f"/orders/{order.number}/complete/"
    seen = client.get(url).context["form"]["version"].value()
    Order.objects.filter(pk=order.pk).update(version=order.version + 1, updated_by_name="郑十")
    answer = client.post(url, {"satisfaction": "5", "version": seen, "comment": "好"})
    assert (answer.status_code, "郑十" in answer.content.decode(), "好" in answer.content.decode()) == (409, True, True)
    order.refresh_from_db()
    assert (order.status, order.satisfaction) == ("in_progress", None)
    assert client.post(url, {"satisfaction": "5", "version": str(order.version)}).status_code == 303
    order.refresh_from_db()
    assert (order.status, order.satisfaction) == ("completed", 5)


@pytest.mark.spec("ORD-032", "COM-012")
def test_exceptions_are_neither_recorded_nor_solved_from_a_page_that_is_out_of_date(
    office: World, sign_in: SignIn
) -> None:
    order = office.approved(line(office.soap, 2))
    client, url = sign_in(office.reviewer), f"/orders/{order.number}/exceptions/"
    start_order(order_id=order.pk, actor=office.reviewer, at=NOON)
    given = {"exception_type": "delivery", "description": "地址不通", "version": str(order.version)}
    assert (client.post(url, given).status_code, order.exceptions.count()) == (409, 0)
    order.refresh_from_db()
    assert client.post(url, given | {"version": str(order.version)}).status_code == 303
    found = order.exceptions.get()
    solve = f"{url}{found.pk}/solve/"
    assert client.post(solve, {"solution": "改派", "version": str(order.version)}).status_code == 409
    found.refresh_from_db()
    assert found.solved_at is None
    order.refresh_from_db()
    assert client.post(solve, {"solution": "改派", "version": str(order.version)}).status_code == 303
    found.refresh_from_db()
    assert found.solution == "改派"


@pytest.mark.spec("FUL-014")
def test_the_receipt_form_lists_the_goods_with_their_shipped_quantities(office: World, sign_in: SignIn) -> None:
    order = office.approved(line(office.soap, 2), line(office.paper, 3))
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer",
              actor=office.finance, at=NOON)  # fmt: skip
    note = ship_order(order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1",
                      actor=office.shipper, at=NOON)  # fmt: skip
    page = sign_in(office.service_desk).get(f"/shipments/{note.number}/receipt/")
    text = re.sub(r"\s+", " ", page.content.decode())
    assert [(row.item_code, row.quantity) for row in page.context["lines"]] == [
        (office.soap.code, 2),
        (office.paper.code, 3),
    ]
    assert ("2 件</td>" in text, "3 件</td>" in text, note.order_number in text) == (True, True, True)


@pytest.mark.spec("ORD-018", "DOC-001")
def test_printing_opens_beside_the_page_and_a_repeat_shows_the_same_copy(office: World, sign_in: SignIn) -> None:
    order, client = office.approved(line(office.soap, 2)), sign_in(office.reviewer)
    page = client.get(f"/orders/{order.number}/").content.decode()
    form = re.search(rf'<form method="post" action="/orders/{order.number}/print/"[^>]*>', page)
    assert form is not None
    assert ('target="_blank" rel="noopener"' in form[0], "data-once" in form[0]) == (True, False)
    answers = [client.post(f"/orders/{order.number}/print/", {"language": "zh-hans", "key": "k-1"}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert client.get(answers[0]["Location"])["Content-Type"] == "application/pdf"
    order.refresh_from_db()
    assert order.print_count == 1
    assert client.get("/favicon.ico").status_code == 301
