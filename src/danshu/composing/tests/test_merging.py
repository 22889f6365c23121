"""Several orders become one: lines, remarks, files and amounts come along, the others end and say where they went."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from danshu.composing.errors import NothingToMerge, NotMergeable, Unlike
from danshu.composing.models import OrderLink
from danshu.composing.operations.merge_orders import merge_orders
from danshu.composing.tests.desk import drifts, fresh, lines_of, merge, split
from danshu.files.models import Attachment
from danshu.identity.models import User
from danshu.kit.errors import EditConflict, FieldErrors, IllegalTransition, NotFound
from danshu.kit.findings import Blocked
from danshu.notices.models import Notice
from danshu.parties.models import Customer
from danshu.sales.models import Order, Supervision
from danshu.sales.operations.approve_order import OwnOrder, approve_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import NOON, TICKED, World, line

D = Decimal
OTHER = {
    "customer_id": "客户", "currency": "币种", "unit_id": "组织", "paying_customer_id": "付款客户", "channel": "来源",
}  # fmt: skip


@pytest.mark.spec("ORD-005", "ORD-014", "INV-M7")
def test_lines_remarks_discounts_and_freight_come_along_and_the_others_end_as_voided(world: World) -> None:
    first = world.order(line(world.soap, 2), remark="轻放", order_discount=D(5), freight=D(8))
    second = world.order(line(world.paper, 3), remark="先电话", internal_remark="老客户", order_discount=D(1), freight=D(2),
                         wanted_date=date(2026, 10, 1), external_number="PO-7")  # fmt: skip
    third = world.order(line(world.soap, 1), line(world.visit, 1), submit=False, remark="轻放")
    before = first.total + second.total + third.total
    merged = merge(world, first, second, third, reason="一起发")
    assert merged.pk == first.pk
    assert merged.number == first.number
    assert [row[:3] for row in lines_of(merged)] == [
        (1, world.soap.code, D(2)), (2, world.paper.code, D(3)), (3, world.soap.code, D(1)), (4, world.visit.code, D(1)),
    ]  # fmt: skip
    assert (merged.total, merged.order_discount, merged.freight) == (before, D(6), D(10))
    assert (merged.remark, merged.wanted_date, merged.status) == ("轻放；先电话", date(2026, 10, 1), "awaiting_review")
    assert merged.internal_remark == f"老客户；{second.number} 客户采购单号 PO-7"
    for source, total in ((second, second.total), (third, third.total)):
        gone = fresh(source)
        assert (gone.status, gone.end_reason, gone.total) == ("voided", f"合并到 {first.number} · 一起发", total)
        assert gone.voided_at == NOON
        assert gone.lines.exists(), "what was ordered stays on it as a record"
    linked = set(OrderLink.objects.values_list("kind", "from_number", "to_number"))
    assert linked == {("merged", second.number, first.number), ("merged", third.number, first.number)}
    assert world.stock(world.soap) == (D(100), D(0))
    assert drifts() == []


@pytest.mark.spec("ORD-005")
@pytest.mark.parametrize(("join", "expected"), [(False, [2, 3, 4]), (True, [5, 4])])
def test_lines_of_one_item_and_price_become_one_only_on_request(world: World, join: bool, expected: list[int]) -> None:
    first, second = (
        world.order(line(world.soap, 2)),
        world.order(line(world.soap, 3), line(world.soap, 4, unit_price=D(40))),
    )
    merged = merge(world, first, second, join_lines=join)
    assert [row[2] for row in lines_of(merged)] == [D(n) for n in expected]
    assert merged.total == first.total + second.total


@pytest.mark.spec("ORD-019", "INV-A1")
def test_whoever_entered_what_came_in_approves_nothing_of_it(world: World) -> None:
    first = world.order(line(world.soap, 2))
    theirs = create_order(entry=world.entry(line(world.paper, 3)), submit=True, actor=world.reviewer, at=NOON)
    Order.objects.filter(pk=theirs.pk).update(unit=first.unit, owner=first.owner)
    merged = merge(world, first, fresh(theirs), actor=world.clerk)
    with pytest.raises(OwnOrder):
        approve_order(order_id=merged.pk, company_name_confirmed=True, actor=world.reviewer, at=NOON)
    with pytest.raises(IllegalTransition):
        approve_order(order_id=theirs.pk, company_name_confirmed=True, actor=world.reviewer, at=NOON)


@pytest.mark.spec("ORD-008", "ORD-023")
def test_the_whole_is_examined_anew(world: World) -> None:
    first = world.order(line(world.soap, 2))
    unchecked = world.order(line(world.paper, 3), submit=False, checklist={**TICKED, "amount": False})
    with pytest.raises(Blocked):
        merge(world, first, unchecked)
    assert (fresh(first).line_count, fresh(unchecked).status) == (1, "draft")
    large = world.order(line(world.soap, 90), line(world.paper, 90, unit_price=D(600)))
    Supervision.objects.all().delete()
    merged = merge(world, first, large)
    assert merged.supervision_state == "pending"
    assert Supervision.objects.get(state="pending").order_id == first.pk


@pytest.mark.spec("ORD-012", "ORD-014")
def test_what_was_approved_paid_or_is_not_alike_is_refused_and_stays(world: World) -> None:
    first, approved = world.order(line(world.soap, 2)), world.approved(line(world.paper, 3))
    with pytest.raises(NotMergeable) as refused:
        merge(world, first, approved)
    assert "审核通过" in str(refused.value)
    other = Customer.objects.create(number="KH-9", name="示例别家", unit=world.branch, name_key="别家", created_at=NOON,
                                    updated_at=NOON)  # fmt: skip
    second = world.order(line(world.paper, 1))
    changes = {"customer_id": other.pk, "currency": "USD", "unit_id": world.hq.pk, "paying_customer_id": other.pk,
               "channel": "phone"}  # fmt: skip
    for name, value in changes.items():
        before = getattr(second, name)
        Order.objects.filter(pk=second.pk).update(**{name: value})
        with pytest.raises(Unlike) as unlike:
            merge(world, first, fresh(second), actor=world.reviewer)
        assert OTHER[name] in str(unlike.value)
        Order.objects.filter(pk=second.pk).update(**{name: before})
    with pytest.raises(NothingToMerge):
        merge(world, first, first)
    with pytest.raises(NothingToMerge):
        merge(world, first)
    with pytest.raises(NotFound):
        merge(world, first, second, actor=world.stranger)
    with pytest.raises(EditConflict):
        merge(world, first, second, versions={second.pk: second.version + 1})
    Order.objects.filter(pk=first.pk).update(remark="长" * 300)
    Order.objects.filter(pk=second.pk).update(remark="远" * 300)
    with pytest.raises(FieldErrors):
        merge(world, fresh(first), fresh(second))
    assert {fresh(each).status for each in (first, second)} == {"awaiting_review"}
    assert not OrderLink.objects.exists()


@pytest.mark.spec("COM-016")
def test_files_come_along_once_and_stay_where_they_were(world: World) -> None:
    first, second = world.order(line(world.soap, 2)), world.order(line(world.paper, 1))
    for order, digests in ((first, "a"), (second, "ab")):
        for digest in digests:
            Attachment.objects.create(
                source_kind="sales.order", source_id=order.pk, name=f"{digest}.png", kind="image", mime="image/png",
                size=1, digest=digest * 64, uploader_name="李四", uploaded_at=NOON,
            )  # fmt: skip
    merge(world, first, second)
    held = Attachment.objects.values_list("source_id", "name")
    assert sorted(held) == sorted(
        [(first.pk, "a.png"), (first.pk, "b.png"), (second.pk, "a.png"), (second.pk, "b.png")]
    )


@pytest.mark.spec("COM-009")
def test_the_dry_run_tells_what_happens_and_does_nothing(world: World) -> None:
    first, second = world.order(line(world.soap, 2)), world.order(line(world.soap, 3), delivery_address="别处 1 号")
    trial = merge_orders.dry_run(order_id=first.pk, order_ids=[second.pk], join_lines=True, actor=world.clerk, at=NOON)
    told = {effect.code: str(effect.text) for effect in trial.effects}
    assert set(told) >= {"merged", "joined", "voided", "address"}
    assert "¥212.50" in told["merged"]
    assert second.number in told["voided"]
    assert (fresh(first).line_count, fresh(second).status) == (1, "awaiting_review")


@pytest.mark.spec("COL-008")
def test_the_owner_learns_what_a_colleague_made_of_his_orders(world: World) -> None:
    first, second = world.order(line(world.soap, 2)), world.order(line(world.paper, 3))
    merge(world, first, second, actor=world.reviewer)
    split(world, fresh(first), 1, actor=world.reviewer)
    told = dict(
        Notice.objects.filter(user_id=world.clerk.user_id, kind__startswith="composing.").values_list("kind", "text")
    )
    assert second.number in told["composing.merged"]
    assert first.number in told["composing.split"]
    third, fourth = world.order(line(world.soap, 1)), world.order(line(world.paper, 1))
    merge(world, third, fourth)
    assert Notice.objects.filter(kind="composing.merged").count() == 1, "who did it knows it"


@pytest.mark.spec("COM-019")
def test_in_english_the_end_of_a_merged_order_is_told_in_english(office: World, sign_in: SignIn) -> None:
    first, second = office.order(line(office.soap, 2)), office.order(line(office.paper, 3))
    merge(office, first, second, reason="一起发")
    User.objects.update(language="en")
    page = sign_in(office.reviewer).get(f"/orders/{second.number}/").content.decode()
    assert f"Merged into {first.number} · 一起发" in page
    assert "合并到" not in page
