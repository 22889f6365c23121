"""The pages of change orders: entering with foresight, the queue, the decision, and who sees what."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from danshu.amendments.models import Amendment
from danshu.amendments.tests.desk import fresh, propose, quantities
from danshu.sales.models import Order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import World


def posted(order: Order, *quantities: str, **changes: str) -> dict[str, str]:
    """What the page of a change sends: the stored order with other quantities and terms."""
    data = {
        "version": str(order.version), "form_token": f"t-{order.pk}-{'-'.join(quantities)}", "reason": "客户要求",
        "overpayment": "refund", "delivery_address": order.delivery_address, "recipient": order.recipient,
        "recipient_phone": order.recipient_phone, "contact_name": order.contact_name,
        "contact_phone": order.contact_phone, "contact_email": order.contact_email,
        "delivery_method": str(order.delivery_method_id), "payment_terms": order.payment_terms, "remark": order.remark,
    }  # fmt: skip
    for index, (line, quantity) in enumerate(zip(order.lines.order_by("position"), quantities, strict=True)):
        data |= {f"lines-{index}-item": str(line.item_id), f"lines-{index}-quantity": quantity,
                 f"lines-{index}-id": str(line.pk)}  # fmt: skip
    return data | changes


def text_of(answer: Any) -> str:
    """What a reader sees."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def go(client: Client, address: str, data: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and words of a page."""
    answer = client.get(address) if data is None else client.post(address, data)
    return answer.status_code, text_of(answer)


@pytest.mark.spec("ORD-014", "COM-008", "COM-012", "COM-013")
def test_a_clerk_sees_what_a_change_does_before_he_proposes_it(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    clerk, page = sign_in(office.clerk), f"/orders/{order.number}/changes/new/"
    status, words = go(clerk, page)
    assert (status, "变更订单" in words, office.soap.name in words) == (200, True, True)

    status, words = go(clerk, f"/orders/{order.number}/changes/preview/", posted(order, "5", "3"))
    assert status == 200
    assert "352.90" in words
    assert "应收增加" in words
    assert "需要审核" in words
    assert Amendment.objects.count() == 0

    status, words = go(clerk, page, posted(order, "5", "3", reason=""))
    assert (status, "填写变更原因" in words) == (422, True)
    status, words = go(clerk, page, posted(order, "0", "3"))
    assert (status, "数量应大于 0" in words) == (422, True)
    status, words = go(clerk, page, posted(order, "2", "3"))
    assert (status, "没有要变更的内容" in words) == (422, True)
    status, words = go(clerk, page, posted(order, "5", "3", version="99"))
    assert status == 409
    assert Amendment.objects.count() == 0

    for _twice in range(2):
        assert clerk.post(page, posted(order, "5", "3")).status_code == 303
    change = Amendment.objects.get()
    assert (change.total_after, change.reason) == (Decimal("352.90"), "客户要求")
    status, words = go(clerk, page, posted(order, "6", "3"))
    assert (status, "已有待审的变更单" in words) == (422, True)
    assert "查看待审变更" in go(clerk, f"/orders/{order.number}/")[1]


@pytest.mark.spec("ORD-019", "ORD-014")
def test_the_reviewer_decides_from_the_queue_with_both_versions_in_view(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    change = propose(office, order, quantities(5, None))
    reviewer, address = sign_in(office.reviewer), f"/order-changes/{change.number}/"
    assert change.number in go(reviewer, "/order-changes/")[1]
    status, words = go(reviewer, address)
    assert status == 200
    for told in ("225.40", "212.50", "去掉", "修改", "通过", "驳回", "占用"):
        assert told in words, told
    dialog = reviewer.get(f"{address}accept/")
    facts = dict(re.findall(r'name="(digest|form_token)" value="([^"]+)"', dialog.content.decode()))
    assert "应收减少" in text_of(dialog)
    assert reviewer.post(f"{address}accept/", facts | {"reason": "同意"}).status_code == 303
    assert (fresh(order).total, Amendment.objects.get().status) == (Decimal("212.50"), "accepted")
    assert reviewer.post(f"{address}accept/", facts | {"reason": "同意"}).status_code == 409
    assert change.number in go(reviewer, f"/orders/{order.number}/")[1]


@pytest.mark.spec("ACC-022", "ACC-023", "PRV-1")
def test_others_see_neither_button_nor_page_and_contact_data_stays_short(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    change = propose(office, order, contact_phone="13900000002", contact_name="郑一")
    address = f"/order-changes/{change.number}/"
    assert sign_in(office.stranger).get(address).status_code == 404
    finance = sign_in(office.finance)
    assert [finance.get(f"{address}{step}/").status_code for step in ("accept", "reject", "withdraw")] == [403] * 3
    assert finance.get(f"/orders/{order.number}/changes/new/").status_code == 403
    words = go(finance, address)[1]
    assert ("13900000002" in words, "139****0002" in words, "通过变更" in words) == (False, True, False)
    assert "13900000002" in go(sign_in(office.clerk), address)[1]
    assert "变更订单" not in go(finance, f"/orders/{order.number}/")[1]


@pytest.mark.spec("COM-019")
def test_refusing_and_withdrawing_ask_first(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    for person, step, data in (
        (office.reviewer, "reject", {"reason": "价格不对"}), (office.clerk, "withdraw", {"reason": ""}),
    ):  # fmt: skip
        change = propose(office, order, quantities(5, 3))
        browser, address = sign_in(person), f"/order-changes/{change.number}/{step}/"
        facts = dict(re.findall(r'name="(digest|form_token)" value="([^"]*)"', browser.get(address).content.decode()))
        assert browser.post(address, facts | data).status_code == 303
        change.refresh_from_db()
        assert change.status == {"reject": "rejected", "withdraw": "withdrawn"}[step]
    assert (fresh(order).version, office.stock(office.soap)) == (order.version, (100, 2))
