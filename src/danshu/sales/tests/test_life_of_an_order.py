"""An order from entry to completed, and what is refused on the way (ORD-012, ORD-019, ORD-031)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, IllegalTransition, NotFound
from danshu.kit.findings import Blocked
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import CompanyNameNotConfirmed, OwnOrder, approve_order
from danshu.sales.operations.cancel_order import PaidOrder, cancel_order
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.tests.world import NOON, World, build_world, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def pay(world: World, order: Order, amount: str) -> None:
    pay_order(
        order_id=order.pk, amount=Decimal(amount), received_date=NOON.date(), method="bank_transfer",
        actor=world.finance, at=NOON,
    )  # fmt: skip


@pytest.mark.spec("ORD-002", "ORD-004", "ORD-006", "ORD-009")
def test_a_submitted_order_has_number_frozen_names_and_totals_to_the_cent(world: World) -> None:
    order = world.order()
    assert order.number.startswith("SO260918") or order.number.startswith("SO-260918")
    assert (order.status, order.customer_name) == ("awaiting_review", "示例青禾连锁超市")
    assert order.delivery_address.endswith("样板路 100 号")
    assert (order.goods_total, order.total) == (Decimal("225.40"), Decimal("225.40"))
    assert order.tax_total == Decimal("25.93")  # 13 % contained, each line rounded: 9.78 + 16.15
    assert world.stock(world.soap) == (Decimal(100), Decimal(0))


@pytest.mark.spec("ORD-012", "ORD-019", "ORD-031", "INV-008", "FUL-009", "FUL-014", "FIN-003")
def test_an_order_goes_from_entry_to_completed(world: World) -> None:
    order = world.approved()
    assert (order.status, world.stock(world.soap)) == ("approved", (Decimal(100), Decimal(2)))
    pay(world, order, "225.40")
    shipment = ship_order(
        order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF100", actor=world.shipper, at=NOON
    )
    order.refresh_from_db()
    assert (order.status, order.payment_state, order.shipping_state) == ("shipped", "paid", "shipped")
    assert world.stock(world.soap) == (Decimal(98), Decimal(0))
    confirm_receipt(shipment_id=shipment.pk, signed_by="吴九", evidence="签收单", actor=world.service_desk, at=NOON)
    again = confirm_receipt(
        shipment_id=shipment.pk, signed_by="别人", evidence="签收单", actor=world.service_desk, at=NOON
    )
    assert again.signed_by == "吴九"
    complete_order(order_id=order.pk, satisfaction=5, actor=world.reviewer, at=NOON + timedelta(days=1))
    order.refresh_from_db()
    assert (order.status, order.satisfaction) == ("completed", 5)


@pytest.mark.spec("ORD-005")
@pytest.mark.parametrize("quantity", ["0", "-1", "1.5"])
def test_a_wrong_quantity_is_refused_beside_its_line(world: World, quantity: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        create_order(entry=world.entry(line(world.soap, quantity)), actor=world.clerk, at=NOON)
    assert [p.field for p in refused.value.problems] == ["lines-0-quantity"]
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-004", "ORD-008")
def test_everything_that_blocks_a_submission_is_told_at_once(world: World) -> None:
    world.address.delete()
    with pytest.raises(Blocked) as refused:
        world.order(checklist={}, delivery_method_id=None)
    assert {f.code for f in refused.value.findings} == {"checklist", "delivery_address", "delivery_method"}
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-009")
def test_a_draft_with_gaps_can_be_saved_but_not_submitted(world: World) -> None:
    draft = world.order(submit=False, checklist={}, delivery_method_id=None)
    with pytest.raises(Blocked):
        submit_order(order_id=draft.pk, actor=world.clerk, at=NOON)
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.spec("ORD-020", "ORD-021")
def test_an_order_over_the_stock_is_not_approved_and_the_gap_is_named(world: World) -> None:
    order = world.order(line(world.soap, 105))
    with pytest.raises(Blocked) as refused:
        approve_order(order_id=order.pk, company_name_confirmed=True, actor=world.reviewer, at=NOON)
    assert [f.code for f in refused.value.findings] == ["stock"]
    assert "100" in refused.value.findings[0].text
    assert "5" in refused.value.findings[0].text
    assert world.stock(world.soap) == (Decimal(100), Decimal(0))


@pytest.mark.spec("ORD-019")
def test_nobody_approves_his_own_order(world: World) -> None:
    order = create_order(entry=world.entry(), submit=True, actor=world.reviewer, at=NOON)
    with pytest.raises(OwnOrder):
        approve_order(order_id=order.pk, company_name_confirmed=True, actor=world.reviewer, at=NOON)


@pytest.mark.spec("ORD-016")
def test_approving_needs_the_company_name_confirmed(world: World) -> None:
    order = world.order()
    with pytest.raises(CompanyNameNotConfirmed):
        approve_order(order_id=order.pk, actor=world.reviewer, at=NOON)
    order.refresh_from_db()
    assert order.status == "awaiting_review"


@pytest.mark.spec("ORD-019", "ORD-014")
def test_a_rejected_order_is_corrected_and_submitted_again(world: World) -> None:
    order = world.order()
    reject_order(order_id=order.pk, reason="数量不对", actor=world.reviewer, at=NOON)
    order.refresh_from_db()
    edit_order(
        order_id=order.pk, entry=world.entry(line(world.soap, 1)), version=order.version, actor=world.clerk, at=NOON
    )
    submit_order(order_id=order.pk, actor=world.clerk, at=NOON)
    order.refresh_from_db()
    assert (order.status, order.total, order.line_count) == ("awaiting_review", Decimal("42.50"), 1)


@pytest.mark.spec("COM-012")
def test_the_second_of_two_editors_is_told(world: World) -> None:
    order = world.order(submit=False)
    seen = order.version
    edit_order(order_id=order.pk, entry=world.entry(remark="一"), version=seen, actor=world.clerk, at=NOON)
    with pytest.raises(EditConflict):
        edit_order(order_id=order.pk, entry=world.entry(remark="二"), version=seen, actor=world.clerk, at=NOON)
    order.refresh_from_db()
    assert order.remark == "一"


@pytest.mark.spec("ORD-014")
def test_a_changed_amount_sends_an_approved_order_back_and_frees_its_stock(world: World) -> None:
    order = world.approved()
    edit_order(
        order_id=order.pk, entry=world.entry(line(world.soap, 9)), version=order.version, actor=world.reviewer, at=NOON
    )
    order.refresh_from_db()
    assert (order.status, order.total) == ("awaiting_review", Decimal("382.50"))
    assert world.stock(world.soap) == (Decimal(100), Decimal(0))


@pytest.mark.spec("ORD-033", "INV-008")
def test_cancelling_frees_the_stock_and_a_paid_order_needs_a_refund_first(world: World) -> None:
    order = world.approved()
    pay(world, order, "100.00")
    with pytest.raises(PaidOrder):
        cancel_order(order_id=order.pk, reason="客户取消", actor=world.reviewer, at=NOON)
    other = world.approved(line(world.paper, 5))
    assert world.stock(world.paper)[1] == Decimal(8)
    cancel_order(order_id=other.pk, reason="客户取消", actor=world.reviewer, at=NOON)
    other.refresh_from_db()
    assert (other.status, other.end_reason, world.stock(world.paper)[1]) == ("cancelled", "客户取消", Decimal(3))


@pytest.mark.spec("ORD-012")
def test_a_cancelled_order_cannot_be_approved(world: World) -> None:
    order = world.order()
    cancel_order(order_id=order.pk, reason="重复", actor=world.reviewer, at=NOON)
    with pytest.raises(IllegalTransition) as refused:
        approve_order(order_id=order.pk, company_name_confirmed=True, actor=world.reviewer, at=NOON)
    assert "已取消" in refused.value.text


@pytest.mark.spec("ORD-012", "INV-L1")
def test_an_order_that_was_handed_over_cannot_be_submitted_again(world: World) -> None:
    """An approved one would go back to review and keep its stock and its amount owed."""
    waiting, approved = world.order(), world.approved(line(world.paper, 5))
    for order, state in ((waiting, "待审核"), (approved, "审核通过")):
        with pytest.raises(IllegalTransition) as refused:
            submit_order(order_id=order.pk, actor=world.clerk, at=NOON)
        assert state in refused.value.text
        before = (order.status, order.version)
        order.refresh_from_db()
        assert (order.status, order.version) == before
    assert world.stock(world.paper)[1] == Decimal(5)


@pytest.mark.spec("ACC-022", "ACC-023")
def test_outside_the_scope_an_order_does_not_exist_and_without_the_right_it_is_refused(world: World) -> None:
    order = world.order()
    with pytest.raises(NotFound):
        submit_order(order_id=order.pk, actor=world.stranger, at=NOON)
    with pytest.raises(Forbidden):
        approve_order(order_id=order.pk, company_name_confirmed=True, actor=world.clerk, at=NOON)
    order.refresh_from_db()
    assert order.status == "awaiting_review"


@pytest.mark.spec("FUL-009")
def test_an_unpaid_prepaid_order_is_not_shipped(world: World) -> None:
    order = world.approved()
    with pytest.raises(Blocked) as refused:
        ship_order(
            order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=world.shipper, at=NOON
        )
    assert [f.code for f in refused.value.findings] == ["unpaid"]
    assert world.stock(world.soap) == (Decimal(100), Decimal(2))


@pytest.mark.spec("FUL-010")
def test_three_of_five_shipped_leave_the_order_in_progress_with_two_to_ship(world: World) -> None:
    order = world.approved(line(world.soap, 5))
    pay(world, order, "212.50")
    first = order.lines.get()
    ship_order(
        order_id=order.pk, quantities={first.pk: Decimal(3)}, carrier_id=id_of("carrier", "sf"),
        tracking_number="SF2", actor=world.shipper, at=NOON,
    )  # fmt: skip
    order.refresh_from_db()
    first.refresh_from_db()
    assert (order.status, order.shipping_state, first.shipped_quantity) == (
        "in_progress", "partly_shipped", Decimal(3),
    )  # fmt: skip
    assert world.stock(world.soap) == (Decimal(97), Decimal(2))
