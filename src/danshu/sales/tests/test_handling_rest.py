"""Notes, exceptions, supervision and overrides through the API: every act of an order's life (SYS-030)."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from danshu.identity.models import User
from danshu.parties.models import Customer
from danshu.sales.models import FindingOverride, OrderException, OrderNote
from danshu.sales.tests.conftest import SignIn, give_roles
from danshu.sales.tests.world import World, actor_of, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030")]
KEYS = itertools.count()


def send(client: Any, path: str, key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key or f"h-{next(KEYS)}"}
    return client.post(f"/api/v1/orders/{path}", json.dumps(body), content_type="application/json", headers=headers)


def items(client: Any, path: str) -> list[dict[str, Any]]:
    return list(client.get(f"/api/v1/orders/{path}").json()["items"])


@pytest.mark.spec("ORD-030", "COM-013", "ACC-022")
def test_a_note_is_added_once_read_in_scope_and_too_much_is_refused(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    desk = sign_in(office.service_desk)
    body = {"content": "客户要求周五前到", "kind": "customer", "channel": "phone", "contact": "吴九"}
    first, again = (send(desk, f"{order.number}/notes", "n", **body) for _twice in range(2))
    assert first.status_code == 201, first.content
    assert first.json() == again.json()
    assert [n["content"] for n in items(desk, f"{order.number}/notes")][:1] == ["客户要求周五前到"]
    assert OrderNote.objects.filter(content=body["content"]).count() == 1
    wrong = send(desk, f"{order.number}/notes", content="x", kind="shouted")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "kind")
    assert send(desk, f"{order.number}/notes", content="长" * 2001).status_code == 422
    assert OrderNote.objects.exclude(content=body["content"]).filter(author_name="王五").count() == 0


@pytest.mark.spec("ORD-032", "ACC-023")
def test_an_exception_is_opened_and_solved_by_those_who_handle_orders(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    desk, finance = sign_in(office.service_desk), sign_in(office.finance)
    body = {"type": "delivery", "description": "外箱破损两箱"}
    refused = send(finance, f"{order.number}/exceptions", **body)
    assert (refused.status_code, OrderException.objects.count()) == (403, 0)
    wrong = send(desk, f"{order.number}/exceptions", type="nothing", description="x")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "type")
    opened = send(desk, f"{order.number}/exceptions", "e", **body)
    assert opened.status_code == 201, opened.content
    assert send(desk, f"{order.number}/exceptions", "e", **body).json() == opened.json()
    assert [(e["type"], e["solved_at"]) for e in items(finance, f"{order.number}/exceptions")] == [("delivery", None)]
    path = f"{order.number}/exceptions/{opened.json()['id']}/solution"
    assert send(desk, f"{order.number}/exceptions/987654/solution", solution="x").status_code == 404
    solved = send(desk, path, solution="补发两箱")
    assert (solved.status_code, solved.json()["solution"]) == (200, "补发两箱")
    order.refresh_from_db()
    assert order.open_exceptions == 0
    assert order.exceptions.get().solved_by_name == "王五"


@pytest.mark.spec("ORD-022", "ORD-023")
def test_the_supervisor_agrees_and_finance_releases_the_credit(office: World, sign_in: SignIn) -> None:
    Customer.objects.update(credit_limit=Decimal(0))
    boss = replace(actor_of(User.objects.get(user_name="boss"), "SMG"))
    give_roles(boss)
    order = office.order(line(office.soap, 1200), payment_terms="on_account")
    assert order.supervision_state == "pending"
    supervisor, finance, clerk = sign_in(boss), sign_in(office.finance), sign_in(office.clerk)
    assert send(clerk, f"{order.number}/supervision", agree=True).status_code == 403
    silent = send(supervisor, f"{order.number}/supervision", agree=False)
    assert (silent.status_code, silent.json()["errors"][0]["field"]) == (422, "reason")
    agreed = send(supervisor, f"{order.number}/supervision", agree=True, reason="年度框架")
    assert agreed.status_code == 200, agreed.content
    assert agreed.json()["supervision_state"] == "approved"

    assert send(clerk, f"{order.number}/release-requests", code="credit").status_code == 200
    assert send(clerk, f"{order.number}/overrides", code="credit", reason="急").status_code == 403
    assert FindingOverride.objects.count() == 0
    empty = send(finance, f"{order.number}/overrides", code="credit", reason="")
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (422, "reason")
    assert send(finance, f"{order.number}/overrides", code="credit", reason="已收保函").status_code == 200
    assert FindingOverride.objects.values_list("code", "reason").get() == ("credit", "已收保函")
