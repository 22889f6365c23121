"""The pages and the API of orders: rights, scope, conflicts, repeats, lists, query counts (ORD-017 to ORD-019)."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from danshu.access.tests.factories import grant
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.parties.models import Customer
from danshu.sales.models import Order
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.permissions import SUBMIT_UNREVIEWED
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db
API = "/api/v1/orders"


def listed(client: Client, query: str = "") -> list[str]:
    """The numbers on the list page, in their order."""
    response = client.get(f"/orders/?{query}")
    assert response.status_code == 200
    return [row.number for row in response.context["listing"].page.rows]


def send(client: Client, method: str, path: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return getattr(client, method)(path, json.dumps(body), content_type="application/json", headers=headers)


def sheet(world: World, **changes: Any) -> dict[str, Any]:
    """A filled entry form."""
    filled: dict[str, Any] = {
        "customer": world.customer.pk, "delivery_method": world.delivery_method_id, "channel": "staff",
        "lines-0-item": world.soap.pk, "lines-0-quantity": "2", "lines-1-item": world.paper.pk, "lines-1-quantity": "3",
        "checklist-customer": "1", "checklist-products": "1", "checklist-amount": "1", "checklist-discount": "1",
    }  # fmt: skip
    return filled | changes


# ---- entry ----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-004", "ORD-008", "COM-013")
def test_the_form_saves_numbers_and_answers_a_repeat_with_the_same_order(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    token = client.get("/orders/new/").context["form"].token
    filled = sheet(
        office, submit="1", form_token=token, confirmed_with="吴九", confirmed_by="phone", confirmed_on="2026-09-18",
        **{"lines-0-remark": "分两箱", "lines-0-wanted_date": "2026-09-25"},
    )  # fmt: skip
    answers = [client.post("/orders/new/", filled) for _ in range(2)]
    order = Order.objects.get()
    assert [(a.status_code, a["Location"]) for a in answers] == [(303, f"/orders/{order.number}/")] * 2
    first = order.lines.order_by("position")[0]
    assert (order.status, order.total, order.line_count) == ("awaiting_review", Decimal("225.40"), 2)
    assert (first.remark, first.wanted_date) == ("分两箱", date(2026, 9, 25))
    assert order.checklist["confirmed_with"] == "吴九"
    shown = sign_in(office.reviewer).get(f"/orders/review/{order.number}/").content.decode()
    assert "已与 吴九 电话 2026-09-18 确认" in shown
    assert listed(client)[0] == order.number


@pytest.mark.spec("ORD-004", "COM-008")
def test_without_customer_line_and_number_the_entries_come_back_with_the_words_beside_them(
    office: World, sign_in: SignIn
) -> None:
    client = sign_in(office.clerk)
    answer = client.post(
        "/orders/new/", sheet(office, customer="", submit="1", remark="周末不收", **{"lines-1-quantity": "-1"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择客户；客户必须先建档" in page
    assert "数量应大于 0，且不超过 999,999,999" in page
    assert "周末不收" in page
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-006")
def test_a_total_that_changed_since_it_was_shown_is_asked_about_once(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    answer = client.post("/orders/new/", sheet(office, save="1", seen_total="200.00"))
    assert "金额已从 200.00 变为 225.40，请与客户确认" in answer.content.decode()
    assert Order.objects.count() == 0
    again = re.search(r'name="seen_total" value="([\d.]+)"', answer.content.decode())
    assert again is not None
    assert client.post("/orders/new/", sheet(office, save="1", seen_total=again[1])).status_code == 303
    assert Order.objects.get().total == Decimal("225.40")


@pytest.mark.spec("ORD-014", "COM-012")
def test_a_stale_edit_page_gets_the_conflict_and_keeps_what_was_typed(office: World, sign_in: SignIn) -> None:
    order, client = office.order(submit=False), sign_in(office.clerk)
    fresh = sheet(office, save="1", version="1", remark="先来")
    late = sheet(office, save="1", version="1", remark="后到的备注")
    assert client.post(f"/orders/{order.number}/edit/", fresh).status_code == 303
    answer = client.post(f"/orders/{order.number}/edit/", late)
    assert answer.status_code == 409
    assert "后到的备注" in answer.content.decode()
    order.refresh_from_db()
    assert order.remark == "先来"


@pytest.mark.spec("ORD-005", "ORD-014")
def test_editing_keeps_line_remarks_address_and_channel_that_nobody_touched(office: World, sign_in: SignIn) -> None:
    order = office.order(
        line(office.soap, 2, remark="分两箱", wanted_date=date(2026, 9, 25)), channel="phone", submit=False
    )
    client = sign_in(office.clerk)
    page = client.get(f"/orders/{order.number}/edit/")
    fields = dict(re.findall(r'name="(lines-0-\w+)"[^>]*value="([^"]*)"', page.content.decode()))
    form = page.context["form"]
    posted = {name: form.initial.get(name) or "" for name in form.fields} | fields | {"remark": "改了", "save": "1"}
    assert client.post(f"/orders/{order.number}/edit/", posted).status_code == 303
    order.refresh_from_db()
    kept = order.lines.get()
    assert (order.remark, order.channel, kept.remark, kept.wanted_date) == (
        "改了",
        "phone",
        "分两箱",
        date(2026, 9, 25),
    )
    assert order.delivery_address.endswith("样板路 100 号")


# ---- rights and scope -----------------------------------------------------------------------------------------------
ACTS = ("edit/", "submit/", "cancel/impact/", "start/", "complete/", "exceptions/", "supervision/")


@pytest.mark.spec("ORD-018", "ACC-022", "ACC-023")
def test_outside_the_scope_every_page_says_not_found(office: World, sign_in: SignIn) -> None:
    order, client = office.order(), sign_in(office.stranger)
    assert client.get(f"/orders/{order.number}/").status_code == 404
    assert client.get(f"{API}/{order.number}").status_code == 404
    assert client.get(f"/orders/{order.number}/edit/").status_code == 404
    assert client.post(f"/orders/{order.number}/submit/").status_code == 404
    assert client.post(f"/orders/{order.number}/note/", {"content": "x"}).status_code == 404
    assert order.notes.count() == 0


@pytest.mark.spec("ORD-019", "ORD-033", "ACC-023")
def test_without_the_right_there_is_no_button_and_a_direct_request_is_refused(office: World, sign_in: SignIn) -> None:
    order, client = office.order(), sign_in(office.clerk)
    page = client.get(f"/orders/{order.number}/").content.decode()
    for name in ("cancel/impact/", "start/", "complete/", "exceptions/"):
        assert f"/orders/{order.number}/{name}" not in page
        assert client.post(f"/orders/{order.number}/{name}", {"reason": "x"}).status_code == 403, name
    assert client.get("/orders/review/").status_code == 403
    assert client.post(f"/orders/review/{order.number}/", {"decision": "approve"}).status_code == 403
    assert client.post(f"/orders/{order.number}/supervision/", {"decision": "agree"}).status_code == 403
    order.refresh_from_db()
    assert (order.status, order.version) == ("awaiting_review", 1)


@pytest.mark.spec("ORD-004", "ACC-023")
def test_who_may_not_enter_orders_has_no_button_and_is_refused(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.shipper)
    assert "/orders/new/" not in client.get("/orders/").content.decode()
    assert client.get("/orders/new/").status_code == 403
    assert client.post("/orders/new/", sheet(office, save="1")).status_code == 403
    assert send(client, "post", API, {"customer_id": office.customer.pk, "lines": []}, "k").status_code == 403
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-018")
def test_a_cancelled_order_keeps_no_action_and_an_approved_unpaid_one_can_be_cancelled(
    office: World, sign_in: SignIn
) -> None:
    order, client = office.approved(), sign_in(office.reviewer)
    page = client.get(f"/orders/{order.number}/")
    assert f"/orders/{order.number}/cancel/impact/" in page.content.decode()
    asked = client.get(f"/orders/{order.number}/cancel/impact/")
    told = asked.content.decode()
    assert all(f"释放华东一仓占用：{name}" in told for name in ("泡沫洗手液 500 ml 2", "抽取式面巾纸 3"))
    order.refresh_from_db()
    assert order.status == "approved"
    given = {"digest": asked.context["digest"], "form_token": "t-1"}
    assert client.post(f"/orders/{order.number}/cancel/impact/", given | {"reason": " "}).status_code == 422
    assert client.post(f"/orders/{order.number}/cancel/impact/", given | {"reason": "客户取消"}).status_code == 303
    page = client.get(f"/orders/{order.number}/")
    left = [f"/orders/new/?copy={order.number}", f"/orders/delete/?ids={order.pk}"]
    assert [action.url for action in page.context["page"].actions] == left


@pytest.mark.spec("ORD-030", "COM-008", "COM-013")
def test_an_empty_note_is_refused_beside_the_field_and_a_repeated_one_is_kept_once(
    office: World, sign_in: SignIn
) -> None:
    order, client = office.order(), sign_in(office.clerk)
    url = f"/orders/{order.number}/note/"
    answer = client.post(url, {"content": "  ", "kind": "internal"})
    assert (answer.status_code, "备注应为 1 到 2000 个字" in answer.content.decode()) == (422, True)
    assert "长" * 2001 in client.post(url, {"content": "长" * 2001}).content.decode()
    for _ in range(2):
        assert client.post(url, {"content": "已电话", "form_token": "t-1"}).status_code == 303
    assert list(order.notes.values_list("content", flat=True)) == ["已电话"]


# ---- review ---------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-019", "ORD-016", "ORD-020")
def test_the_review_page_refuses_with_reasons_keeps_entries_and_then_goes_on_to_the_next(
    office: World, sign_in: SignIn
) -> None:
    first = office.order(line(office.soap, 2, unit_price=Decimal("41.00")))
    second = office.order(line(office.paper, 1))
    client, url = sign_in(office.reviewer), f"/orders/review/{first.number}/"
    given = {"decision": "approve", "version": "1", "reason": "老客户价"}
    page = client.post(url, given)
    assert page.status_code == 422
    assert page.context["beside"] == {
        "price": "看过后勾选，才能通过", "company_name": "核对后勾选，才能通过；名称有误时驳回，由业务员更正",
    }  # fmt: skip
    given["company_name_confirmed"] = "1"
    page = client.post(url, given)
    assert (page.status_code, page.context["beside"]) == (409, {"price": "看过后勾选，才能通过"})
    assert "老客户价" in page.content.decode()
    page = client.post(url, given | {"confirmed_warnings": "price"})
    assert (page.status_code, page["Location"]) == (303, f"/orders/review/{second.number}/")
    first.refresh_from_db()
    assert (first.status, first.overrides.get().code, first.overrides.get().reason) == ("approved", "price", "老客户价")


@pytest.mark.spec("ORD-019", "COM-012")
def test_approving_a_just_changed_order_shows_the_conflict(office: World, sign_in: SignIn) -> None:
    order = office.order()
    sign_in(office.clerk).post(f"/orders/{order.number}/edit/", sheet(office, save="1", version="1", remark="改了"))
    answer = sign_in(office.reviewer).post(
        f"/orders/review/{order.number}/", {"decision": "approve", "version": "1", "company_name_confirmed": "1"}
    )
    assert answer.status_code == 409
    order.refresh_from_db()
    assert (order.status, order.version) == ("awaiting_review", 2)


@pytest.mark.spec("ORD-019")
def test_a_rejection_needs_its_reason_and_reaches_the_owner(office: World, sign_in: SignIn) -> None:
    order, client = office.order(), sign_in(office.reviewer)
    url = f"/orders/review/{order.number}/"
    assert client.post(url, {"decision": "reject", "version": "1", "reason": " "}).status_code == 422
    assert client.post(url, {"decision": "reject", "version": "1", "reason": "数量不对"}).status_code == 303
    page = sign_in(office.clerk).get(f"/orders/{order.number}/").content.decode()
    assert "审核人驳回了这张订单" in page
    assert "数量不对" in page


# ---- lists ----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-017")
def test_each_condition_alone_and_together_finds_exactly_its_orders(office: World, sign_in: SignIn) -> None:
    first = office.approved(
        line(office.soap, 1), external_number="PO-1", contract_number="HT-9", wanted_date=date(2026, 9, 1)
    )
    second = office.order(line(office.paper, 20), channel="phone", contact_phone="13900000002")
    Order.objects.filter(pk=first.pk).update(payment_state="paid", paid_amount=first.total)
    client = sign_in(office.reviewer)
    cases = {
        "q=PO-1": [first], "external=PO-1": [first], "contract=HT-9": [first], "phone=0002": [], "phone=13900000002": [second], "q=13900000002": [second], "q=洗手液": [first], f"q={office.soap.code}": [first], "q=面巾纸": [second], "q=没有这种商品": [],
        "channel=phone": [second], "status=approved": [first], "settled=paid": [first], "settled=unpaid": [second],
        "settled=paid&settled=unpaid": [second, first], f"item={office.paper.pk}": [second],
        "model=洗手液": [first], f"model={office.paper.code}": [second], "customer_text=kh-0001": [second, first],
        "customer_text=没有": [], "amount_from=500": [second], f"customer={office.customer.pk}": [second, first],
        f"owner={office.clerk.user_id}": [second, first], "type=card": [], "tab=late": [first], "tab=review": [second],
        "settled=paid&channel=phone": [], f"channel=phone&item={office.paper.pk}&status=awaiting_review": [second],
    }  # fmt: skip
    for query, expected in cases.items():
        assert listed(client, query) == [order.number for order in expected], query


@pytest.mark.spec("ORD-017")
def test_the_totals_cover_the_whole_filter_and_the_export_equals_the_list(office: World, sign_in: SignIn) -> None:
    for quantity in (1, 2, 3):
        office.order(line(office.soap, quantity))
    client = sign_in(office.reviewer)
    page = client.get("/orders/?size=20&amount_from=50").content.decode()
    assert "212.50" in page  # 85.00 + 127.50
    answer = client.get("/orders/?amount_from=50&export=csv")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = content.decode("utf-8-sig").strip().splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == listed(client, "amount_from=50")
    assert sign_in(office.clerk).get("/orders/?export=csv").status_code == 403


@pytest.mark.spec("ORD-032")
def test_exceptions_are_listed_and_counted_by_type(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    for kind in ("delivery", "delivery", "payment"):
        record_exception(order_id=order.pk, exception_type=kind, description="说明", actor=office.reviewer, at=NOON)
    page = sign_in(office.reviewer).get("/orders/exceptions/?tab=delivery")
    assert len(page.context["listing"].page.rows) == 2
    assert sign_in(office.clerk).get("/orders/exceptions/").status_code == 403


def count_of(client: Client, address: str, capture: Any) -> int:
    with capture() as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.spec("ORD-017", "ORD-018", "ORD-019")
def test_list_detail_and_review_need_no_more_queries_for_more_rows(
    office: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def capture() -> CaptureQueriesContext:
        return CaptureQueriesContext(connection)

    client = sign_in(office.reviewer)
    small = office.order(line(office.soap, 1))
    pages = ["/orders/", f"/orders/{small.number}/", f"/orders/review/{small.number}/"]
    few = [count_of(client, page, capture) for page in pages for _warm in range(2)][1::2]
    for number in range(12):
        office.order(*[line(office.soap, n + 1) for n in range(number + 1)])
    large = Order.objects.order_by("-pk")[0]
    for _ in range(10):
        add_order_note(order_id=large.pk, content="说", actor=office.clerk, at=NOON)
        record_exception(order_id=large.pk, exception_type="other", description="x", actor=office.reviewer, at=NOON)
    pages = ["/orders/", f"/orders/{large.number}/", f"/orders/review/{large.number}/"]
    many = [count_of(client, page, capture) for page in pages]
    assert [m - f for m, f in zip(many, few, strict=True)] <= [0, 3, 3], (few, many)
    assert max(many) <= 45, many


# ---- customer page --------------------------------------------------------------------------------------------------
@pytest.mark.spec("CUS-008", "ORD-004", "ORD-030")
def test_the_customer_page_shows_his_orders_figures_and_what_was_said(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    add_order_note(order_id=order.pk, content="问何时到货", kind="customer", channel="phone", contact="吴九",
                   actor=office.clerk, at=NOON)  # fmt: skip
    page = sign_in(office.clerk).get(f"/customers/{office.customer.pk}/").content.decode()
    for text in (order.number, "问何时到货", f"/orders/new/?customer={office.customer.pk}", "近 12 个月成交"):
        assert text in page, text
    tab = sign_in(office.clerk).get(f"/customers/{office.customer.pk}/?tab=orders").content.decode()
    assert order.number in tab


# ---- API ------------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-004", "ORD-012", "COM-013")
def test_through_the_api_an_order_goes_the_same_way_once_per_key(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.reviewer)
    grant(User.objects.get(pk=office.reviewer.user_id), SUBMIT_UNREVIEWED)
    body = {"customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": "2"}],
            "delivery_method_id": office.delivery_method_id, "warehouse_id": office.warehouse.pk}  # fmt: skip
    made = [send(client, "post", API, body, "k-1") for _ in range(2)]
    assert [m.status_code for m in made] == [201, 201]
    number = made[0].json()["number"]
    assert (made[1].json()["number"], Order.objects.count()) == (number, 1)
    assert (made[0].json()["status"], made[0].json()["total"]) == ("draft", "85.00")
    kept = client.get(f"{API}/{number}").json()
    assert (kept["delivery_method_id"], kept["recipient"], kept["remark"]) == (office.delivery_method_id, "吴九", "")
    submitted = send(client, "post", f"{API}/{number}/submission", {"seen_status": "draft"}, "k-2")
    assert (submitted.status_code, submitted.json()["status"]) == (200, "approved")
    stale = send(client, "post", f"{API}/{number}/cancellation", {"reason": "x", "seen_status": "draft"}, "k-3")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_state")
    assert (
        send(client, "post", f"{API}/{number}/cancellation", {"reason": "不要了"}, "k-4").json()["status"]
        == "cancelled"
    )


@pytest.mark.spec("ORD-009", "ORD-023", "INV-A1")
@pytest.mark.parametrize(
    ("has_right", "line_entry", "status"),
    [(False, {}, "awaiting_review"), (True, {"discount_rate": "0"}, "awaiting_review"), (True, {}, "approved")],
)
def test_an_order_through_the_api_is_reviewed_unless_another_system_decided_and_nothing_is_open(
    office: World, sign_in: SignIn, has_right: bool, line_entry: dict[str, str], status: str
) -> None:
    if has_right:
        grant(User.objects.get(pk=office.clerk.user_id), SUBMIT_UNREVIEWED)
    body = {"customer_id": office.customer.pk, "delivery_method_id": office.delivery_method_id, "submit": True,
            "lines": [{"item_id": office.soap.pk, "quantity": "2", **line_entry}]}  # fmt: skip
    answer = send(sign_in(office.clerk), "post", API, body, "k-1")
    assert (answer.status_code, answer.json()["status"], Order.objects.get().status) == (201, status, status)


@pytest.mark.spec("ORD-005", "COM-008")
@pytest.mark.parametrize("quantity", ["0", "-1", "1.5"])
def test_the_api_names_the_field_of_a_wrong_quantity(office: World, sign_in: SignIn, quantity: str) -> None:
    body = {"customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": quantity}]}
    answer = send(sign_in(office.reviewer), "post", API, body, "k-1")
    assert answer.status_code == 422
    assert "lines.0.quantity" in answer.content.decode()
    assert Order.objects.count() == 0


def test_a_strangers_customer_is_not_found_through_the_api(office: World, sign_in: SignIn) -> None:
    body = {"customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": "1"}]}
    assert send(sign_in(office.stranger), "post", API, body, "k-1").status_code == 404
    assert (Order.objects.count(), Customer.objects.count()) == (0, 1)
    assert isinstance(office.stranger, Actor)
