"""What an order offers next, and what its API shows of contact data (ORD-018, PRV-1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from danshu.sales.models import Order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.test_pages import API, send
from danshu.sales.tests.world import World

pytestmark = pytest.mark.django_db


def page_steps(client: Client, order: Order) -> list[Any]:
    """The progress bar of the order's page."""
    return list(client.get(f"/orders/{order.number}/").context["page"].steps)


@pytest.mark.spec("ORD-018")
def test_the_next_step_is_the_one_button_that_stands_out(office: World, sign_in: SignIn) -> None:
    waiting, approved = office.order(), office.approved()
    seen = {}
    for name, order, person in (("waits", waiting, office.clerk), ("review", waiting, office.reviewer),
                                ("handle", approved, office.reviewer)):  # fmt: skip
        page = sign_in(person).get(f"/orders/{order.number}/").context["page"]
        seen[name] = [action.label for action in page.actions if action.tone == "primary"]
    assert seen == {"waits": [], "review": ["审核"], "handle": ["开始处理"]}
    steps = [(step.label, step.note, step.state) for step in page_steps(sign_in(office.clerk), waiting)]
    assert steps[2] == ("审核", "待审核", "now")
    assert page_steps(sign_in(office.clerk), approved)[2].label == "审核通过"


@pytest.mark.spec("PRV-1")
def test_the_api_shortens_contact_data_also_in_the_answer_to_a_change(office: World, sign_in: SignIn) -> None:
    order = office.order()
    Order.objects.filter(pk=order.pk).update(contact_phone="13900000073", contact_email="wu@example.com")
    client = sign_in(office.reviewer)
    read = client.get(f"{API}/{order.number}").json()
    given = {"company_name_confirmed": True, "version": 1}
    changed = send(client, "post", f"{API}/{order.number}/approval", given, "k-1").json()
    assert changed["status"] == "approved"
    for answer in (read, changed):
        assert (answer["contact_phone"], answer["contact_email"]) == ("139****0073", "w****@example.com")
    own = sign_in(office.clerk).get(f"{API}/{order.number}").json()
    assert (own["contact_phone"], own["contact_email"]) == ("13900000073", "wu@example.com")
