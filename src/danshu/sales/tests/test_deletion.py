"""Deleting orders: who may, what it does to the rest of the house, and that it is undone completely (ORD-040 to ORD-044)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from danshu.audit.models import AuditEntry
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, NotFound
from danshu.kit.permissions import CATALOGUE
from danshu.kit.verification import CHECKS
from danshu.ledger.models import AccountBalance, Journal
from danshu.notices.models import Notice
from danshu.recycling import jobs
from danshu.recycling.errors import Clashes, NotInBin
from danshu.recycling.models import Entry, EntryState
from danshu.recycling.operations.purge_entry import purge_entry
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.recycling.queries import entry_called
from danshu.sales.lifecycle import OrderStatus, OrderType
from danshu.sales.models import Order, OrderLine, OrderNote, SpecialApproval
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.ask_special import ask_special
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.decide_special import decide_special
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.queries import customer_notes, order_rows, standing
from danshu.sales.rules.deleting import refusal
from danshu.sales.tests.conftest import give_roles
from danshu.sales.tests.world import NOON, World, actor_of, line

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def boss(office: World) -> Actor:
    """The department manager, who decides on special approvals."""
    found = actor_of(User.objects.get(user_name="boss"), "SMG")
    give_roles(found)
    return found


@pytest.fixture
def admin(office: World) -> Actor:
    user = User.objects.create(user_name="chief", full_name="管理员", unit=office.hq, created_at=NOON, updated_at=NOON,
                               must_change_password=False)  # fmt: skip
    found = actor_of(user, "ADM")
    give_roles(found)
    return found


def rows(order_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that the live tables hold of an order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, column in (("sales_order", "id"), ("sales_orderline", "order_id"), ("sales_ordernote", "order_id"),
                          ("sales_supervision", "order_id"), ("sales_findingoverride", "order_id"),
                          ("sales_orderexception", "order_id")):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE {column} = %s ORDER BY id", [order_id])
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def drifts() -> list[str]:
    ours = ("sales.", "inventory.", "holds.", "billing.", "ledger.", "fulfilment.", "reporting.", "recycling.")
    return [text for code, check in CHECKS.items() if code.startswith(ours) for text in check.function()]


def owed(world: World) -> Decimal:
    row = AccountBalance.objects.filter(account__kind="billing.receivable").first()
    return row.amount if row else Decimal(0)


def specially_approved(world: World, order: Order, boss: Actor) -> Order:
    ask_special(
        order_id=order.pk, reason="客户重复下单", facts="两张订单内容相同", is_true=True, actor=world.clerk, at=NOON
    )
    decide_special(order_id=order.pk, agree=True, actor=boss, at=NOON)
    return order


def delete(world: World, order: Order, actor: Actor | None = None, **given: Any) -> Entry:
    return delete_order(order_id=order.pk, reason_code="duplicate", actor=actor or world.reviewer, at=NOON, **given)


@pytest.mark.spec("ORD-042", "ORD-039")
def test_deleting_an_approved_order_leaves_stock_receivable_and_figures_as_before_it(
    office: World, boss: Actor
) -> None:
    before = (office.stock(office.soap), owed(office), standing(office.customer.pk, NOON.date()))
    order = specially_approved(office, office.approved(line(office.soap, 5)), boss)
    assert office.stock(office.soap)[1] == Decimal(5)
    assert owed(office) == order.total == Decimal("212.50")

    entry = delete(office, order)

    assert (office.stock(office.soap), owed(office), standing(office.customer.pk, NOON.date())) == before
    assert (entry.label, entry.title, entry.status, entry.amount) == (
        order.number,
        "示例青禾连锁超市",
        "approved",
        order.total,
    )
    assert entry.facts["released"] == [
        {"code": office.soap.code, "name": office.soap.name, "quantity": "5.000", "unit": "件"}
    ]
    note = Journal.objects.get(kind=f"deleted:{entry.pk}")
    assert order.number in note.memo
    told = set(Notice.objects.filter(kind__endswith="deleted").values_list("user__user_name", "kind"))
    assert {
        ("clerk", "sales.deleted"),
        ("finance", "billing.order_deleted"),
        ("shipper", "fulfilment.order_deleted"),
    } <= told
    text = Notice.objects.filter(kind="sales.deleted").first()
    assert text is not None
    assert all(word in text.text for word in (order.number, "重复", "赵六"))
    assert drifts() == []


@pytest.mark.spec("ORD-043", "INV-Z1")
def test_a_deleted_order_is_nowhere_and_its_number_leads_to_the_bin(office: World) -> None:
    order = office.order()
    add_order_note(order_id=order.pk, content="客户来电", kind="customer", channel="phone", actor=office.clerk, at=NOON)
    entry = delete(office, order)

    assert not order_rows(office.reviewer).exists()
    assert rows(order.pk) == {table: [] for table in rows(order.pk)}
    assert customer_notes(office.reviewer, office.customer.pk, 10) == []
    found = entry_called(office.reviewer, "sales.order", order.number)
    assert found is not None
    assert found.pk == entry.pk
    assert entry_called(office.finance, "sales.order", order.number) is None
    assert entry_called(office.stranger, "sales.order", order.number) is None
    assert entry_called(office.clerk, "sales.order", order.number) is not None


@pytest.mark.spec("ORD-043")
def test_restoring_brings_everything_back_digit_by_digit(office: World, boss: Actor, admin: Actor) -> None:
    order = specially_approved(office, office.approved(line(office.soap, 5), line(office.paper, 1)), boss)
    add_order_note(order_id=order.pk, content="客户来电", kind="customer", channel="phone", actor=office.clerk, at=NOON)
    before, stock, owes = rows(order.pk), office.stock(office.soap), owed(office)
    entry = delete(office, order)

    back = restore_entry(entry_id=entry.pk, actor=admin, at=LATER)

    assert rows(order.pk) == before
    assert (office.stock(office.soap), owed(office)) == (stock, owes)
    assert (back.state, back.missing, back.payload) == (EntryState.RESTORED, [], {})
    assert SpecialApproval.objects.get().state == "used"
    assert drifts() == []
    with pytest.raises(NotInBin):
        restore_entry(entry_id=entry.pk, actor=admin, at=LATER)
    with pytest.raises(DomainError, match="特批"):
        delete(office, order)


@pytest.mark.spec("ORD-043")
def test_an_order_whose_goods_were_taken_returns_as_a_draft_that_names_them(
    office: World, boss: Actor, admin: Actor
) -> None:
    order = specially_approved(office, office.approved(line(office.soap, 60)), boss)
    entry = delete(office, order)
    office.approved(line(office.soap, 70))

    back = restore_entry(entry_id=entry.pk, actor=admin, at=LATER)

    order.refresh_from_db()
    assert (order.status, order.approved_at, order.submitted_at) == ("draft", None, None)
    assert len(back.missing) == 1
    assert office.soap.code in back.missing[0]
    assert office.stock(office.soap) == (Decimal(100), Decimal(70))
    assert owed(office) == Decimal("2975.00")
    assert drifts() == []


@pytest.mark.spec("ORD-043")
def test_an_external_number_taken_meanwhile_is_settled_by_another_one(office: World, admin: Actor) -> None:
    order = office.order(submit=False, external_number="PO-7")
    entry = delete(office, order, office.clerk)
    other = office.order(submit=False, external_number="PO-7")

    for settled in ({}, {"external_number": "PO-7"}):
        with pytest.raises(Clashes, match=other.number):
            restore_entry(entry_id=entry.pk, settled=settled, actor=admin, at=LATER)
    for key in ("status", "number", "duplicate_reason"):
        with pytest.raises(FieldErrors) as refused:
            restore_entry(entry_id=entry.pk, settled={"external_number": "PO-7A", key: "x"}, actor=admin, at=LATER)
        assert [problem.field for problem in refused.value.problems] == [f"settled.{key}"]
    assert not Order.objects.filter(pk=order.pk).exists()

    restore_entry(entry_id=entry.pk, settled={"external_number": "PO-7A"}, actor=admin, at=LATER)
    order.refresh_from_db()
    assert order.external_number == "PO-7A"
    assert "7a" in order.search_tokens


@pytest.mark.spec("ORD-044", "SYS-006")
def test_after_the_retention_time_it_is_purged_and_the_log_keeps_the_record(office: World, admin: Actor) -> None:
    kept, gone = office.order(submit=False), office.order(submit=False)
    early = delete_order(
        order_id=kept.pk, reason_code="other", reason="试录", actor=office.clerk, at=NOON + timedelta(days=3)
    )
    entry = delete(office, gone, office.clerk)

    assert jobs.purge_expired(at=NOON + timedelta(days=29)) == 0
    assert jobs.purge_expired(at=NOON + timedelta(days=30)) == 1
    assert jobs.purge_expired(at=NOON + timedelta(days=30)) == 0

    entry.refresh_from_db()
    assert (entry.state, entry.payload, entry.title, entry.reason) == ("purged", {}, "", "")
    logged = AuditEntry.objects.filter(action="recycling.purge_entry").get()
    for word in (gone.number, "示例青禾连锁超市", "李四", "draft", "duplicate"):
        assert word in f"{logged.subject_label} {logged.changes}"
    with pytest.raises(NotInBin):
        restore_entry(entry_id=entry.pk, actor=admin, at=NOON + timedelta(days=31))
    purge_entry(entry_id=early.pk, reason="测试数据", actor=admin, at=NOON + timedelta(days=4))
    assert not Entry.objects.filter(state="kept").exists()
    assert drifts() == []


@pytest.mark.spec("ORD-041")
@pytest.mark.parametrize(("code", "text"), [("", ""), ("because", ""), ("other", "  "), ("duplicate", "长" * 501)])
def test_without_a_proper_reason_nothing_is_deleted(office: World, code: str, text: str) -> None:
    order = office.order()
    with pytest.raises(FieldErrors):
        delete_order(order_id=order.pk, reason_code=code, reason=text, actor=office.reviewer, at=NOON)
    assert Order.objects.filter(pk=order.pk).exists()
    assert not Entry.objects.exists()


@pytest.mark.spec("ORD-039")
def test_a_special_approval_is_for_this_content_for_five_working_days_and_by_somebody_else(
    office: World, boss: Actor
) -> None:
    order = office.approved(line(office.soap, 1))
    with pytest.raises(FieldErrors):
        ask_special(order_id=order.pk, reason="x", facts="y", is_true=False, actor=office.clerk, at=NOON)
    with pytest.raises(DomainError, match="特批"):
        delete(office, order)
    specially_approved(office, order, boss)
    own = replace(boss, user_id=office.clerk.user_id)
    with pytest.raises(DomainError):
        decide_special(order_id=order.pk, agree=True, actor=own, at=NOON)
    with pytest.raises(DomainError, match="特批"):
        delete_order(order_id=order.pk, reason_code="test", actor=office.reviewer, at=NOON + timedelta(days=14))
    OrderLine.objects.filter(order=order).update(quantity=2)
    with pytest.raises(DomainError, match="特批"):
        delete(office, order)
    assert Order.objects.filter(pk=order.pk, status="approved").exists()


ROLES = ("ADM", "ORA", "ODK", "SLS", "BRC", "SMG", "CSV", "FNC", "WHS", "SHC", "STA")
# (type, status) -> who may; "creator" is a seller with an own order, "special" the order desk with a special approval
MAY: dict[tuple[str, str], set[str]] = {
    **{(type_, "draft"): {"creator", "ORA"} for type_ in OrderType.values},
    **{(type_, "awaiting_review"): {"ORA"} for type_ in OrderType.values if type_ != "subscription"},
    ("subscription", "awaiting_review"): {"ODK", "special"},
    **{(type_, "approved"): {"special"} for type_ in OrderType.values},
    **{(type_, status): {"ORA"} for type_ in OrderType.values for status in ("rejected", "cancelled", "voided")},
}


def _people() -> Iterator[tuple[str, Actor, bool, bool]]:
    """(name, actor, owns the order, holds a special approval)."""
    for role in ROLES:
        codes = [p.code for p in CATALOGUE.values() if role in p.roles]
        yield role, Actor(user_id=99, name=role, grants=dict.fromkeys(codes, None), roles=(role,)), False, False  # type: ignore[arg-type]
        if role == "SLS":
            yield "creator", Actor(user_id=7, name=role, grants=dict.fromkeys(codes, None), roles=(role,)), True, False  # type: ignore[arg-type]
        if role == "ODK":
            yield "special", Actor(user_id=99, name=role, grants=dict.fromkeys(codes, None), roles=(role,)), False, True  # type: ignore[arg-type]


@pytest.mark.spec("ORD-040", "ACC-023")
def test_each_pair_of_status_and_role_behaves_as_the_table_says() -> None:
    tried = 0
    for type_ in OrderType.values:
        for status in OrderStatus.values:
            order = Order(number="SO-1", type=type_, status=status, created_by_id=7)
            expected = MAY.get((type_, status), set())
            allowed = {
                name for name, actor, _own, special in _people()
                if refusal(order, actor, specially_approved=special) is None
            }  # fmt: skip
            assert allowed == expected, (type_, status)
            tried += len(list(_people()))
            paid = Order(number="SO-1", type=type_, status=status, created_by_id=7, paid_amount=Decimal(1))
            assert all(refusal(paid, actor, specially_approved=special) for _n, actor, _o, special in _people())
    assert tried == 4 * 10 * (len(ROLES) + 2)


@pytest.mark.spec("ORD-040")
def test_who_may_not_is_refused_and_nothing_changes(office: World) -> None:
    order = office.order()
    before = rows(order.pk)
    for actor in (office.clerk, office.finance, office.stranger, office.service_desk):
        with pytest.raises((DomainError, NotFound)):
            delete(office, order, actor)
    cancelled = cancel_order(order_id=office.order().pk, reason="不要了", actor=office.reviewer, at=NOON)
    delete(office, cancelled)
    assert rows(order.pk) == before
    assert Entry.objects.count() == 1


@pytest.mark.spec("ORD-040")
def test_an_order_that_is_out_or_paid_is_never_deleted(office: World, boss: Actor) -> None:
    order = specially_approved(office, office.approved(line(office.soap, 1)), boss)
    Order.objects.filter(pk=order.pk).update(paid_amount=Decimal("1.00"), payment_state="partly_paid")
    with pytest.raises(DomainError, match="已收款"):
        delete(office, order)
    Order.objects.filter(pk=order.pk).update(paid_amount=0, payment_state="unpaid")
    Order.objects.filter(pk=order.pk).update(status="in_progress")
    with pytest.raises(DomainError, match="不能删除"):
        delete(office, order)
    assert OrderNote.objects.filter(order=order).count() == 0
    assert Order.objects.filter(pk=order.pk).exists()
