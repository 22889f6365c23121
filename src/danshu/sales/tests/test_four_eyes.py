"""Nobody approves what he wrote himself, also when he wrote it into somebody else's order (INV-A1, ORD-019)."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import OwnOrder, approve_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.tests.conftest import SignIn, give_roles
from danshu.sales.tests.world import NOON, World, actor_of, line
from danshu.sales.web.buttons import order_actions

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-019")]


def other_reviewer() -> Actor:
    return actor_of(User.objects.get(user_name="boss"), "ODK", "ORA")


def change(world: World, order: Order, actor: Actor, quantity: int = 5, **values: Any) -> Order:
    """The order with another quantity, and more."""
    order.refresh_from_db()
    submit = values.pop("submit", False)
    entry = world.entry(line(world.soap, quantity, line_id=order.lines.get().pk), **values)
    return edit_order(order_id=order.pk, entry=entry, version=order.version, submit=submit, actor=actor, at=NOON)


def approve(order: Order, actor: Actor) -> Order:
    return approve_order(order_id=order.pk, company_name_confirmed=True, actor=actor, at=NOON)


def reason(order: Order, actor: Actor) -> str:
    """Why the page's button cannot be pressed; empty when it can."""
    order.refresh_from_db()
    (button,) = [action for action in order_actions(order, actor) if action.label == "审核"]
    return str(button.reason)


def test_page_and_api_refuse_an_approval_by_whoever_changed_the_waiting_order(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.soap, 2))
    client, api = sign_in(office.reviewer), f"/api/v1/orders/{order.number}"

    def send(method: str, path: str, body: dict[str, Any], key: str) -> Any:
        given = {"content_type": "application/json", "headers": {"Idempotency-Key": key}}
        return getattr(client, method)(path, json.dumps(body), **given)

    assert reason(order, office.reviewer) == ""
    assert client.get(f"/orders/review/{order.number}/").context["own"] is False
    body = {"customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": "50"}], "version": 1,
            "delivery_method_id": office.delivery_method_id}  # fmt: skip
    assert send("put", api, body, "a").status_code == 200
    refused = send("post", f"{api}/approval", {"company_name_confirmed": True}, "b")
    assert (refused.status_code, refused.json()["code"]) == (403, "own_order")
    assert reason(order, office.reviewer) == "不能审核自己的订单"
    page = client.get(f"/orders/review/{order.number}/")
    assert (page.context["own"], "不能审核自己创建或负责的订单" in page.content.decode()) == (True, True)
    given = {"decision": "approve", "version": "2", "company_name_confirmed": "1"}
    assert client.post(f"/orders/review/{order.number}/", given).status_code == 403
    order.refresh_from_db()
    assert (order.status, office.stock(office.soap)) == ("awaiting_review", (Decimal(100), Decimal(0)))


def test_a_later_change_by_somebody_else_does_not_free_him_and_another_reviewer_decides(office: World) -> None:
    order = office.order(line(office.soap, 2))
    change(office, order, office.reviewer)
    change(office, order, office.clerk, remark="周一送")
    with pytest.raises(OwnOrder):
        approve(order, office.reviewer)
    other = other_reviewer()
    give_roles(other)
    assert reason(order, other) == ""
    approved = approve(order, other)
    assert (approved.status, approved.content_changed_by_ids) == ("approved", None)


def test_a_note_of_the_house_is_no_content(office: World) -> None:
    order = office.order(line(office.soap, 5))
    entry = replace(stored_entry(order, order_lines(order)), internal_remark="电话核对过")
    edit_order(order_id=order.pk, entry=entry, version=1, actor=office.reviewer, at=NOON)
    assert approve(order, office.reviewer).status == "approved"


def test_what_somebody_corrected_and_handed_over_himself_he_does_not_approve(office: World) -> None:
    order = office.order(line(office.soap, 2))
    reject_order(order_id=order.pk, reason="数量不对", actor=office.reviewer, at=NOON)
    change(office, order, office.reviewer, submit=True)
    with pytest.raises(OwnOrder):
        approve(order, office.reviewer)
    order.refresh_from_db()
    assert order.status == "awaiting_review"


def test_what_the_owner_hands_over_the_reviewer_who_corrected_it_may_approve(office: World) -> None:
    order = office.order(line(office.soap, 2))
    reject_order(order_id=order.pk, reason="数量不对", actor=office.reviewer, at=NOON)
    change(office, order, office.reviewer)
    submit_order(order_id=order.pk, actor=office.clerk, at=NOON)
    assert approve(order, office.reviewer).status == "approved"
