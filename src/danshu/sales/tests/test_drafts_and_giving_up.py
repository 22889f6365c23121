"""Whose drafts are seen, and how an order is given up from its page (ORD-009, ORD-033)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from danshu.billing.operations.pay_order import pay_order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.test_pages import API, listed
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db


@pytest.mark.spec("ORD-009", "ACC-022")
def test_a_draft_exists_for_its_owner_and_those_who_manage_orders_and_for_nobody_else(
    office: World, sign_in: SignIn
) -> None:
    draft, sent = office.order(submit=False), office.order()
    for actor, seen in (
        (office.clerk, True),
        (office.reviewer, True),
        (office.finance, False),
        (office.shipper, False),
    ):
        client = sign_in(actor)
        assert client.get(f"/orders/{draft.number}/").status_code == (200 if seen else 404)
        assert set(listed(client)) == ({draft.number, sent.number} if seen else {sent.number})
        found = {each["number"] for each in client.get(API).json()["items"]}
        assert (draft.number in found, sent.number in found) == (seen, True)
    assert sign_in(office.finance).get(f"/orders/{sent.number}/").status_code == 200


@pytest.mark.spec("ORD-033", "FIN-012")
def test_cancelling_says_what_it_frees_and_a_paid_order_is_cancelled_through_its_refund(
    office: World, sign_in: SignIn
) -> None:
    order = office.approved(line(office.soap, 2), line(office.visit, 1, wanted_date=date(2026, 9, 25)))
    client, desk = sign_in(office.reviewer), sign_in(office.service_desk)
    told = client.get(f"/orders/{order.number}/cancel/impact/").content.decode()
    assert re.search(r"释放华东一仓占用：泡沫洗手液 500 ml 2", told)
    assert "上门安装" not in told
    assert order.lines.count() == 2
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer",
              actor=office.finance, at=NOON)  # fmt: skip
    page = desk.get(f"/orders/{order.number}/").content.decode()
    assert f'href="/orders/{order.number}/refund/?cancel=1"' in page
    form = desk.get(f"/orders/{order.number}/refund/?cancel=1").context["form"]
    assert (form["cancels"].value(), form["amount"].value()) == ("yes", order.total)
