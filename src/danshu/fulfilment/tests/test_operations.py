"""From the note to the signature: what each step does, and what it refuses (FUL-001 to FUL-014)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from danshu.audit.models import AuditEntry
from danshu.dictionaries.queries import id_of
from danshu.files.queries import attachments_of
from danshu.files.taking import take
from danshu.files.tests.samples import photo
from danshu.fulfilment.models import Shipment, ShipmentLine, TrackingEvent
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.delete_shipment import delete_shipment
from danshu.fulfilment.operations.edit_shipment import ShipmentClosed, edit_shipment
from danshu.fulfilment.operations.hand_over_shipment import DuplicateTracking, hand_over_shipment
from danshu.fulfilment.operations.reallocate_order import reallocate_order
from danshu.fulfilment.operations.record_picking import record_picking
from danshu.fulfilment.operations.record_tracking import record_tracking
from danshu.fulfilment.operations.reverse_shipment import reverse_shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.fulfilment.tasks import sign_overdue
from danshu.fulfilment.tests.conftest import draft, drifts, paid, shipped, shown
from danshu.holds.models import Claim
from danshu.kit.actor import NOTHING, Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, IllegalTransition, NotFound, StaleState
from danshu.kit.findings import Blocked
from danshu.outbox.models import OutboxEvent
from danshu.parties.models import Customer
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.solve_exception import solve_exception
from danshu.sales.records import Order
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db


# ---- notes ----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FUL-004")
def test_confirming_reduces_stock_and_reservation_and_closes_the_note(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    note = draft(world, order, remark="轻放")
    assert (note.recipient, note.order_number, note.warehouse_id) == ("吴九", order.number, world.warehouse.pk)
    assert world.stock(world.soap) == (Decimal(100), Decimal(5))
    note = confirm_shipment(shipment_id=note.pk, version=note.version, actor=world.shipper, at=NOON)
    assert (note.status, note.shipper_name) == ("confirmed", "孙七")
    assert world.stock(world.soap) == (Decimal(95), Decimal(0))
    with pytest.raises(ShipmentClosed):
        edit_shipment(shipment_id=note.pk, quantities={}, version=note.version, actor=world.shipper, at=NOON)
    with pytest.raises(IllegalTransition):
        delete_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    with pytest.raises(Blocked):
        confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    assert world.stock(world.soap) == (Decimal(95), Decimal(0))
    assert drifts() == []


@pytest.mark.spec("FUL-004")
def test_a_confirmed_note_is_reversed_before_pick_up_and_not_after(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    note = draft(world, order)
    confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    with pytest.raises(FieldErrors):
        reverse_shipment(shipment_id=note.pk, reason=" ", actor=world.shipper, at=NOON)
    with pytest.raises(StaleState):
        reverse_shipment(shipment_id=note.pk, reason="x", seen_status="draft", actor=world.shipper, at=NOON)
    reverse_shipment(shipment_id=note.pk, reason="地址有误", actor=world.shipper, at=NOON)
    order.refresh_from_db()
    assert (order.status, order.shipping_state, shown(order)) == (
        "in_progress", "not_shipped", [(Decimal(5), Decimal(0), Decimal(0))],
    )  # fmt: skip
    assert world.stock(world.soap) == (Decimal(100), Decimal(5))
    again = shipped(world, order)
    with pytest.raises(IllegalTransition):
        reverse_shipment(shipment_id=again.pk, reason="x", actor=world.shipper, at=NOON)
    assert world.stock(world.soap) == (Decimal(95), Decimal(0))
    assert drifts() == []


@pytest.mark.spec("FUL-004")
def test_a_draft_is_changed_and_its_lines_follow(world: World) -> None:
    order = paid(world, line(world.soap, 5), line(world.paper, 3))
    soap, paper = order.lines.order_by("position")
    note = draft(world, order, quantities={soap.pk: Decimal(5)})
    edit_shipment(
        shipment_id=note.pk, quantities={soap.pk: Decimal(2), paper.pk: Decimal(3)}, boxes=4, remark="易碎",
        version=note.version, actor=world.shipper, at=NOON,
    )  # fmt: skip
    note.refresh_from_db()
    assert list(note.lines.values_list("order_line_id", "quantity")) == [(soap.pk, Decimal(2)), (paper.pk, Decimal(3))]
    assert (note.boxes, note.remark, note.version) == (4, "易碎", 2)
    with pytest.raises(EditConflict):
        edit_shipment(shipment_id=note.pk, quantities={soap.pk: Decimal(1)}, version=1, actor=world.shipper, at=NOON)
    for wrong, field in (({soap.pk: Decimal(6)}, f"quantity-{soap.pk}"), ({soap.pk: Decimal(0)}, "lines")):
        with pytest.raises(FieldErrors) as refused:
            edit_shipment(shipment_id=note.pk, quantities=wrong, version=2, actor=world.shipper, at=NOON)
        assert [p.field for p in refused.value.problems] == [field]
    assert note.lines.get(order_line=soap.pk).quantity == Decimal(2)


@pytest.mark.spec("FUL-004")
def test_a_deleted_draft_leaves_its_quantities_open_and_a_trace(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    note = draft(world, order)
    with pytest.raises(FieldErrors):
        draft(world, order)  # everything stands on the first note
    number = delete_shipment(shipment_id=note.pk, reason="重开", actor=world.shipper, at=NOON)
    assert (number, Shipment.objects.count(), ShipmentLine.objects.count()) == (note.number, 0, 0)
    assert world.stock(world.soap) == (Decimal(100), Decimal(5))
    entry = AuditEntry.objects.filter(operation="fulfilment.delete_shipment", subject_kind="fulfilment.shipment").get()
    assert entry.reason == "重开"
    assert draft(world, order).lines.get().quantity == Decimal(5)


@pytest.mark.spec("FUL-004", "ORD-033")
def test_cancelling_an_order_withdraws_its_drafts(world: World) -> None:
    Customer.objects.update(credit_limit=10_000)
    order = world.approved(line(world.soap, 5), payment_terms="cash_on_delivery")
    note = draft(world, order)
    cancel_order(order_id=order.pk, reason="客户取消", actor=world.reviewer, at=NOON)
    assert not Shipment.objects.filter(pk=note.pk).exists()
    assert world.stock(world.soap) == (Decimal(100), Decimal(0))


@pytest.mark.spec("FUL-004", "ORD-014")
def test_changing_the_amount_of_an_order_with_a_draft_withdraws_it(world: World) -> None:
    Customer.objects.update(credit_limit=10_000)
    order = world.approved(line(world.soap, 5), payment_terms="cash_on_delivery")
    note = draft(world, order)
    entry = world.entry(line(world.soap, 7), payment_terms="cash_on_delivery")
    edit_order(order_id=order.pk, entry=entry, version=order.version, actor=world.reviewer, at=NOON)
    order.refresh_from_db()
    assert (order.status, Shipment.objects.filter(pk=note.pk).exists()) == ("awaiting_review", False)
    assert Claim.objects.filter(state="kept").count() == 0


# ---- shipping -------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FUL-010")
def test_an_order_in_parts_shows_what_was_ordered_shipped_and_signed(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    row = order.lines.get()
    first = shipped(world, order, quantities={row.pk: Decimal(3)})
    order.refresh_from_db()
    assert (order.status, order.shipping_state) == ("in_progress", "partly_shipped")
    assert shown(order) == [(Decimal(5), Decimal(3), Decimal(0))]
    assert world.stock(world.soap) == (Decimal(97), Decimal(2))
    with pytest.raises(FieldErrors):
        shipped(world, order, "SF0002", quantities={row.pk: Decimal(3)})
    confirm_receipt(shipment_id=first.pk, signed_by="吴九", evidence="签收单", actor=world.service_desk, at=NOON)
    assert shown(order) == [(Decimal(5), Decimal(3), Decimal(3))]
    second = shipped(world, order, "SF0002")
    order.refresh_from_db()
    assert (order.status, second.lines.get().quantity) == ("shipped", Decimal(2))
    confirm_receipt(shipment_id=second.pk, signed_by="吴九", evidence="签收单", actor=world.service_desk, at=NOON)
    order.refresh_from_db()
    assert (order.status, order.shipping_state, shown(order)) == (
        "signed", "signed", [(Decimal(5), Decimal(5), Decimal(5))],
    )  # fmt: skip
    assert drifts() == []


@pytest.mark.spec("FUL-009")
def test_a_tracking_number_used_before_warns_and_passes_when_confirmed(world: World) -> None:
    shipped(world, paid(world, line(world.soap, 1)), "SF777")
    other = paid(world, line(world.soap, 2))
    with pytest.raises(DuplicateTracking) as warned:
        shipped(world, other, "SF777")
    assert "SF777" in warned.value.text
    other.refresh_from_db()
    assert (other.status, world.stock(world.soap)) == ("approved", (Decimal(99), Decimal(2)))
    shipped(world, other, "SF777", duplicate_confirmed=True)
    assert Shipment.objects.filter(tracking_number="SF777").count() == 2


@pytest.mark.spec("FUL-009")
def test_carrier_and_tracking_number_are_needed(world: World) -> None:
    note = draft(world, paid(world, line(world.soap, 1)))
    confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    with pytest.raises(FieldErrors) as refused:
        hand_over_shipment(shipment_id=note.pk, carrier_id=None, tracking_number="x" * 61, actor=world.shipper, at=NOON)
    assert [p.field for p in refused.value.problems] == ["carrier", "tracking_number"]
    note.refresh_from_db()
    assert note.status == "confirmed"


@pytest.mark.spec("COM-013", "FUL-009")
def test_shipping_repeated_with_its_key_ships_once(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    values = {"order_id": order.pk, "carrier_id": id_of("carrier", "sf"), "tracking_number": "SF1"}
    first = ship_order.keyed("page-1")(**values, actor=world.shipper, at=NOON)
    again = ship_order.keyed("page-1")(**values, actor=world.shipper, at=NOON)
    assert (first.pk, Shipment.objects.count()) == (again.pk, 1)
    assert world.stock(world.soap) == (Decimal(95), Decimal(0))


# ---- tracking and receipt -------------------------------------------------------------------------------------------
@pytest.mark.spec("FUL-012", "FUL-014")
def test_events_are_kept_and_the_carriers_signature_confirms_receipt(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    note = shipped(world, order)
    for hours, kind in ((1, "collected"), (9, "out_for_delivery"), (10, "signed")):
        at = NOON + timedelta(hours=hours)
        record_tracking(shipment_id=note.pk, kind=kind, happened_at=at, place="示例市", actor=world.shipper, at=at)
    note.refresh_from_db()
    order.refresh_from_db()
    assert [e.kind for e in note.tracking.all()] == ["signed", "out_for_delivery", "collected"]
    assert (note.status, note.signed_by, order.status) == ("signed", "吴九", "signed")
    assert note.evidence.startswith("物流签收")


@pytest.mark.spec("FUL-012")
def test_events_before_the_hand_over_in_the_future_or_of_a_draft_are_refused(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    waiting = draft(world, order, quantities={order.lines.get().pk: Decimal(1)})
    with pytest.raises(IllegalTransition):
        record_tracking(shipment_id=waiting.pk, kind="collected", happened_at=NOON, actor=world.shipper, at=NOON)
    note = shipped(world, order)
    for moment, kind in ((NOON - timedelta(hours=1), "collected"), (NOON + timedelta(hours=1), "lost?")):
        with pytest.raises(FieldErrors):
            record_tracking(shipment_id=note.pk, kind=kind, happened_at=moment, actor=world.shipper, at=NOON)
    assert TrackingEvent.objects.count() == 0


@pytest.mark.spec("FUL-014")
def test_receipt_needs_name_and_evidence_and_counts_once(world: World) -> None:
    note = shipped(world, paid(world, line(world.soap, 5)))
    with pytest.raises(FieldErrors) as refused:
        confirm_receipt(shipment_id=note.pk, signed_by="", evidence=" ", actor=world.service_desk, at=NOON)
    assert [p.field for p in refused.value.problems] == ["signed_by", "evidence"]
    later = NOON + timedelta(days=1)
    for who, moment in (("吴九", NOON), ("别人", later)):
        confirm_receipt(shipment_id=note.pk, signed_by=who, evidence="签收单", actor=world.service_desk, at=moment)
    note.refresh_from_db()
    assert (note.signed_by, note.signed_at, note.evidence) == ("吴九", NOON, "签收单")
    assert OutboxEvent.objects.filter(name="fulfilment.ShipmentSigned").count() == 1


@pytest.mark.spec("FUL-014")
def test_the_day_of_receipt_lies_between_the_hand_over_and_today(world: World) -> None:
    note, later = shipped(world, paid(world, line(world.soap, 5))), NOON + timedelta(days=3)
    given: dict[str, Any] = {
        "shipment_id": note.pk,
        "signed_by": "吴九",
        "evidence": "签收单",
        "actor": world.service_desk,
    }
    for days, code in ((4, "in_future"), (-1, "before_hand_over")):
        with pytest.raises(FieldErrors) as refused:
            confirm_receipt(**given, signed_date=(NOON + timedelta(days=days)).date(), at=later)
        assert [(p.field, p.code) for p in refused.value.problems] == [("signed_date", code)]
    note.refresh_from_db()
    assert (note.status, note.signed_at) == ("in_delivery", None)
    confirm_receipt(**given, signed_date=(NOON + timedelta(days=2)).date(), at=later)
    note.refresh_from_db()
    order = Order.objects.get(pk=note.order_id)
    day = timezone.localtime(note.signed_at).date()
    assert (day, order.signed_at, note.updated_at) == ((NOON + timedelta(days=2)).date(), note.signed_at, later)


@pytest.mark.spec("FUL-014", "COM-016")
def test_a_photo_proves_the_receipt_and_stays_at_the_note(world: World, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    note = shipped(world, paid(world, line(world.soap, 5)))
    proof = take([photo(60, 40, kind="PNG")], "签收单.png")
    for _ in range(2):
        confirm_receipt(
            shipment_id=note.pk, signed_by="吴九", evidence="", proof=proof, actor=world.service_desk, at=NOON
        )
    note.refresh_from_db()
    assert (note.status, note.signed_at, note.evidence) == ("signed", NOON, "见附件 签收单.png")
    assert [each.name for each in attachments_of("fulfilment.shipment", note.pk)] == ["签收单.png"]


@pytest.mark.spec("FUL-014")
def test_nobody_confirms_after_ten_days_so_the_clock_does(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    note = shipped(world, order)
    assert sign_overdue(at=NOON + timedelta(days=10, seconds=-1)) == 0
    assert sign_overdue(at=NOON + timedelta(days=10)) == 1
    assert sign_overdue(at=NOON + timedelta(days=11)) == 0
    note.refresh_from_db()
    order.refresh_from_db()
    assert (note.status, note.signed_by, note.evidence) == ("signed", "系统自动", "发货满 10 天，系统自动确认")
    assert (note.signed_at, order.status) == (NOON + timedelta(days=10), "signed")


@pytest.mark.spec("FUL-014")
def test_the_clock_follows_the_parameter_and_waits_while_an_exception_is_open(
    world: World, parameter: Callable[[str, str], None]
) -> None:
    parameter("auto_sign_days", "3")
    order = paid(world, line(world.soap, 5))
    shipped(world, order)
    found = record_exception(
        order_id=order.pk, exception_type="delivery", description="箱子破损", actor=world.reviewer, at=NOON
    )
    assert sign_overdue(at=NOON + timedelta(days=5)) == 0
    solve_exception(order_id=order.pk, exception_id=found.pk, solution="客户接受", actor=world.reviewer, at=NOON)
    assert sign_overdue(at=NOON + timedelta(days=5)) == 1


# ---- rights ---------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ACC-022", "ACC-023")
def test_who_may_not_is_refused_and_who_cannot_see_it_does_not_find_it(world: World) -> None:
    order = paid(world, line(world.soap, 5))
    note = draft(world, order)
    for run in (
        lambda actor: create_shipment(order_id=order.pk, actor=actor, at=NOON),
        lambda actor: confirm_shipment(shipment_id=note.pk, actor=actor, at=NOON),
        lambda actor: delete_shipment(shipment_id=note.pk, actor=actor, at=NOON),
        lambda actor: reallocate_order(order_id=order.pk, warehouse_id=1, reason="x", actor=actor, at=NOON),
        lambda actor: record_picking(shipment_id=note.pk, picked={}, actor=actor, at=NOON),
        lambda actor: confirm_receipt(shipment_id=note.pk, signed_by="x", evidence="x", actor=actor, at=NOON),
    ):
        with pytest.raises(Forbidden):
            run(world.clerk)  # a branch clerk ships nothing
    blind: Actor = replace(world.shipper, grants=dict.fromkeys(world.shipper.grants, NOTHING))
    for run in (
        lambda actor: create_shipment(order_id=order.pk, actor=actor, at=NOON),
        lambda actor: confirm_shipment(shipment_id=note.pk, actor=actor, at=NOON),
        lambda actor: delete_shipment(shipment_id=note.pk, actor=actor, at=NOON),
        lambda actor: record_picking(shipment_id=note.pk, picked={}, actor=actor, at=NOON),
    ):
        with pytest.raises(NotFound):
            run(blind)
    note.refresh_from_db()
    assert (note.status, world.stock(world.soap)) == ("draft", (Decimal(100), Decimal(5)))


@pytest.mark.spec("FUL-008", "FUL-009")
@pytest.mark.parametrize(("method", "carrier"), [("own", "own"), ("own", None), ("pick_up", None)])
def test_own_delivery_and_pickup_need_no_waybill(world: World, method: str, carrier: str | None) -> None:
    order = paid(world, delivery_method_id=id_of("delivery_method", method))
    sent = ship_order(
        order_id=order.pk, carrier_id=id_of("carrier", carrier) if carrier else None, tracking_number="",
        actor=world.shipper, at=NOON,
    )  # fmt: skip
    assert (sent.status, sent.tracking_number) == ("in_delivery", "")


@pytest.mark.spec("FUL-009")
def test_the_own_fleet_needs_no_waybill_and_a_courier_does(world: World) -> None:
    order = paid(world)
    asked = {"order_id": order.pk, "tracking_number": "", "actor": world.shipper, "at": NOON}
    with pytest.raises(FieldErrors) as refused:
        ship_order(carrier_id=id_of("carrier", "sf"), **asked)
    assert [p.field for p in refused.value.problems] == ["tracking_number"]
    assert not Shipment.objects.exists()
    assert ship_order(carrier_id=id_of("carrier", "own"), **asked).status == "in_delivery"
