"""The bin and its pages as people use them: dialog, batch, restore, application, purge, cleanup (ORD-041 to ORD-045)."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from danshu.audit.models import AuditEntry
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, NotFound
from danshu.notices.models import Notice
from danshu.recycling import jobs
from danshu.recycling.errors import AskedAlready, Decided
from danshu.recycling.models import Application, CleanupRule, CleanupRun, Entry, Proposal
from danshu.recycling.operations.ask_restore import ask_restore
from danshu.recycling.operations.confirm_cleanup import confirm_cleanup
from danshu.recycling.operations.decide_restore import decide_restore
from danshu.recycling.operations.run_cleanup import run_cleanup
from danshu.recycling.operations.save_cleanup_rule import save_cleanup_rule
from danshu.sales.models import Order
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.tests.conftest import SignIn, give_roles
from danshu.sales.tests.world import NOON, World, actor_of, line

pytestmark = pytest.mark.django_db
API = "/api/v1"


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def admin(office: World) -> Actor:
    user = User.objects.create(
        user_name="chief", full_name="管理员", unit=office.hq, created_at=NOON, updated_at=NOON,
        must_change_password=False, profile_completed_at=timezone.now(), password_changed_at=timezone.now(),
    )  # fmt: skip
    found = actor_of(user, "ADM")
    give_roles(found)
    return found


def send(client: Client, path: str, body: dict[str, Any], key: str) -> Any:
    return client.post(API + path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


def filled(page: Any, **given: Any) -> dict[str, Any]:
    """What the dialog posts when everything that can be deleted stays ticked."""
    dialog = page.context["dialog"]
    body: dict[str, Any] = {"form_token": dialog.token, "reason_code": "duplicate", "typed": dialog.expected}
    body["chosen"] = [str(each.order.pk) for each in dialog.possible]
    body |= {f"digest-{each.order.pk}": each.digest for each in dialog.possible}
    return body | given


def deleted(office: World, *orders: Order) -> list[Entry]:
    """Orders in the bin."""
    return [delete_order(order_id=o.pk, reason_code="duplicate", reason="下了两次", actor=office.reviewer, at=timezone.now())
            for o in orders]  # fmt: skip


# ---- the dialog -----------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-041", "COM-004")
def test_the_dialog_says_what_happens_lets_untick_and_reports_each_row(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.reviewer)
    first, second, third = office.order(), office.order(), office.approved(line(office.soap, 1))
    add_order_note(order_id=first.pk, content="来电", kind="customer", channel="phone", actor=office.clerk, at=NOON)
    answer = client.post("/orders/", {"batch": "delete", "ids": [o.pk for o in (first, second, third)]})
    assert answer.status_code == 303
    page = client.get(answer["Location"])

    words = text_of(page)
    assert "1 条与客户的沟通一起移走" in words
    assert f"订单 {third.number} 已审核通过，删除需要有效的特批" in words
    assert [each.order.number for each in page.context["dialog"].possible] == [first.number, second.number]
    assert Order.objects.count() == 3

    url = answer["Location"]
    for wrong in ({"reason_code": ""}, {"reason_code": "other"}, {"typed": "3"}, {"chosen": []}):
        assert client.post(url, filled(page, **wrong)).status_code == 422
    assert client.post(url, filled(page) | {f"digest-{first.pk}": "x"}).status_code == 409
    assert Order.objects.count() == 3
    assert not AuditEntry.objects.filter(action="sales.delete_order", result="done").exists()

    done = client.post(url, filled(page, chosen=[str(first.pk)], typed=first.number))
    assert (done.status_code, Order.objects.filter(pk=second.pk).exists()) == (303, True)
    assert list(Entry.objects.values_list("label", "reason_code")) == [(first.number, "duplicate")]
    assert f"订单 {first.number} 已移到回收站" in text_of(client.get("/orders/"))


@pytest.mark.spec("ORD-041")
def test_the_export_before_deleting_holds_the_whole_order(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.soap, 2, remark="=1+1"), line(office.paper, 3))
    add_order_note(order_id=order.pk, content="来电确认", kind="customer", channel="phone", actor=office.clerk, at=NOON)
    answer = sign_in(office.reviewer).get(f"/orders/delete/export/?ids={order.pk}")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for word in (order.number, "示例青禾连锁超市", office.soap.code, "=1+1", "来电确认", "225.4"):
        assert word in cells
    assert sign_in(office.clerk).get(f"/orders/delete/export/?ids={order.pk}").status_code == 403
    assert AuditEntry.objects.filter(changes__icontains=order.number, action__icontains="export").exists()


@pytest.mark.spec("ORD-040", "ACC-023", "SEC-A1")
def test_the_button_is_there_for_whom_the_table_allows_it_and_a_direct_request_is_refused(
    office: World, sign_in: SignIn
) -> None:
    own, reviewed = office.order(submit=False), office.order()
    pages = {
        (name, order.number): "删除订单" in text_of(sign_in(actor).get(f"/orders/{order.number}/"))
        for name, actor in (("clerk", office.clerk), ("manager", office.reviewer), ("finance", office.finance))
        for order in (own, reviewed)
    }
    assert {key for key, shown in pages.items() if shown} == {
        ("clerk", own.number), ("manager", own.number), ("manager", reviewed.number),
    }  # fmt: skip
    direct = sign_in(office.clerk).get(f"/orders/delete/?ids={reviewed.pk}")
    assert "你不能删除状态为「待审核」的订单" in text_of(direct)
    assert sign_in(office.finance).get(f"/orders/delete/?ids={reviewed.pk}").status_code == 403
    assert sign_in(office.stranger).get(f"/orders/delete/?ids={reviewed.pk}").status_code == 404
    answer = send(sign_in(office.clerk), f"/orders/{reviewed.number}/deletion", {"reason_code": "test"}, "k-1")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours_to_delete")
    assert Order.objects.count() == 2


# ---- the bin --------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-043", "INV-Z1")
def test_the_bin_tells_who_when_why_and_how_long_and_nobody_else_finds_the_order(
    office: World, sign_in: SignIn
) -> None:
    order, kept = office.order(), office.order()
    (entry,) = deleted(office, order)
    client = sign_in(office.reviewer)

    words = text_of(client.get("/recycle-bin/"))
    for word in (order.number, "示例青禾连锁超市", "赵六", "重复 · 下了两次", "待审核"):
        assert word in words
    assert text_of(client.get("/recycle-bin/?kind=parties.customer")).count(order.number) == 0
    page = client.get(f"/orders/{order.number}/")
    assert (page.status_code, page["Location"]) == (303, f"/recycle-bin/{entry.pk}/")
    shown = text_of(client.get(page["Location"]))
    for word in (office.soap.code, "下了两次", "剩余天数", "29"):
        assert word in shown

    assert order.number not in text_of(client.get("/orders/"))
    assert client.get(f"/orders/?q={order.number}").context["listing"].page.rows == []
    assert order.number not in text_of(client.get(f"/customers/{office.customer.pk}/"))
    assert order.number not in client.get("/orders/?export=csv").getvalue().decode("utf-8-sig")
    listed = client.get(f"{API}/orders").json()
    assert [row["number"] for row in listed["items"]] == [kept.number]
    assert client.get(f"{API}/orders/{order.number}").status_code == 404
    for actor in (office.finance, office.stranger):
        assert sign_in(actor).get(f"/orders/{order.number}/").status_code == 404
    assert sign_in(office.stranger).get(f"/recycle-bin/{entry.pk}/").status_code == 404
    assert sign_in(office.finance).get("/recycle-bin/").status_code == 403


@pytest.mark.spec("ORD-043")
def test_the_list_of_the_bin_asks_as_many_questions_for_twenty_as_for_two(office: World, sign_in: SignIn) -> None:
    client, counts = sign_in(office.reviewer), []
    for number in (2, 18):
        deleted(office, *(office.order(submit=False) for _ in range(number)))
        client.get("/recycle-bin/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/recycle-bin/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20


@pytest.mark.spec("ORD-043")
def test_restoring_shows_its_impact_and_settles_a_clash_in_the_same_place(
    office: World, sign_in: SignIn, admin: Actor
) -> None:
    order = office.order(submit=False, external_number="PO-7")
    (entry,) = deleted(office, order)
    other = office.order(submit=False, external_number="PO-7")
    client, url = sign_in(admin), f"/recycle-bin/{entry.pk}/restore/"

    page = client.get(url)
    assert f"外部单号 PO-7 已用于订单 {other.number}" in text_of(page)
    token = page.context["form"].token
    assert client.post(url, {"form_token": token, "external_number": "PO-7"}).status_code == 409
    assert not Order.objects.filter(pk=order.pk).exists()
    back = client.post(url, {"form_token": token + "2", "external_number": "PO-8"})
    assert (back.status_code, back["Location"]) == (303, f"/orders/{order.number}/")
    assert f"{order.number} 已恢复" in text_of(client.get(back["Location"]))
    assert client.get(f"/recycle-bin/{entry.pk}/")["Location"] == f"/orders/{order.number}/"
    assert sign_in(office.clerk).get(url).status_code == 403


@pytest.mark.spec("ORD-043")
def test_who_may_not_restore_asks_and_is_told_the_answer(office: World, sign_in: SignIn) -> None:
    first, second = deleted(office, office.order(), office.order())
    client = sign_in(office.clerk)
    assert "申请恢复" in text_of(client.get(f"/recycle-bin/{first.pk}/"))
    for entry in (first, second):
        token = client.get(f"/recycle-bin/{entry.pk}/ask/").context["form"].token
        assert client.post(f"/recycle-bin/{entry.pk}/ask/", {"form_token": token, "reason": "还要"}).status_code == 303
    with pytest.raises(AskedAlready):
        ask_restore(entry_id=first.pk, reason="还要", actor=office.clerk, at=NOON)
    with pytest.raises(FieldErrors):
        ask_restore(entry_id=first.pk, reason=" ", actor=office.clerk, at=NOON)
    with pytest.raises(NotFound):
        ask_restore(entry_id=first.pk, reason="还要", actor=office.stranger, at=NOON)
    assert Notice.objects.filter(kind="recycling.restore_asked", user_id=office.reviewer.user_id).count() == 2

    desk = sign_in(office.reviewer)
    assert "还要" in text_of(desk.get("/recycle-bin/applications/"))
    token = desk.get(f"/recycle-bin/{first.pk}/restore/").context["form"].token
    assert desk.post(f"/recycle-bin/{first.pk}/restore/", {"form_token": token}).status_code == 303
    asked = Application.objects.get(entry=second)
    assert (
        desk.post(f"/recycle-bin/applications/{asked.pk}/refuse/", {"form_token": "r", "answer": ""}).status_code == 422
    )
    assert (
        desk.post(
            f"/recycle-bin/applications/{asked.pk}/refuse/", {"form_token": "r", "answer": "确实重复"}
        ).status_code
        == 303
    )
    with pytest.raises(Decided):
        decide_restore(application_id=asked.pk, agree=False, answer="x", actor=office.reviewer, at=NOON)

    told = list(Notice.objects.filter(kind="recycling.restore_decided").values_list("user_id", "text").order_by("pk"))
    assert told == [
        (office.clerk.user_id, f"你申请恢复的 {first.label} 已恢复"),
        (office.clerk.user_id, f"恢复 {second.label} 的申请被拒绝：确实重复"),
    ]
    assert (Order.objects.filter(number=first.label).exists(), Order.objects.filter(number=second.label).exists()) == (
        True,
        False,
    )


@pytest.mark.spec("ORD-044")
def test_purging_early_is_for_the_administrator_and_asks_for_the_number(
    office: World, sign_in: SignIn, admin: Actor
) -> None:
    (entry,) = deleted(office, office.order())
    url = f"/recycle-bin/{entry.pk}/purge/"
    assert sign_in(office.reviewer).get(url).status_code == 403
    client = sign_in(admin)
    asked = client.get(url)
    given = {"digest": asked.context["digest"], "form_token": "p-1", "reason": "测试数据", "typed": "SO-0"}
    assert client.post(url, given).status_code == 422
    assert client.post(url, given | {"typed": entry.label}).status_code == 303
    assert "已永久删除，不能恢复" in text_of(client.get(f"/recycle-bin/{entry.pk}/"))
    assert "示例青禾连锁超市" in str(AuditEntry.objects.get(action="recycling.purge_entry").changes)
    assert client.get(f"/orders/{entry.label}/").status_code == 404


@pytest.mark.spec("ORD-043", "ORD-044", "SYS-030")
def test_the_api_deletes_lists_restores_asks_and_purges(office: World, sign_in: SignIn, admin: Actor) -> None:
    order, other = office.order(), office.order()
    desk, clerk, chief = sign_in(office.reviewer), sign_in(office.clerk), sign_in(admin)
    effects = desk.get(f"{API}/orders/{order.number}/deletion").json()
    assert {"code": "restorable", "text": "30 天内可以恢复"} in effects
    made = send(desk, f"/orders/{order.number}/deletion", {"reason_code": "duplicate"}, "d-1")
    again = send(desk, f"/orders/{order.number}/deletion", {"reason_code": "duplicate"}, "d-1")
    assert (made.status_code, made.json()["label"], again.status_code) == (200, order.number, 404)
    entry = made.json()["id"]
    assert [row["label"] for row in clerk.get(f"{API}/recycle-bin?kind=sales.order").json()["items"]] == [order.number]
    asked = send(clerk, f"/recycle-bin/{entry}/applications", {"reason": "还要"}, "a-1")
    assert (asked.status_code, asked.json()["state"]) == (201, "pending")
    assert send(clerk, f"/recycle-bin/{entry}/restoration", {}, "r-1").status_code == 403
    decided = send(desk, f"/recycle-bin/applications/{asked.json()['id']}/decision", {"decision": "agree"}, "g-1")
    assert (decided.status_code, decided.json()["state"]) == (200, "approved")
    assert Order.objects.filter(pk=order.pk).exists()

    entry = send(desk, f"/orders/{other.number}/deletion", {"reason_code": "test"}, "d-2").json()["id"]
    wrong = send(desk, f"/recycle-bin/{entry}/restoration", {"settled": {"external_number": "X-1"}}, "r-0")
    assert (wrong.status_code, [each["field"] for each in wrong.json()["errors"]]) == (422, ["settled.external_number"])
    assert send(chief, f"/recycle-bin/{entry}/purge", {"confirm_label": "x"}, "p-1").status_code == 422
    assert not Order.objects.filter(pk=other.pk).exists()
    assert (
        send(chief, f"/recycle-bin/{entry}/purge", {"confirm_label": other.number}, "p-2").json()["state"] == "purged"
    )
    assert send(desk, f"/recycle-bin/{entry}/restoration", {}, "r-2").json()["code"] == "not_in_bin"


# ---- cleanup --------------------------------------------------------------------------------------------------------
def old_drafts(office: World, number: int) -> list[Order]:
    """Drafts that nobody touched for a long time."""
    return [office.order(submit=False) for _ in range(number)]


@pytest.mark.spec("ORD-045")
def test_the_monthly_run_lists_old_drafts_and_only_confirmed_ones_are_deleted(
    office: World, sign_in: SignIn, admin: Actor
) -> None:
    first, second, touched = old_drafts(office, 3)
    approved = office.approved(line(office.soap, 1))
    rule = save_cleanup_rule(
        kind="sales.order", name="旧草稿", statuses=["draft"], older_than_days=30, actor=admin, at=NOON
    )
    month = NOON.replace(month=11, day=1)
    assert jobs.run_due_rules(at=month - timedelta(days=1)) == 0
    assert (jobs.run_due_rules(at=month), jobs.run_due_rules(at=month + timedelta(hours=1))) == (1, 0)
    run = CleanupRun.objects.get()
    assert (run.found, Order.objects.count()) == (3, 4)
    assert Notice.objects.filter(kind="recycling.cleanup_proposed", user_id=admin.user_id).count() == 1

    client, url = sign_in(admin), f"/recycle-bin/cleanup/{run.pk}/"
    assert all(order.number in text_of(client.get(url)) for order in (first, second, touched))
    Order.objects.filter(pk=touched.pk).update(updated_at=month)
    rows = {row.label: row for row in Proposal.objects.all()}
    chosen = [rows[first.number].pk, rows[touched.number].pk]
    assert client.post(url, {"form_token": "c-1", "chosen": chosen}).status_code == 303

    states = dict(Proposal.objects.values_list("label", "state"))
    assert states == {first.number: "deleted", second.number: "left", touched.number: "refused"}
    assert set(Order.objects.values_list("pk", flat=True)) == {second.pk, touched.pk, approved.pk}
    assert Entry.objects.get().reason == "定期清理：旧草稿"
    run.refresh_from_db()
    assert (run.deleted, run.closed_by_name) == (1, "管理员")
    with pytest.raises(Decided):
        confirm_cleanup(run_id=run.pk, chosen=chosen, actor=admin, at=month)
    assert "管理员 确认，删除 1 条" in text_of(client.get(url))
    assert run_cleanup(rule_id=rule.pk, actor=admin, at=month).found == 1


@pytest.mark.spec("ORD-045")
@pytest.mark.parametrize("wrong", [{"statuses": ["approved"]}, {"statuses": []}, {"statuses": ["draft", "shipped"]},
                                   {"types": ["x"]}, {"older_than_days": 0}, {"name": " "}, {"every": "day"}])  # fmt: skip
def test_a_rule_never_names_approved_or_later_orders(office: World, admin: Actor, wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"kind": "sales.order", "name": "旧草稿", "statuses": ["draft"], "older_than_days": 30}
    with pytest.raises(FieldErrors):
        save_cleanup_rule(**{**given, **wrong}, actor=admin, at=NOON)
    assert not CleanupRule.objects.exists()


@pytest.mark.spec("ORD-045", "COM-012")
def test_rules_are_kept_on_their_page(office: World, sign_in: SignIn, admin: Actor) -> None:
    client = sign_in(admin)
    page = client.get("/recycle-bin/cleanup/rules/new/?kind=sales.order")
    given = {"form_token": page.context["form"].token, "name": "旧草稿", "statuses": ["draft", "rejected"],
             "older_than_days": "30", "every": "hand", "runs": "on"}  # fmt: skip
    assert client.post("/recycle-bin/cleanup/rules/new/?kind=sales.order", given).status_code == 303
    rule = CleanupRule.objects.get()
    assert (rule.statuses, rule.every, rule.is_valid) == (["draft", "rejected"], "hand", True)
    old_drafts(office, 1)
    Order.objects.update(updated_at=NOON - timedelta(days=900))
    answer = client.post(f"/recycle-bin/cleanup/rules/{rule.pk}/run/", {"form_token": "run-1"})
    assert answer["Location"] == f"/recycle-bin/cleanup/{CleanupRun.objects.get().pk}/"
    stale = given | {"form_token": "t-9", "version": "7", "name": "改名"}
    assert client.post(f"/recycle-bin/cleanup/rules/{rule.pk}/", stale).status_code == 409
    assert "旧草稿" in text_of(client.get("/recycle-bin/cleanup/"))
    assert sign_in(office.reviewer).get("/recycle-bin/cleanup/").status_code == 403
