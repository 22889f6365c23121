"""Segments: laid down by conditions, followed by events and by night, or kept as they are (CUS-012)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from danshu.activities.tests.factories import make_record
from danshu.audit.queries import history
from danshu.billing.tests.factories import paid, refunded
from danshu.dictionaries.queries import id_of
from danshu.kit.clock import now
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.parties import dictionaries as lists
from danshu.parties.models import Customer
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.operations.restore_customer import restore_customer
from danshu.pool.tests.factories import NOON, SYSTEM, Team
from danshu.sales.tests.world import World, build_world, line
from danshu.segments.errors import FollowsConditions, NoConditions, SegmentNameTaken
from danshu.segments.models import Member, Segment
from danshu.segments.operations.add_members import add_members
from danshu.segments.operations.delete_segment import delete_segment
from danshu.segments.operations.edit_segment import edit_segment
from danshu.segments.operations.follow_customer import follow_customer
from danshu.segments.operations.recompute_segment import recompute_segment
from danshu.segments.operations.remove_members import remove_members
from danshu.segments.queries import segment_shown_to
from danshu.segments.tasks import recompute_all
from danshu.segments.tests.factories import PAID_A_LOT, condition, count_of, deliver, drifts, keys_of, segment

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-012")]


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_a_dynamic_segment_gains_a_customer_when_his_payment_is_credited_and_a_static_one_does_not(
    world: World,
) -> None:
    """The done-when of CUS-012."""
    moving, still = segment(PAID_A_LOT), segment(PAID_A_LOT, name="存档", is_dynamic=False)
    order = world.approved(line(world.visit, 60, wanted_date=NOON.date()))
    assert order.total > 10_000
    deliver()
    assert (keys_of(moving), keys_of(still)) == (set(), set())
    paid(world, order, order.total)
    deliver()
    assert (keys_of(moving), count_of(moving)) == ({world.customer.pk}, 1)
    assert (keys_of(still), count_of(still)) == (set(), 0)
    assert drifts() == []


def test_a_part_that_was_paid_counts_and_what_went_back_counts_no_more(world: World) -> None:
    found = segment(condition("paid_amount", "ge", "150", 12))
    order = world.approved()
    paid(world, order, 100)
    deliver()
    assert keys_of(found) == set()
    paid(world, order, 50)
    deliver()
    assert keys_of(found) == {world.customer.pk}
    refunded(world, order, "0.01")
    deliver()
    assert (keys_of(found), count_of(found)) == (set(), 0)


def test_what_was_paid_longer_ago_than_the_months_counts_no_more(world: World) -> None:
    found = segment(condition("paid_amount", "gt", 100, 12), name="一年内")
    ever = segment(condition("paid_amount", "gt", 100), name="历来")
    paid(world, world.approved(), 150)
    for each in (found, ever):
        recompute_segment(segment_id=each.pk, actor=SYSTEM, at=NOON + timedelta(days=365))
    assert (keys_of(found), keys_of(ever)) == ({world.customer.pk}, {world.customer.pk})
    for each in (found, ever):
        recompute_segment(segment_id=each.pk, actor=SYSTEM, at=NOON + timedelta(days=366))
    assert (keys_of(found), keys_of(ever)) == (set(), {world.customer.pk})


def test_the_night_recomputes_dynamic_ones_only(team: Team) -> None:
    moving = segment(condition("city", "has", "杭州"))
    still = segment(condition("city", "has", "杭州"), name="存档", is_dynamic=False)
    customer = team.customer(city="杭州市")
    assert recompute_all(0) == 1
    assert (keys_of(moving), keys_of(still)) == ({customer.pk}, set())
    assert Segment.objects.get(pk=moving.pk).computed_at != NOON
    assert Segment.objects.get(pk=still.pk).computed_at == NOON


@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        (condition("level", "any", "A 级"), "ab"),
        (condition("level", "any", ["A", "Level B"]), "abc"),
        (condition("level", "none", "A"), "cd"),
        (condition("type", "any", "person"), "d"),
        (condition("tags", "any", "重点，自提"), "ac"),
        (condition("tags", "all", "重点，月结"), "a"),
        (condition("tags", "none", "重点"), "bcd"),
        (condition("city", "has", "杭"), "a"),
        (condition("city", "lacks", "杭"), "bcd"),
        (condition("age_days", "ge", "10"), "a"),
        (condition("age_days", "lt", 10), "bcd"),
        (condition("days_since_contact", "ge", 3), "acd"),
        (condition("days_since_contact", "lt", 3), "b"),
        (condition("contact_count", "eq", 1, 1), "b"),
        (condition("contact_count", "lt", 1), "acd"),
        (condition("order_count", "eq", 0), "abcd"),
        (condition("days_since_order", "gt", 100000), "abcd"),
        (condition("value_score", "gt", 0), ""),
        (condition("credit_limit", "le", 0), "abcd"),
    ],
)
def test_each_condition_finds_exactly_its_customers(team: Team, asked: dict[str, Any], finds: str) -> None:
    levels = {code: id_of(lists.LEVEL, code) for code in "AB"}
    made = {
        "a": team.customer(level=levels["A"], tags=["重点", "月结"], city="杭州市", at=NOON - timedelta(days=10)),
        "b": team.customer(level=levels["A"]),
        "c": team.customer(level=levels["B"], tags=["自提"]),
        "d": team.customer(type="person"),
    }
    make_record(made["b"], team.seller, happened_at=NOON - timedelta(days=1))
    team_invalid = team.customer(city="杭州市", level=levels["A"])
    invalidate_customer(customer_id=team_invalid.pk, reason="停业", actor=team.manager, at=NOON)
    found = segment(asked)
    assert {name for name, customer in made.items() if customer.pk in keys_of(found)} == set(finds)
    assert (count_of(found), len(keys_of(found))) == (len(finds), len(finds))


def test_conditions_hold_together_or_one_of_them(team: Team) -> None:
    first, second = team.customer(city="杭州市", tags=["重点"]), team.customer(city="宁波市", tags=["重点"])
    asked = [condition("city", "has", "杭州"), condition("tags", "any", "重点")]
    assert keys_of(segment(*asked)) == {first.pk}
    assert keys_of(segment(*asked, name="任一", is_all=False)) == {first.pk, second.pk}


def test_orders_and_the_score_count_what_was_confirmed(world: World) -> None:
    other = world.order(submit=False)
    found = segment(condition("order_count", "eq", 1, 12), name="下过单")
    worth = segment(condition("ordered_amount", "eq", "225.40"), name="金额")
    fresh = segment(condition("days_since_order", "eq", 0), name="今天")
    # 40 for an order of today, 2.5 of 30 for one of twelve, nothing paid: 42.5 is rounded half up
    score = segment(condition("value_score", "eq", 43), name="评分")
    assert other.status == "draft"
    world.approved()
    for each in (found, worth, fresh, score):
        recompute_segment(segment_id=each.pk, actor=SYSTEM, at=NOON)
        assert keys_of(each) == {world.customer.pk}, each.name


def test_events_let_a_customer_in_and_out(team: Team) -> None:
    found = segment(condition("tags", "any", "重点"))
    customer = team.customer(tags=["重点"], at=now())
    deliver()
    assert keys_of(found) == {customer.pk}
    edit_customer(customer_id=customer.pk, changes={"tags": []}, actor=team.seller, at=now())
    deliver()
    assert keys_of(found) == set()
    edit_customer(customer_id=customer.pk, changes={"tags": "重点"}, actor=team.seller, at=now())
    deliver()
    assert count_of(found) == 1
    invalidate_customer(customer_id=customer.pk, reason="停业", actor=team.manager, at=now())
    deliver()
    assert (count_of(found), drifts()) == (0, [])


def test_a_contact_lets_a_silent_customer_out(team: Team) -> None:
    customer = team.customer(at=now())
    found = segment(condition("contact_count", "eq", 0, 3))
    assert keys_of(found) == {customer.pk}
    make_record(customer, team.seller, at=now(), happened_at=now() - timedelta(minutes=5))
    deliver()
    assert keys_of(found) == set()


def test_an_event_leaves_segments_alone_that_ask_for_other_things(team: Team) -> None:
    found = segment(condition("tags", "any", "重点"))
    customer = team.customer(tags=["重点"])
    Member.objects.all().delete()
    assert follow_customer(customer_id=customer.pk, groups=("value",), actor=SYSTEM, at=NOON) == 0
    assert keys_of(found) == set()
    assert follow_customer(customer_id=customer.pk, groups=("customer",), actor=SYSTEM, at=NOON) == 1
    assert follow_customer(customer_id=customer.pk, groups=("customer",), actor=SYSTEM, at=NOON) == 0
    assert keys_of(found) == {customer.pk}


@pytest.mark.spec("CUS-005")
def test_a_deleted_customer_is_counted_no_more_and_comes_back_with_the_bin(team: Team) -> None:
    customer, other = team.customer(), team.customer()
    found = segment(name="展会名单", is_dynamic=False)
    add_members(segment_id=found.pk, customer_ids=[customer.pk, other.pk], actor=team.operator, at=NOON)
    delete_customer(customer_id=customer.pk, reason="录错", actor=team.manager, at=NOON)
    assert (keys_of(found), count_of(found), drifts()) == ({other.pk}, 1, [])
    restore_customer(customer_id=customer.pk, actor=team.manager, at=NOON)
    assert (keys_of(found), count_of(found), drifts()) == ({customer.pk, other.pk}, 2, [])


def test_customers_are_put_into_a_static_segment_and_taken_out(team: Team) -> None:
    found, rows = segment(name="展会名单", is_dynamic=False), [team.customer() for _n in range(3)]
    keys = [row.pk for row in rows]
    assert add_members(segment_id=found.pk, customer_ids=keys[:2], actor=team.operator, at=NOON) == 2
    assert add_members(segment_id=found.pk, customer_ids=keys, actor=team.operator, at=NOON) == 1
    assert count_of(found) == 3
    assert remove_members(segment_id=found.pk, customer_ids=[keys[0], 10**9], actor=team.operator, at=NOON) == 1
    assert (keys_of(found), count_of(found)) == (set(keys[1:]), 2)
    assert [row["changes"][0][1:] for row in history("segments.segment", found.pk)[:1]] == [("3", "2")]


def test_by_hand_nobody_joins_or_leaves_a_dynamic_segment(team: Team) -> None:
    found, customer = segment(condition("city", "has", "杭州")), team.customer()
    for change in (add_members, remove_members):
        with pytest.raises(FollowsConditions):
            change(segment_id=found.pk, customer_ids=[customer.pk], actor=team.operator, at=NOON)
    still = segment(name="展会名单", is_dynamic=False)
    with pytest.raises(NoConditions):
        recompute_segment(segment_id=still.pk, actor=team.operator, at=NOON)
    with pytest.raises(NotFound):
        add_members(segment_id=still.pk, customer_ids=[customer.pk, 10**9], actor=team.operator, at=NOON)
    assert Member.objects.count() == 0


@pytest.mark.spec("ACC-023")
def test_a_seller_lays_down_no_segments(team: Team) -> None:
    with pytest.raises(Forbidden):
        segment(condition("city", "has", "杭州"), actor=team.seller)
    found = segment(name="展会名单", is_dynamic=False)
    for act in (
        lambda: add_members(segment_id=found.pk, customer_ids=[1], actor=team.seller, at=NOON),
        lambda: delete_segment(segment_id=found.pk, actor=team.manager, at=NOON),
    ):
        with pytest.raises(Forbidden):
            act()
    assert Segment.objects.count() == 1


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"name": " "}, ["name"]),
        ({"name": "字" * 51, "remark": "字" * 501}, ["name", "remark"]),
        ({"conditions": []}, ["conditions"]),
        ({"conditions": [condition("nothing", "gt", 1)]}, ["conditions.0.fact"]),
        ({"conditions": [condition("level", "gt", "Z")]}, ["conditions.0.op", "conditions.0.value"]),
        ({"conditions": [condition("tags", "any", "重点"), condition("paid_amount", "gt", "x", 0)]},
         ["conditions.1.value", "conditions.1.months"]),
        ({"conditions": [condition("paid_amount", "gt", "-1"), condition("paid_amount", "gt", "NaN")]},
         ["conditions.0.value", "conditions.1.value"]),
        ({"conditions": [condition("city", "has", " "), condition("city", "has", "x", 3)]},
         ["conditions.0.value", "conditions.1.months"]),
        ({"conditions": [condition("city", "has", "x")] * 7}, ["conditions"]),
    ],
)  # fmt: skip
def test_wrong_entries_are_told_all_at_once(team: Team, given: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(FieldErrors) as told:
        segment(**({"name": "重点客户", "is_dynamic": True, "conditions": []} | given))
    assert [problem.field for problem in told.value.problems] == fields
    assert Segment.objects.count() == 0


@pytest.mark.spec("COM-012")
def test_a_changed_segment_is_filled_anew_and_its_history_tells(team: Team) -> None:
    first, second = team.customer(city="杭州市"), team.customer(city="宁波市")
    found = segment(condition("city", "has", "杭州"))
    assert keys_of(found) == {first.pk}
    edit_segment(
        segment_id=found.pk, values={"conditions": [condition("city", "has", "宁波")], "remark": "换城市"}, version=1,
        actor=team.operator, at=NOON,
    )  # fmt: skip
    assert keys_of(found) == {second.pk}
    told = {change[0]: change[1:] for change in history("segments.segment", found.pk)[0]["changes"]}
    assert told["条件"] == ("城市 含有 杭州", "城市 含有 宁波")
    with pytest.raises(EditConflict):
        edit_segment(segment_id=found.pk, values={"name": "别的"}, version=1, actor=team.operator, at=NOON)
    segment(name="另一个", is_dynamic=False)
    with pytest.raises(SegmentNameTaken):
        edit_segment(segment_id=found.pk, values={"name": "另一个"}, actor=team.operator, at=NOON)
    found.refresh_from_db()
    assert (found.name, found.version) == ("重点客户", 2)


def test_a_static_segment_keeps_its_members_when_its_conditions_change_until_somebody_recomputes(team: Team) -> None:
    first, second = team.customer(city="杭州市"), team.customer(city="宁波市")
    found = segment(condition("city", "has", "杭州"), is_dynamic=False)
    edit_segment(
        segment_id=found.pk, values={"conditions": [condition("city", "has", "宁波")]}, actor=team.operator, at=NOON
    )
    assert keys_of(found) == {first.pk}
    trial = recompute_segment.dry_run(segment_id=found.pk, actor=team.operator, at=NOON)
    assert [effect.text for effect in trial.effects] == ["新增 1 家，移出 1 家"]
    assert keys_of(found) == {first.pk}
    recompute_segment(segment_id=found.pk, actor=team.operator, at=NOON)
    assert keys_of(found) == {second.pk}


def test_a_deleted_segment_leaves_its_customers_as_they_are(team: Team) -> None:
    customer = team.customer(city="杭州市")
    found = segment(condition("city", "has", "杭州"))
    delete_segment(segment_id=found.pk, reason="不再需要", actor=team.operator, at=NOON)
    assert (Segment.objects.count(), Member.objects.count()) == (0, 0)
    assert Customer.objects.get(pk=customer.pk).version == 1
    assert history("segments.segment", found.pk)[0]["reason"] == "不再需要"


def test_verify_names_a_miscounted_segment(team: Team) -> None:
    found = segment(name="展会名单", is_dynamic=False)
    add_members(segment_id=found.pk, customer_ids=[team.customer().pk], actor=team.operator, at=NOON)
    assert drifts() == []
    Segment.objects.filter(pk=found.pk).update(member_count=7)
    assert drifts() == ["分群「展会名单」记着 7 家客户，实际是 1 家"]
    assert Decimal(count_of(found)) == 7


@pytest.mark.spec("ACC-022")
def test_each_reader_is_told_how_many_of_the_customers_exist_for_him(team: Team) -> None:
    found = segment(name="名单", is_dynamic=False)
    mine, foreign = team.customer(), team.customer(team.stranger)
    add_members(segment_id=found.pk, customer_ids=[mine.pk, foreign.pk], actor=SYSTEM, at=NOON)

    assert segment_shown_to(team.seller, found.pk).seen_count == 1
    assert segment_shown_to(SYSTEM, found.pk).seen_count == 2
