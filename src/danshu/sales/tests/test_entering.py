"""Entering orders: what is kept, what is computed, what is refused (ORD-001 to ORD-009)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from danshu.catalog.models import Item
from danshu.kit.errors import FieldErrors, Forbidden, NotFound
from danshu.kit.findings import Blocked
from danshu.sales.drafting import LineEntry
from danshu.sales.models import Order
from danshu.sales.operations.create_order import TotalChanged, create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.submission import PricesChanged
from danshu.sales.tests.world import NOON, TICKED, World, build_world, line
from danshu.sales.verification import line_amounts_follow_from_price_and_quantity, totals_equal_their_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.mark.spec("ORD-001", "ORD-003")
def test_an_order_keeps_what_was_entered_and_freezes_who_buys_what(world: World) -> None:
    order = world.order(
        line(world.soap, 2, wanted_date=date(2026, 9, 25), remark="分两箱"), channel="phone", external_number="PO-77",
        contract_number="HT-1", wanted_date=date(2026, 9, 21), remark="周末不收货", internal_remark="开业促销",
        payment_method="bank_transfer", contact_email="wu@example.com",
    )  # fmt: skip
    world.customer.name, world.soap.name = "改了名", "改了名"
    world.customer.save(update_fields=["name"])
    world.soap.save(update_fields=["name"])
    order.refresh_from_db()
    kept = order.lines.get()
    assert (order.type, order.channel, order.external_number, order.contract_number) == (
        "sales",
        "phone",
        "PO-77",
        "HT-1",
    )
    assert (order.customer_name, kept.item_name) == ("示例青禾连锁超市", "泡沫洗手液 500 ml")
    assert (kept.wanted_date, kept.remark, order.payment_method) == (date(2026, 9, 25), "分两箱", "bank_transfer")
    assert (order.contact_name, order.contact_phone, order.contact_email) == ("吴九", "13800000001", "wu@example.com")
    assert (order.unit_id, order.owner_id, order.created_by_id) == (
        world.branch.pk,
        world.clerk.user_id,
        world.clerk.user_id,
    )


@pytest.mark.spec("ORD-002")
def test_an_external_number_is_unique_per_customer_and_channel(world: World) -> None:
    world.order(external_number="PO-1")
    with pytest.raises(FieldErrors) as refused:
        world.order(external_number="PO-1")
    assert [p.field for p in refused.value.problems] == ["external_number"]
    assert Order.objects.count() == 1
    world.order(external_number="PO-1", channel="phone")
    assert Order.objects.count() == 2


@pytest.mark.spec("ORD-005")
def test_items_that_are_invalid_off_the_shelf_or_over_their_limit_are_refused_at_their_line(world: World) -> None:
    Item.objects.filter(pk=world.soap.pk).update(is_on_sale=False)
    Item.objects.filter(pk=world.paper.pk).update(max_per_order=Decimal(10))
    entry = world.entry(line(world.soap, 1), line(world.paper, 11), LineEntry(item_id=None, quantity=Decimal(1)))
    with pytest.raises(FieldErrors) as refused:
        create_order(entry=entry, actor=world.clerk, at=NOON)
    assert [p.field for p in refused.value.problems] == ["lines-0-item", "lines-1-quantity", "lines-2-item"]
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-006")
def test_discounts_are_spread_to_the_cent_and_the_remainder_goes_to_the_largest_line(world: World) -> None:
    order = world.order(
        line(world.soap, 1, discount_rate=Decimal(90)), line(world.paper, 1), line(world.paper, 2),
        order_discount=Decimal("10.00"), freight=Decimal("8.00"), submit=False,
    )  # fmt: skip
    amounts = list(order.lines.order_by("position").values_list("line_discount", "allocated_discount", "amount"))
    assert [a[0] for a in amounts] == [Decimal("4.25"), Decimal(0), Decimal(0)]
    assert sum(a[1] for a in amounts) == Decimal("10.00")
    assert (order.goods_total, order.discount_total) == (Decimal("182.90"), Decimal("14.25"))
    assert order.total == sum(a[2] for a in amounts) + Decimal("8.00") == Decimal("176.65")
    assert list(totals_equal_their_lines()) == []
    assert list(line_amounts_follow_from_price_and_quantity()) == []


@pytest.mark.spec("ORD-006")
def test_a_discount_above_the_goods_is_refused_beside_its_field_when_placing_and_when_editing(world: World) -> None:
    half = line(world.soap, 1, discount_rate=Decimal(50))
    with pytest.raises(FieldErrors) as refused:
        world.order(half, order_discount=Decimal("21.26"), freight=Decimal(100), submit=False)
    assert [(p.field, p.code) for p in refused.value.problems] == [("order_discount", "too_large")]
    assert "21.25" in str(refused.value.problems[0].text)
    assert Order.objects.count() == 0
    order = world.order(half, order_discount=Decimal("21.25"), submit=False)
    with pytest.raises(FieldErrors):
        edit_order(order_id=order.pk, entry=world.entry(half, order_discount=Decimal(99999)), version=1,
                   actor=world.clerk, at=NOON)  # fmt: skip
    order.refresh_from_db()
    assert (order.version, order.total, order.order_discount) == (1, Decimal(0), Decimal("21.25"))


@pytest.mark.spec("ORD-006")
def test_an_amount_other_than_the_one_seen_is_shown_before_anything_is_saved(world: World) -> None:
    with pytest.raises(TotalChanged) as refused:
        create_order(entry=world.entry(), expected_total=Decimal("200.00"), actor=world.clerk, at=NOON)
    assert "200.00 变为 225.40" in refused.value.text
    assert Order.objects.count() == 0
    made = create_order(entry=world.entry(), expected_total=Decimal("225.40"), actor=world.clerk, at=NOON)
    with pytest.raises(TotalChanged):
        edit_order(
            order_id=made.pk, entry=world.entry(line(world.soap, 5)), version=1, expected_total=Decimal("225.40"),
            actor=world.clerk, at=NOON,
        )  # fmt: skip
    made.refresh_from_db()
    assert (made.version, made.total) == (1, Decimal("225.40"))


@pytest.mark.spec("ORD-006")
def test_a_price_list_changed_since_the_draft_is_shown_and_must_be_confirmed(world: World) -> None:
    draft = world.order(submit=False)
    Item.objects.filter(pk=world.soap.pk).update(sale_price=Decimal("45.00"))
    with pytest.raises(PricesChanged) as refused:
        submit_order(order_id=draft.pk, actor=world.clerk, at=NOON)
    assert f"{world.soap.code} 42.5 → 45" in refused.value.text
    draft.refresh_from_db()
    assert draft.status == "draft"
    submit_order(order_id=draft.pk, prices_confirmed=True, actor=world.clerk, at=NOON)
    draft.refresh_from_db()
    assert (draft.status, draft.total) == ("awaiting_review", Decimal("225.40"))


@pytest.mark.spec("ORD-008")
@pytest.mark.parametrize("missing", sorted(TICKED))
def test_each_box_of_the_checklist_is_needed(world: World, missing: str) -> None:
    with pytest.raises(Blocked) as refused:
        world.order(checklist={**TICKED, missing: False})
    assert [(f.code, f.field) for f in refused.value.findings] == [("checklist", f"checklist-{missing}")]
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-009")
def test_saving_and_submitting_in_one_step_changes_nothing_when_the_submission_is_refused(world: World) -> None:
    draft = world.order(submit=False)
    with pytest.raises(Blocked):
        edit_order(
            order_id=draft.pk, entry=world.entry(line(world.soap, 7), checklist={}), version=1, submit=True,
            actor=world.clerk, at=NOON,
        )  # fmt: skip
    draft.refresh_from_db()
    assert (draft.status, draft.version, draft.line_count) == ("draft", 1, 2)
    edit_order(
        order_id=draft.pk, entry=world.entry(line(world.soap, 7)), version=1, submit=True, actor=world.clerk, at=NOON
    )
    draft.refresh_from_db()
    assert (draft.status, draft.total) == ("awaiting_review", Decimal("297.50"))


@pytest.mark.spec("ORD-009", "INV-008")
def test_a_draft_holds_no_stock(world: World) -> None:
    world.order(line(world.soap, 60), submit=False)
    assert world.stock(world.soap) == (Decimal(100), Decimal(0))


@pytest.mark.spec("ORD-004")
def test_a_service_order_needs_a_date_and_no_address(world: World) -> None:
    world.address.delete()
    with pytest.raises(Blocked) as refused:
        world.order(line(world.visit, 1), delivery_method_id=None)
    assert [f.code for f in refused.value.findings] == ["wanted_date"]
    order = world.order(line(world.visit, 1), delivery_method_id=None, wanted_date=date(2026, 9, 30))
    assert (order.status, order.shipping_state) == ("awaiting_review", "none")


@pytest.mark.spec("ORD-004", "ACC-022", "ACC-023")
def test_without_the_right_or_with_another_ones_customer_no_order_arises(world: World) -> None:
    with pytest.raises(Forbidden):
        create_order(entry=world.entry(), actor=world.shipper, at=NOON)
    with pytest.raises(NotFound):
        create_order(entry=world.entry(), actor=world.stranger, at=NOON)
    assert Order.objects.count() == 0


@pytest.mark.spec("COM-008", "ORD-004")
def test_wanted_dates_far_away_are_refused_beside_their_fields(world: World) -> None:
    with pytest.raises(FieldErrors) as refused:
        world.order(line(world.soap, 1, wanted_date=date(9999, 12, 31)), wanted_date=date(1, 1, 1))
    text = "应在 1990-01-01 与 2100-12-31 之间"
    assert [(p.field, p.text) for p in refused.value.problems] == [
        ("lines-0-wanted_date", text),
        ("wanted_date", text),
    ]
    assert not Order.objects.exists()
