"""The pages of money as each role sees them (FIN-001, FIN-002, FIN-006, FIN-007, FIN-012, FIN-013)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from danshu.audit.tests.pages import filled, words
from danshu.billing.models import Match, PaymentMethod, PaymentProblem, Receipt
from danshu.billing.tests.factories import (
    TOTAL,
    amounts,
    matched,
    money_of,
    paid,
    problems,
    received,
    refunded,
    requested,
    told,
)
from danshu.sales.tests.world import World, line

pytestmark = pytest.mark.django_db


def shows(client: Any, path: str, *parts: str) -> str:
    text = str(client.text(path))
    missing = [part for part in parts if part not in text]
    assert not missing, (missing, text)
    return text


# ---- receipts -------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-006")
def test_a_receipt_is_recorded_on_the_page_once_and_shown(world: World, as_person: Any) -> None:
    client = as_person(world.finance)
    data = filled(client, "/receipts/new/") | {
        "payer_name": "示例青禾连锁超市", "amount": "1,000.50", "method": "bank_transfer", "reference": "LS-1",
    }  # fmt: skip
    answers = [client.post("/receipts/new/", data) for _twice in range(2)]
    receipt = Receipt.objects.get()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert receipt.amount == Decimal("1000.50")
    shows(client, f"/receipts/{receipt.number}/", "¥1,000.50", "未核销", "对公转账", "LS-1", "郑十", "登记收款")


@pytest.mark.spec("FIN-006", "COM-008")
def test_wrong_entries_are_named_beside_their_fields_and_kept(world: World, as_person: Any) -> None:
    client = as_person(world.finance)
    data = filled(client, "/receipts/new/") | {"payer_name": "甲乙丙", "amount": "0", "received_date": "2099-01-01",
                                              "method": "cash"}  # fmt: skip
    answer = client.post("/receipts/new/", data)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert 'value="甲乙丙"' in body
    assert re.search(r'id="id_amount-error".*?金额应大于 0', body, re.DOTALL)
    assert re.search(r'id="id_received_date-error".*?收款日期不能晚于今天', body, re.DOTALL)
    assert Receipt.objects.count() == 0


@pytest.mark.spec("FIN-006", "COM-002")
def test_the_list_shows_payer_age_and_open_amount_with_totals_and_filters(world: World, as_person: Any) -> None:
    order = world.approved()
    old = received(world, "100.00", received_date=order.order_date.replace(day=1), payer_name="示例云杉酒店")
    part = received(world, "250.00")
    matched(world, part, {order: "225.40"})
    client = as_person(world.finance)
    text = shows(
        client, "/receipts/", old.number, part.number, "示例云杉酒店", "24.60", "350.00", "124.60", "未核销天数"
    )
    assert "对公转账" in text
    assert old.number not in client.text("/receipts/", payer="青禾")
    assert part.number not in client.text("/receipts/", order="NOTHING")
    assert part.number in client.text("/receipts/", order=order.number)
    matched(world, part, {world.approved(): "24.60"})
    assert part.number not in client.text("/receipts/", tab="open")


@pytest.mark.spec("COM-002", "FIN-006")
@pytest.mark.parametrize("path", ["/receipts/", "/refunds/", "/payment-problems/?tab=all", "/payment-methods/"])
def test_the_number_of_statements_does_not_grow_with_the_rows(
    world: World, as_person: Any, django_assert_max_num_queries: Any, path: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_person(world.finance)

    def one_of_each(n: int) -> None:
        order = world.approved(line(world.soap, 1))
        paid(world, order, "50.00", reference=f"R{n}")
        refunded(world, order, "10.00")
        told(world, "SO-NOBODY", "1.00", transaction=f"X{n}")
        PaymentMethod.objects.create(code=f"m{n}", kind="cash", name=f"方式 {n}", channels=[], currencies=["CNY"],
                                     created_at=order.created_at, updated_at=order.created_at)  # fmt: skip

    counts = []
    for n in range(6):
        one_of_each(n)
        if n in (0, 5):
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert client.get(path).status_code == 200
            counts.append(len(found))
    assert counts[0] == counts[1], counts
    assert counts[1] <= 12


@pytest.mark.spec("FIN-006", "ACC-023", "COM-002")
def test_receipts_are_exported_with_exact_amounts_by_those_who_may(world: World, as_person: Any) -> None:
    received(world, "1000.50", payer_name="示例云杉酒店")
    answer = as_person(world.finance).get("/receipts/", {"export": "csv"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert "示例云杉酒店" in body.decode("utf-8-sig")
    assert "1000.50" in body.decode("utf-8-sig")
    assert as_person(world.clerk).get("/receipts/", {"export": "csv"}).status_code == 403


@pytest.mark.spec("COM-017", "FIN-006", "FIN-013")
def test_histories_of_money_documents_tell_amounts_in_their_currency(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    receipt, dollars = received(world, "1200.00"), received(world, "1200.00", currency="USD")
    matched(world, receipt, {world.approved(line(world.soap, 2)): "85.00"})
    refund = requested(world, order, "25.40")
    told(world, "SO-NOBODY", "1200.00")
    problem, client = PaymentProblem.objects.get(), as_person(world.finance)
    for path, told_so in (
        (f"/receipts/{receipt.number}/", ["金额 改为 ¥1,200.00", "已核销 ¥0.00 改为 ¥85.00"]),
        (f"/receipts/{dollars.number}/", ["金额 改为 USD 1,200.00"]),
        (f"/refunds/{refund.number}/", ["金额 改为 ¥25.40"]),
        (f"/payment-problems/{problem.pk}/", ["金额 改为 ¥1,200.00"]),
    ):
        happened = client.text(path).partition(" 动态 ")[2]
        assert [part for part in told_so if part not in happened] == [], happened


# ---- matching -------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-007", "COM-013")
def test_one_receipt_is_matched_to_several_proposed_orders_on_one_page(world: World, as_person: Any) -> None:
    first, second = world.approved(), world.approved(line(world.soap, 2))
    receipt = received(world, "310.40", customer_id=world.customer.pk)
    client, path = as_person(world.finance), f"/receipts/{receipt.number}/match/"
    shows(client, path, first.number, second.number, "付款客户", "¥225.40", "¥85.00", "¥310.40")
    data = filled(client, path) | {f"amount_{first.pk}": "225.40", f"amount_{second.pk}": "85"}
    assert [client.post(path, data).status_code for _twice in range(2)] == [303, 303]
    assert amounts(receipt) == (Decimal("310.40"), Decimal(0), Decimal(0), "matched")
    assert [money_of(o)[2] for o in (first, second)] == ["paid", "paid"]
    assert Match.objects.count() == 2
    shows(client, f"/receipts/{receipt.number}/", first.number, second.number, "¥225.40", "¥85.00", "已核销")
    shows(client, f"/orders/{first.number}/", receipt.number, "到账")


@pytest.mark.spec("FIN-007", "COM-007")
def test_another_order_is_found_by_number_or_customer_and_a_typed_number_still_works(
    world: World, as_person: Any
) -> None:
    order, second = world.approved(), world.approved(line(world.soap, 2))
    paid(world, settled := world.approved(line(world.soap, 1)), "42.50")
    receipt = received(world, "300.00", payer_name="王老五")
    client, path = as_person(world.finance), f"/receipts/{receipt.number}/match/"
    listed = {"q": "青禾", "window": "rows"}
    found = words(client.get("/receipts/payable-orders/CNY/", listed, headers={"HX-Request": "true"}))
    assert all(part in found for part in (order.number, second.number, "未收 ¥225.40", "未收 ¥85.00"))
    assert settled.number not in found
    assert order.number not in client.text("/receipts/payable-orders/USD/", q="青禾")
    assert as_person(world.clerk).get("/receipts/payable-orders/CNY/").status_code == 403

    data = filled(client, path) | {"amount_x1": "10"}
    several = client.post(path, data | {"number_1-text": "青禾"})
    assert several.status_code == 422
    assert f"{order.number} 示例青禾连锁超市 ¥225.40" in words(several)
    unknown = client.post(path, data | {"number_1-text": "SO-NOBODY"})
    assert "没有订单 SO-NOBODY" in words(unknown)
    assert client.post(path, data | {"number_1-text": order.number.lower()}).status_code == 303
    assert money_of(order)[0] == Decimal("10.00")


@pytest.mark.spec("FIN-007")
def test_the_page_says_what_the_entered_amounts_leave_of_the_receipt(world: World, as_person: Any) -> None:
    order = world.approved()
    receipt = received(world, "300.00", customer_id=world.customer.pk)
    client, path = as_person(world.finance), f"/receipts/{receipt.number}/match/"
    shows(client, path, "未核销还剩 ¥300.00")
    over = client.post(path, filled(client, path) | {f"amount_{order.pk}": "300.01"})
    assert "超出未核销金额 ¥0.01" in words(over)


@pytest.mark.spec("FIN-007")
def test_orders_are_proposed_by_number_in_the_reference_then_amount_then_payer(world: World, as_person: Any) -> None:
    payer, same, named = world.approved(), world.approved(line(world.soap, 2)), world.approved(line(world.soap, 3))
    receipt = received(world, "85.00", remark=f"付 {named.number} 货款")
    client = as_person(world.finance)
    text = client.text(f"/receipts/{receipt.number}/match/")
    places = [text.index(number) for number in (named.number, same.number, payer.number)]
    assert places == sorted(places)
    for why in ("摘要里有订单号", "金额相同", "付款客户"):
        assert why in text
    assert filled(client, f"/receipts/{receipt.number}/match/")[f"amount_{named.pk}"] == ["85.00"]
    equal = received(world, "85.00")
    given = filled(client, f"/receipts/{equal.number}/match/")
    assert (given[f"amount_{same.pk}"], given[f"amount_{payer.pk}"]) == (["85.00"], [""])


@pytest.mark.spec("FIN-007", "COM-008")
def test_a_named_order_that_does_not_exist_and_too_much_are_refused_with_the_entries_kept(
    world: World, as_person: Any
) -> None:
    order, receipt = world.approved(), received(world, "100.00", payer_name="王老五")
    client, path = as_person(world.finance), f"/receipts/{receipt.number}/match/"
    unknown = client.post(path, filled(client, path) | {"number_1-text": "SO-NOBODY", "amount_x1": "10"})
    assert unknown.status_code == 422
    assert "没有订单 SO-NOBODY" in words(unknown)
    over = client.post(path, filled(client, path) | {"number_1-text": order.number, "amount_x1": "100.01"})
    assert (over.status_code, "最多还能核销 100.00" in words(over)) == (409, True)
    assert 'value="100.01"' in over.content.decode()
    assert Match.objects.count() == 0
    assert (
        client.post(path, filled(client, path) | {"number_1-text": order.number, "amount_x1": "100"}).status_code == 303
    )
    assert money_of(order)[0] == Decimal("100.00")


# ---- paying ---------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-002", "FIN-001")
def test_an_order_is_paid_on_its_page_by_an_allowed_method(world: World, as_person: Any) -> None:
    PaymentMethod.objects.filter(code="alipay").update(is_valid=False)
    order, client = world.approved(), as_person(world.finance)
    path = f"/orders/{order.number}/payment/"
    text = shows(client, path, "微信支付", "对公转账", "¥225.40")
    assert "支付宝" not in text
    assert 'value="balance"' not in client.get(path).content.decode()
    refused = client.post(path, filled(client, path) | {"method": "alipay"})
    assert refused.status_code == 422
    assert client.post(path, filled(client, path) | {"method": "wechat"}).status_code == 303
    assert money_of(order) == (TOTAL, Decimal(0), "paid")
    assert client.post(path, filled(client, path) | {"method": "wechat"}).status_code == 409
    assert Receipt.objects.count() == 1


@pytest.mark.spec("FIN-002")
def test_an_amount_that_changed_meanwhile_is_shown_before_anything_is_booked(world: World, as_person: Any) -> None:
    order, client = world.approved(), as_person(world.finance)
    path = f"/orders/{order.number}/payment/"
    stale = filled(client, path) | {"method": "wechat"}
    paid(world, order, "25.40")
    answer = client.post(path, stale)
    assert answer.status_code == 409
    assert "未收金额已从 225.40 变为 200.00" in words(answer)
    assert money_of(order)[0] == Decimal("25.40")
    body = answer.content.decode()
    seen = re.search(r'name="seen_open" value="([^"]*)"', body)
    assert seen is not None
    assert Decimal(seen[1]) == Decimal("200.00")


@pytest.mark.spec("FIN-002", "FIN-007")
def test_an_order_is_paid_from_the_customers_balance(world: World, as_person: Any) -> None:
    received(world, "100.00", customer_id=world.customer.pk)
    order, client = world.approved(), as_person(world.finance)
    shows(client, f"/orders/{order.number}/", "用余额付款")
    path = f"/orders/{order.number}/balance/"
    assert filled(client, path)["amount"] == ["100.00"]
    over = client.post(path, filled(client, path) | {"amount": "100.01"})
    assert (over.status_code, "客户余额只有 100.00" in words(over)) == (409, True)
    assert client.post(path, filled(client, path)).status_code == 303
    assert money_of(order)[2] == "partly_paid"
    assert path not in client.get(f"/orders/{order.number}/").content.decode()  # nothing left to pay from


# ---- payment problems, methods --------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-005")
def test_a_payment_problem_is_listed_and_settled_on_its_page(world: World, as_person: Any) -> None:
    order, client = world.approved(), as_person(world.finance)
    told(world, order.number, "225.39", transaction="T-9")
    problem = PaymentProblem.objects.get()
    shows(client, "/payment-problems/", "T-9", "金额少于应收", "CNY 225.40", "225.39", "微信支付")
    shows(client, f"/payment-problems/{problem.pk}/", "确认后核销为部分付款", "处理", order.number)
    path = f"/payment-problems/{problem.pk}/decision/"
    data = filled(client, path) | {"resolution": "matched", "order_number": order.number.lower(), "note": ""}
    assert client.post(path, data).status_code == 422
    assert [client.post(path, data | {"note": "客户补足"}).status_code for _twice in range(2)] == [303, 303]
    assert (problems(), money_of(order)[0]) == ([], Decimal("225.39"))
    client.get(f"/payment-problems/{problem.pk}/")
    assert "T-9" not in client.text("/payment-problems/")
    assert "T-9" in client.text("/payment-problems/", tab="all")


@pytest.mark.spec("FIN-001", "COM-012")
def test_a_method_is_added_and_changed_on_its_page(world: World, as_person: Any) -> None:
    client = as_person(world.finance)
    data = filled(client, "/payment-methods/new/") | {
        "code": "quickpass", "name": "云闪付", "name_en": "QuickPass", "kind": "online", "currencies": "cny， USD",
        "channels": ["shop", "staff"],
    }  # fmt: skip
    assert client.post("/payment-methods/new/", data).status_code == 303
    method = PaymentMethod.objects.get(code="quickpass")
    assert (method.currencies, method.channels, method.is_valid) == (["CNY", "USD"], ["shop", "staff"], True)
    taken = client.post("/payment-methods/new/", data | {"form_token": "other"})
    assert (taken.status_code, "编码 quickpass 已被使用" in words(taken)) == (409, True)
    path = "/payment-methods/quickpass/edit/"
    stale = filled(client, path)
    assert client.post(path, filled(client, path) | {"name": "银联云闪付"}).status_code == 303
    conflict = client.post(path, stale | {"name": "别的"})
    assert (conflict.status_code, PaymentMethod.objects.get(code="quickpass").name) == (409, "银联云闪付")
    off = {name: value for name, value in filled(client, path).items() if name != "in_use"}
    assert client.post(path, off).status_code == 303
    assert PaymentMethod.objects.get(code="quickpass").is_valid is False
    assert "QuickPass" in as_person(world.finance, "en").text("/payment-methods/")


# ---- rights ---------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ACC-023")
def test_a_role_without_the_right_sees_no_button_and_a_direct_request_is_refused(world: World, as_person: Any) -> None:
    order, receipt = world.approved(), received(world, "80.00")
    paid(world, order, "100.00")
    refund = requested(world, order, "1.00")
    told(world, "SO-NOBODY", "1.00")
    problem = PaymentProblem.objects.get()
    client = as_person(world.clerk)
    text = client.text(f"/orders/{order.number}/")
    assert "登记收款" not in text
    assert "用余额付款" not in text
    assert "申请退款" in text
    closed = [
        "/receipts/", "/receipts/new/", f"/receipts/{receipt.number}/", f"/receipts/{receipt.number}/match/",
        f"/receipts/{receipt.number}/return/", f"/receipts/{receipt.number}/void/", f"/orders/{order.number}/payment/",
        f"/orders/{order.number}/balance/", f"/refunds/{refund.number}/decision/",
        f"/refunds/{refund.number}/execution/", "/payment-problems/", f"/payment-problems/{problem.pk}/",
        f"/payment-problems/{problem.pk}/decision/", "/payment-methods/", "/payment-methods/new/",
        "/payment-methods/cash/edit/",
    ]  # fmt: skip
    for path in closed:
        assert (path, client.get(path).status_code, client.post(path, {}).status_code) == (path, 403, 403)
    assert amounts(receipt)[2] == Decimal("80.00")
    refund.refresh_from_db()
    assert (refund.status, problem.closed_at, money_of(order)[0]) == ("applied", None, Decimal("100.00"))


@pytest.mark.spec("ACC-022")
def test_refunds_of_other_branches_do_not_exist_for_a_seller(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    refund = requested(world, order, "1.00")
    stranger = as_person(world.stranger)
    assert stranger.get(f"/refunds/{refund.number}/").status_code == 404
    assert stranger.get(f"/orders/{order.number}/refund/").status_code == 404
    assert refund.number not in stranger.text("/refunds/")
    assert refund.number in as_person(world.clerk).text("/refunds/")
    finance = as_person(world.finance)
    for path in ("/receipts/SK-0/", "/refunds/TK-0/", "/payment-problems/999999/", "/payment-methods/nothing/edit/"):
        assert finance.get(path).status_code == 404


@pytest.mark.spec("COM-019")
def test_every_page_speaks_english(world: World, as_person: Any) -> None:
    order, receipt = world.approved(), received(world, "80.00")
    paid(world, order)
    refund = requested(world, order, "1.00")
    told(world, "SO-NOBODY", "1.00")
    client = as_person(world.finance, "en")
    for path, part in (
        ("/receipts/", "Days unmatched"), (f"/receipts/{receipt.number}/", "Request return"),
        (f"/receipts/{receipt.number}/match/", "One receipt can be matched to several orders; up to 1.00 per order"),
        ("/refunds/", "To execute"), (f"/refunds/{refund.number}/", "Refund amount"),
        ("/payment-problems/", "Unknown order"), ("/payment-methods/", "WeChat Pay"),
    ):  # fmt: skip
        shows(client, path, part)


@pytest.mark.spec("COM-001", "ACC-022")
def test_the_palette_finds_receipts_and_refunds_by_number_and_payer(world: World, as_person: Any) -> None:
    receipt = received(world, 100, reference="LS-77")
    finance = as_person(world.finance)
    for text in (receipt.number, "青禾连锁", "ls-77"):
        html = finance.get("/ui/search/", {"q": text}, headers={"HX-Request": "true"}).content.decode()
        assert f'href="/receipts/{receipt.number}/"' in html, text
    order = world.approved()
    paid(world, order)
    refund = requested(world, order, 10)
    html = finance.get("/ui/search/", {"q": refund.number}, headers={"HX-Request": "true"}).content.decode()
    assert f'href="/refunds/{refund.number}/"' in html
    html = as_person(world.shipper).get("/ui/search/", {"q": refund.number}, headers={"HX-Request": "true"})
    assert refund.number not in html.content.decode()
