"""From approval to the end: editing by status, exceptions, notes, completion, cancelling, jobs (ORD-012 to ORD-033)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from danshu.access.handover import estate_of
from danshu.audit.queries import history
from danshu.billing.operations.pay_order import pay_order
from danshu.catalog.models import Item
from danshu.catalog.usage import usages as item_usages
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.kit.context import Context, active
from danshu.kit.errors import FieldErrors, Forbidden, IllegalTransition
from danshu.kit.findings import Blocked
from danshu.notices.models import Notice
from danshu.parties.usage import identity_fixed_by
from danshu.parties.usage import usages as customer_usages
from danshu.sales import handlers, jobs
from danshu.sales.editing import NotEditable
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.cancel_order import AlreadyShipped, cancel_order
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.solve_exception import solve_exception
from danshu.sales.operations.start_order import start_order
from danshu.sales.queries import is_late, order_page
from danshu.sales.search import find_order_hits
from danshu.sales.tests.world import NOON, World, build_world, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def pay(world: World, order: Order) -> None:
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer",
              actor=world.finance, at=NOON)  # fmt: skip


def ship(world: World, order: Order, **quantities: Any) -> Any:
    return ship_order(order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number=f"SF{order.pk}",
                      actor=world.shipper, at=NOON, **quantities)  # fmt: skip


def made(world: World, status: str) -> Order:
    """An order that got into a status by the steps that lead there."""
    if status == "draft":
        return world.order(submit=False)
    if status == "awaiting_review":
        return world.order()
    order = world.approved(line(world.soap, 2))
    if status == "in_progress":
        start_order(order_id=order.pk, actor=world.reviewer, at=NOON)
    if status in ("shipped", "signed", "completed"):
        pay(world, order)
        parcel = ship(world, order)
        if status != "shipped":
            confirm_receipt(
                shipment_id=parcel.pk, signed_by="吴九", evidence="签收单", actor=world.service_desk, at=NOON
            )
        if status == "completed":
            complete_order(order_id=order.pk, actor=world.reviewer, at=NOON)
    if status == "cancelled":
        cancel_order(order_id=order.pk, reason="客户取消", actor=world.reviewer, at=NOON)
    order.refresh_from_db()
    assert order.status == status
    return order


ALLOWED = {
    "draft": {"remark", "internal_remark", "recipient", "lines", "contact_name"},
    "awaiting_review": {"remark", "internal_remark", "recipient", "lines", "contact_name"},
    "approved": {"remark", "internal_remark", "recipient", "lines", "contact_name"},
    "in_progress": {"internal_remark", "recipient", "contact_name"},
    "shipped": {"internal_remark"},
    "signed": {"internal_remark"},
    "completed": set(),
    "cancelled": set(),
}


@pytest.mark.spec("ORD-014")
@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize("field", sorted(ALLOWED["draft"]))
def test_each_status_locks_its_fields(world: World, status: str, field: str) -> None:
    order = made(world, status)
    entry = stored_entry(order, order_lines(order))
    change: Any = [line(world.soap, 5)] if field == "lines" else "新的"
    entry = replace(entry, **{field: change})

    def edit() -> None:
        edit_order(order_id=order.pk, entry=entry, version=order.version, actor=world.reviewer, at=NOON)

    if field in ALLOWED[status]:
        edit()
        entries = [change for row in history("sales.order", order.pk)[:1] for change in row["changes"]]
        assert entries
        return
    with pytest.raises((NotEditable, FieldErrors)):
        edit()
    before = order.version
    order.refresh_from_db()
    assert order.version == before


def as_the_page_sends(order: Order) -> Any:
    """The order as entered again: the page names no warehouse of a line."""
    entry = stored_entry(order, order_lines(order))
    return replace(entry, lines=[replace(each, warehouse_id=None) for each in entry.lines])


@pytest.mark.spec("ORD-014")
@pytest.mark.parametrize("status", ["approved", "in_progress", "shipped", "signed"])
def test_a_remark_on_a_decided_order_touches_neither_lines_nor_claims_nor_progress(world: World, status: str) -> None:
    order = made(world, status)
    before = list(order.lines.order_by("pk").values())
    facts = (order.total, order.payment_state, order.shipping_state, world.stock(world.soap))
    Item.objects.filter(pk=world.soap.pk).update(is_on_sale=False)
    edit_order(order_id=order.pk, entry=replace(as_the_page_sends(order), internal_remark="门卫代收"),
               version=order.version, actor=world.reviewer, at=NOON)  # fmt: skip
    order.refresh_from_db()
    assert order.internal_remark == "门卫代收"
    assert list(order.lines.order_by("pk").values()) == before
    assert (order.total, order.payment_state, order.shipping_state, world.stock(world.soap)) == facts


@pytest.mark.spec("ORD-014")
def test_the_record_of_changes_shows_old_and_new_values(world: World) -> None:
    order = world.order(submit=False)
    edit_order(order_id=order.pk, entry=world.entry(remark="新"), version=1, actor=world.clerk, at=NOON)
    newest = history("sales.order", order.pk)[0]
    assert (newest["who"], ("备注", "", "新")) == ("李四", newest["changes"][0])


@pytest.mark.spec("ORD-014")
def test_a_paid_order_keeps_its_amount_and_the_clerk_may_only_remark_after_approval(world: World) -> None:
    order = world.approved(line(world.soap, 2))
    other = replace(stored_entry(order, order_lines(order)), recipient="别人")
    with pytest.raises(Forbidden):
        edit_order(order_id=order.pk, entry=other, version=order.version, actor=world.clerk, at=NOON)
    pay(world, order)
    order.refresh_from_db()
    entry = replace(stored_entry(order, order_lines(order)), freight=Decimal(5))
    with pytest.raises(FieldErrors) as refused:
        edit_order(order_id=order.pk, entry=entry, version=order.version, actor=world.reviewer, at=NOON)
    assert [p.field for p in refused.value.problems] == ["freight"]
    order.refresh_from_db()
    assert order.freight == 0


@pytest.mark.spec("ORD-012", "ORD-033")
@pytest.mark.parametrize("status", ["draft", "shipped", "signed", "completed", "cancelled"])
def test_cancelling_is_refused_with_the_status_named_and_nothing_changed(world: World, status: str) -> None:
    order = made(world, status)
    with pytest.raises((AlreadyShipped, IllegalTransition)) as refused:
        cancel_order(order_id=order.pk, reason="不要了", actor=world.reviewer, at=NOON)
    named = {"draft": "草稿", "cancelled": "已取消"}.get(status, "已经发货")
    assert named in refused.value.text
    order.refresh_from_db()
    assert order.status == status


@pytest.mark.spec("ORD-012", "FUL-009")
def test_shipping_an_order_under_review_is_refused_with_its_status_named(world: World) -> None:
    order = world.order()
    with pytest.raises(Blocked) as refused:
        ship(world, order)
    assert "「待审核」" in refused.value.findings[0].text
    assert world.stock(world.soap) == (Decimal(100), Decimal(0))


@pytest.mark.spec("ORD-012", "COM-013")
def test_a_decision_is_made_once(world: World) -> None:
    order = world.order()
    reject_order(order_id=order.pk, reason="数量不对", actor=world.reviewer, at=NOON)
    with pytest.raises(IllegalTransition):
        reject_order(order_id=order.pk, reason="别的理由", actor=world.reviewer, at=NOON)
    order.refresh_from_db()
    assert (order.reject_reason, Notice.objects.filter(kind="sales.rejected").count()) == ("数量不对", 1)
    done = made(world, "completed")
    with pytest.raises(IllegalTransition):
        complete_order(order_id=done.pk, satisfaction=1, actor=world.reviewer, at=NOON)
    done.refresh_from_db()
    assert done.satisfaction is None


@pytest.mark.spec("ORD-033")
def test_cancelling_needs_a_reason_and_the_right(world: World) -> None:
    order = world.order()
    with pytest.raises(FieldErrors):
        cancel_order(order_id=order.pk, reason="  ", actor=world.reviewer, at=NOON)
    with pytest.raises(Forbidden):
        cancel_order(order_id=order.pk, reason="不要了", actor=world.clerk, at=NOON)
    order.refresh_from_db()
    assert order.status == "awaiting_review"


@pytest.mark.spec("ORD-032")
def test_an_open_exception_stops_shipping_and_completing_until_it_is_solved(world: World) -> None:
    order = world.approved(line(world.soap, 2))
    pay(world, order)
    found = record_exception(
        order_id=order.pk, exception_type="delivery", description="地址不详", actor=world.reviewer, at=NOON
    )
    with pytest.raises(Blocked) as refused:
        ship(world, order)
    assert [f.code for f in refused.value.findings] == ["exceptions"]
    for _ in range(2):
        solve_exception(
            order_id=order.pk, exception_id=found.pk, solution="已更正", contacted="吴九 10:20 电话", actor=world.reviewer,
            at=NOON,
        )  # fmt: skip
    order.refresh_from_db()
    found.refresh_from_db()
    assert (order.open_exceptions, found.solution, found.contacted) == (0, "已更正", "吴九 10:20 电话")
    assert ship(world, order).pk


@pytest.mark.spec("ORD-032")
@pytest.mark.parametrize(("kind", "text"), [("", "x"), ("nonsense", "x"), ("other", " "), ("other", "长" * 501)])
def test_an_exception_without_type_or_description_is_refused(world: World, kind: str, text: str) -> None:
    order = world.approved()
    with pytest.raises(FieldErrors):
        record_exception(order_id=order.pk, exception_type=kind, description=text, actor=world.reviewer, at=NOON)
    order.refresh_from_db()
    assert (order.open_exceptions, order.exceptions.count()) == (0, 0)


@pytest.mark.spec("ORD-030")
def test_what_the_customer_said_stands_on_order_and_customer_once(world: World) -> None:
    order = world.order()
    add_order_note(order_id=order.pk, content="问何时到货", kind="customer", channel="phone", contact="吴九",
                   actor=world.clerk, at=NOON)  # fmt: skip
    entries = [e for e in order_page(world.clerk, order.number).timeline if e.get("text") == "问何时到货"]
    assert [(e["who"], e["action"]) for e in entries] == [("李四", "客户沟通 · 电话 吴九")]
    assert [e["action"] for e in order_page(world.clerk, order.number).timeline].count("添加订单备注") == 0
    with pytest.raises(FieldErrors):
        add_order_note(order_id=order.pk, content="x", channel="smoke", actor=world.clerk, at=NOON)
    assert order.notes.count() == 1


@pytest.mark.spec("ORD-031")
def test_completing_names_each_line_not_signed_and_the_amount_not_paid(world: World) -> None:
    order = world.approved(line(world.soap, 2))
    start_order(order_id=order.pk, actor=world.reviewer, at=NOON)
    with pytest.raises(Blocked) as refused:
        complete_order(order_id=order.pk, actor=world.reviewer, at=NOON)
    assert [f.code for f in refused.value.findings] == ["unsigned", "unpaid"]
    order.refresh_from_db()
    assert order.status == "in_progress"


@pytest.mark.spec("ORD-031")
def test_a_signed_order_is_completed_by_itself_after_seven_days_and_not_before(world: World) -> None:
    order, shipped = made(world, "signed"), made(world, "shipped")
    assert jobs.complete_received_orders(at=NOON + timedelta(days=7, seconds=-1)) == 0
    assert jobs.complete_received_orders(at=NOON + timedelta(days=7)) == 1
    assert jobs.complete_received_orders(at=NOON + timedelta(days=8)) == 0
    order.refresh_from_db()
    shipped.refresh_from_db()
    assert (order.status, shipped.status) == ("completed", "shipped")
    assert order.completed_at == NOON + timedelta(days=7)


@pytest.mark.spec("ORD-031")
def test_a_refused_completion_stops_no_other(world: World) -> None:
    first, second = made(world, "signed"), made(world, "signed")
    record_exception(order_id=first.pk, exception_type="other", description="投诉", actor=world.reviewer, at=NOON)
    assert jobs.complete_received_orders(at=NOON + timedelta(days=7)) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("signed", "completed")


@pytest.mark.spec("ORD-033")
def test_shop_orders_nobody_paid_are_cancelled_after_a_day_and_staff_orders_are_not(world: World) -> None:
    shop, staff = world.approved(line(world.soap, 3), channel="shop"), world.approved(line(world.paper, 1))
    assert shop.number.startswith("W")
    assert jobs.cancel_unpaid_orders(at=NOON + timedelta(hours=24, seconds=-1)) == 0
    assert jobs.cancel_unpaid_orders(at=NOON + timedelta(hours=24)) == 1
    shop.refresh_from_db()
    staff.refresh_from_db()
    assert (shop.status, shop.end_reason) == ("cancelled", "超过 24 小时未付款，自动取消")
    assert (staff.status, world.stock(world.soap)[1]) == ("approved", Decimal(0))


@pytest.mark.spec("ORD-029")
def test_starting_makes_the_handler_and_an_order_past_its_date_is_late(world: World) -> None:
    order = world.approved(wanted_date=NOON.date())
    assert not is_late(order, NOON)
    assert is_late(order, NOON + timedelta(days=1))
    with pytest.raises(Forbidden):
        start_order(order_id=order.pk, actor=world.clerk, at=NOON)
    start_order(order_id=order.pk, actor=world.reviewer, at=NOON)
    order.refresh_from_db()
    assert (order.status, order.handler_id) == ("in_progress", world.reviewer.user_id)


@pytest.mark.spec("CAT-003", "CUS-005", "ORD-016")
def test_items_and_customers_with_orders_say_so_and_an_approved_order_fixes_the_name(world: World) -> None:
    world.order(line(world.soap, 1), line(world.soap, 2), submit=False)
    assert [str(u) for u in item_usages([world.soap.pk])[world.soap.pk]] == ["库存 1", "订单 1"]
    assert customer_usages([world.customer.pk]) == {world.customer.pk: ["订单 1"]}
    assert identity_fixed_by(world.customer.pk) == []
    world.approved()
    assert identity_fixed_by(world.customer.pk) == ["已审核的订单 1"]


@pytest.mark.spec("ACC-005")
def test_a_leaver_hands_over_open_orders_with_history_and_keeps_the_finished(world: World) -> None:
    done, waiting, handled = made(world, "completed"), world.order(), made(world, "in_progress")
    clerk, successor = int(world.clerk.user_id or 0), int(world.stranger.user_id or 0)
    assert [(e.kind.code, e.count) for e in estate_of(clerk) if e.kind.code == "sales.order"] == [("sales.order", 2)]
    with active(Context("test.handover", world.reviewer, NOON)):
        moved = handlers.move_open_orders(user_id=clerk, successor_id=successor, actor=world.reviewer, at=NOON)
    for order in (done, waiting, handled):
        order.refresh_from_db()
    assert (moved, waiting.owner_id, handled.owner_id, done.owner_id) == (2, successor, successor, clerk)
    assert Notice.objects.get(kind="sales.handed_over").text_en == "2 open orders have been handed over to you"


@pytest.mark.spec("COM-001", "ACC-022")
def test_the_palette_finds_orders_in_scope_by_number_customer_and_pinyin(world: World) -> None:
    order = world.order()
    for text in (order.number, "青禾", "qinghe", "13800000001"):
        assert [hit.title for hit in find_order_hits(world.clerk, text, 5)] == [order.number], text
        assert find_order_hits(world.stranger, text, 5) == []
