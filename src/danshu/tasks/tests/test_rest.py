"""Tasks through the API (SYS-030): the same rules and the same scope as on the pages."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.activities.tests.test_rest import send
from danshu.kit.clock import now
from danshu.notices.models import Notice
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.tasks.models import Task
from danshu.tasks.tests.conftest import SignIn
from danshu.tasks.tests.factories import DAY, make_task, make_unit, person

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030", "COL-005")]


@pytest.mark.spec("COM-013")
def test_a_task_is_given_once_changed_and_carried_to_its_end(sign_in: SignIn) -> None:
    seller, worker = seller_of("SLS", unit=make_unit()), person()
    customer = make_customer(seller)
    giver, client = sign_in(seller), sign_in(worker)
    sent = {
        "title": "寄样品", "responsible": worker.user_id, "due_at": now() + DAY, "source_kind": "parties.customer",
        "source_id": customer.pk,
    }  # fmt: skip

    first, again = (send(giver, "POST", "/tasks", sent, key="t-1") for _ in range(2))

    made = first.json()
    assert (first.status_code, again.json()["id"], Task.objects.count()) == (201, made["id"], 1)
    assert (made["status"], made["is_overdue"], made["source_id"], made["participants"]) == (
        "open",
        False,
        customer.pk,
        [],
    )
    path = f"/tasks/{made['id']}"
    assert send(giver, "PATCH", path, {"title": "寄两份样品", "version": 1}).json()["title"] == "寄两份样品"
    assert send(giver, "PATCH", path, {"title": "x", "version": 1}).status_code == 409
    assert send(client, "PATCH", path, {"title": "x", "version": 2}).json()["code"] == "not_the_giver"
    assert send(client, "POST", f"{path}/accept").json()["status"] == "in_progress"
    noted = send(client, "POST", f"{path}/notes", {"content": "已打包"}, key="n-1")
    assert [note["content"] for note in noted.json()["notes"]] == ["已打包"]
    assert send(client, "POST", f"{path}/finish", {"result": "已寄出"}).json()["status"] == "done"
    assert send(giver, "POST", f"{path}/confirm").json()["confirmed_at"] is not None
    assert send(giver, "POST", f"{path}/reopen", {"reason": "地址错"}).json()["status"] == "in_progress"
    returned = send(client, "POST", f"{path}/return", {"reason": "没有库存"}).json()
    assert (returned["responsible_id"], returned["status"]) == (seller.user_id, "open")
    assert (
        send(giver, "POST", f"{path}/assign", {"responsible": worker.user_id}).json()["responsible_id"]
        == worker.user_id
    )
    assert send(giver, "POST", f"{path}/cancel", {"reason": "不需要"}).json()["status"] == "cancelled"
    assert send(client, "POST", f"{path}/accept").json()["code"] == "task_closed"


@pytest.mark.spec("ACC-022")
def test_views_narrow_and_what_is_not_ones_own_is_not_there(sign_in: SignIn) -> None:
    me, other, third = person(), person(), person()
    own = make_task(other, me, at=now(), title="给我的")
    gave = make_task(me, other, at=now(), title="我给的")
    joined = make_task(other, third, at=now(), participants=[me.user_id])
    foreign = make_task(other, third, at=now())
    client = sign_in(me)

    def keys(query: str) -> list[Any]:
        return [row["id"] for row in send(client, "GET", f"/tasks{query}").json()["items"]]

    assert keys("") == [joined.pk, gave.pk, own.pk]
    assert (keys("?view=mine"), keys("?view=given"), keys("?view=participating")) == ([own.pk], [gave.pk], [joined.pk])
    assert (keys("?view=overdue"), keys(f"?responsible_id={other.user_id}")) == ([], [gave.pk])
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/accept")):
        answer = send(client, method, f"/tasks/{foreign.pk}{path}", {"version": 1} if method == "PATCH" else None)
        assert answer.status_code == 404, path
    half = {"title": "x", "responsible": me.user_id, "source_kind": "sales.order"}
    refused = send(client, "POST", "/tasks", half, key="h-1")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "source_id")
    assert Task.objects.count() == 4


@pytest.mark.spec("INV-Z1")
def test_the_record_of_a_task_is_named_to_nobody_for_whom_it_does_not_exist(sign_in: SignIn) -> None:
    seller, worker = seller_of("SLS", unit=make_unit()), seller_of("SLS", unit=make_unit())
    customer = make_customer(seller, name="示例秋实物业服务")
    giver, client = sign_in(seller), sign_in(worker)
    sent = {"title": "核对", "responsible": worker.user_id, "source_kind": "parties.customer", "source_id": customer.pk}

    made = send(giver, "POST", "/tasks", sent, key="t-1").json()

    assert made["source_id"] == customer.pk
    assert "示例秋实" not in Notice.objects.get(user_id=worker.user_id).text
    seen = [send(client, "GET", f"/tasks/{made['id']}").json(), *send(client, "GET", "/tasks").json()["items"]]
    assert [(row["source_kind"], row["source_id"]) for row in seen] == [("", None)] * 2
