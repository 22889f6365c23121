"""Pages of tasks as people use them (COL-005)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.refs import SourceRef
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.tasks.models import Task
from danshu.tasks.operations.finish_task import finish_task
from danshu.tasks.tests.conftest import SignIn
from danshu.tasks.tests.factories import DAY, make_task, make_unit, person
from danshu.ui.waiting import waiting_counts

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COL-005")]


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def local(moment: Any) -> str:
    """A moment as the browser's own control sends it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def titles(client: Client, tab: str) -> list[str]:
    """What one view of the list shows."""
    page = client.get(reverse("tasks:list"), {"tab": tab}).context["listing"].page
    return sorted(row.title for row in page.rows)


@pytest.mark.spec("COL-001")
def test_each_view_shows_its_tasks_and_the_workbench_counts_what_the_first_one_shows(sign_in: SignIn) -> None:
    me, other, third = person(), person(), person()
    at = now()
    make_task(other, me, at=at, title="给我的")
    late = make_task(me, other, at=at, title="我给的", participants=[third.user_id])
    Task.objects.filter(pk=late.pk).update(due_at=at - DAY)
    make_task(other, third, at=at, title="我参与的", participants=[me.user_id])
    make_task(other, third, at=at, title="与我无关")
    done = make_task(me, third, at=at, title="等我确认")
    finish_task(task_id=done.pk, actor=third, at=at)
    client = sign_in(me)

    assert titles(client, "mine") == ["等我确认", "给我的"]
    assert titles(client, "given") == ["我给的", "等我确认"]
    assert titles(client, "participating") == ["我参与的"]
    assert titles(client, "overdue") == ["我给的"]
    assert titles(client, "all") == ["我参与的", "我给的", "等我确认", "给我的"]
    assert waiting_counts(me)["tasks:list"] == 2
    shown = text_of(client.get(reverse("tasks:list"), {"tab": "given"}))
    assert ("已逾期" in shown, "待确认" in shown) == (True, True)


def test_a_task_is_given_on_the_record_and_stands_there(sign_in: SignIn) -> None:
    unit = make_unit()
    seller, helper = seller_of("SLS", unit=unit), person()
    customer = make_customer(seller)
    client = sign_in(seller)
    page_url = reverse("parties:customer", args=[customer.pk])
    assert "没有待办的任务" in text_of(client.get(page_url))
    url = f"{reverse('tasks:new')}?kind=parties.customer&id={customer.pk}"
    form = client.get(url)
    assert customer.name in text_of(form)
    given = {
        "form_token": form.context["form"].token, "title": "寄样品", "responsible": str(helper.user_id), "priority": "high",
        "due_at": local(now() + DAY),
    }  # fmt: skip

    first, again = client.post(url, given), client.post(url, given)

    assert (first.status_code, again.status_code, first["Location"]) == (303, 303, page_url)
    row = Task.objects.get()
    assert (row.source, row.priority) == (SourceRef("parties.customer", customer.pk), "high")
    assert "寄样品" in text_of(client.get(page_url))
    task = text_of(client.get(reverse("tasks:task", args=[row.pk])))
    assert customer.name in task
    # who does not know the customer sees the task, not the customer
    theirs = text_of(sign_in(helper).get(reverse("tasks:task", args=[row.pk])))
    assert ("寄样品" in theirs, customer.name in theirs) == (True, False)


@pytest.mark.spec("COM-008")
def test_wrong_entries_stay_beside_their_fields_and_nothing_is_given(sign_in: SignIn) -> None:
    me = person()
    client, url = sign_in(me), reverse("tasks:new")

    answer = client.post(url, {"title": "", "responsible": "", "priority": "normal", "description": "写好的说明"})

    assert answer.status_code == 422
    assert {"title", "responsible"} <= set(answer.context["form"].errors)
    assert "写好的说明" in answer.content.decode()
    past = {"title": "x", "responsible": str(me.user_id), "priority": "normal", "due_at": local(now() - DAY)}
    assert list(client.post(url, past).context["form"].errors) == ["due_at"]
    assert Task.objects.count() == 0


def test_from_the_page_it_is_accepted_noted_finished_confirmed_and_reopened(sign_in: SignIn) -> None:
    giver, worker = person(name="示例王五"), person(name="示例李四")
    row = make_task(giver, worker, at=now())
    url = reverse("tasks:task", args=[row.pk])
    client, boss = sign_in(worker), sign_in(giver)

    assert client.post(f"{url}accept/").status_code == 303
    assert client.post(f"{url}notes/", {"form_token": "n-1", "content": "一半了"}).status_code == 303
    assert client.post(f"{url}notes/", {"form_token": "n-1", "content": "一半了"}).status_code == 303
    assert client.post(f"{url}finish/", {"result": "三家合格", "version": "1"}).status_code == 409
    version = client.get(f"{url}finish/").context["form"].seen_version
    assert client.post(f"{url}finish/", {"result": "三家合格", "version": version}).status_code == 303
    shown = text_of(boss.get(url))
    assert ("一半了" in shown, shown.count("填写了进展"), "三家合格" in shown, "等待 示例王五 确认" in shown) == (
        True,
        1,
        True,
        True,
    )
    assert boss.post(f"{url}confirm/").status_code == 303
    dialog = boss.get(f"{url}reopen/")
    assert dialog.status_code == 200
    sent = {"reason": "再核对", "digest": dialog.context["digest"], "form_token": dialog.context["form_token"]}
    assert boss.post(f"{url}reopen/", sent).status_code == 303
    row.refresh_from_db()
    assert (row.status, row.notes.count()) == ("in_progress", 1)
    assert "再核对" in text_of(client.get(url))


@pytest.mark.spec("COM-004")
def test_a_batch_does_what_is_the_persons_to_do_and_names_the_rest(sign_in: SignIn) -> None:
    giver, worker = person(), person()
    mine, others = make_task(giver, worker, at=now()), make_task(worker, giver, at=now(), title="别人的")
    client, url = sign_in(worker), reverse("tasks:list")

    answer = client.post(url, {"batch": "finish", "ids": [mine.pk, others.pk], "tab": "all", "form_token": "b-1"})

    assert answer.status_code == 200
    assert "别人的" in text_of(answer)
    assert dict(Task.objects.values_list("pk", "status")) == {mine.pk: "done", others.pk: "open"}


@pytest.mark.spec("ACC-022", "ACC-023")
def test_a_stranger_finds_nothing_and_sees_no_button(sign_in: SignIn) -> None:
    giver, worker, helper = person(), person(), person()
    row = make_task(giver, worker, at=now(), participants=[helper.user_id])
    stranger = sign_in(person())
    url = reverse("tasks:task", args=[row.pk])
    for name in ("", "edit/", "assign/", "finish/", "cancel/", "return/"):
        assert stranger.get(url + name).status_code == 404, name
    for name in ("accept/", "confirm/", "notes/"):
        assert stranger.post(url + name, {"content": "x"}).status_code == 404, name
    joined = sign_in(helper).get(url)
    assert [action.label for action in joined.context["page"].actions] == []
    assert joined.context["page"].say is not None


@pytest.mark.spec("COM-020")
def test_the_list_asks_as_often_for_one_row_as_for_twenty(sign_in: SignIn, django_assert_num_queries: Any) -> None:
    me: Actor = person()
    client, url = sign_in(me), reverse("tasks:list")
    make_task(person(), me, at=now())
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
    for _number in range(19):
        make_task(person(), me, at=now())
    with django_assert_num_queries(9):
        client.get(url)
