"""A list asked for a record that is not there says so and shows nothing, also through a kept view (COM-002)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.sales.tests.world import World
from danshu.saved_views.operations.save_view import save_view
from danshu.saved_views.rules import ViewEntry

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-002")]
TOLD = "记录不存在，或不在你的数据范围内"
NUMBERS = ("12345678901234567890", "9" * 400, "9223372036854775808", "77777777", "abc")


def test_a_number_that_no_record_has_gives_a_message_and_no_rows_on_every_list(office: World, sign_in: Any) -> None:
    order = office.order()
    client = sign_in(office.reviewer)
    assert order.number in client.get(f"/orders/?customer={order.customer_id}").content.decode()
    for name in ("customer", "item", "owner", "handler"):
        for number in NUMBERS:
            answer = client.get("/orders/", {name: number})
            page = answer.content.decode()
            assert (answer.status_code, TOLD in page, order.number in page) == (200, True, False), (name, number)
    for path in ("/orders/", "/shipments/", "/contacts/"):
        answer = client.get(path, {"customer": NUMBERS[0], "item": NUMBERS[0]})
        assert answer.status_code == 200, path


def test_a_kept_view_with_such_a_number_opens_too(office: World, sign_in: Any) -> None:
    actor: Actor = office.reviewer
    order = office.order()
    query = f"customer={NUMBERS[0]}"
    view = save_view(list_name="sales.orders", entry=ViewEntry("甲", query), actor=actor, at=now())
    page = sign_in(actor).get(f"/orders/?view={view.pk}&{view.query}")
    assert (page.status_code, TOLD in page.content.decode(), order.number in page.content.decode()) == (
        200,
        True,
        False,
    )
