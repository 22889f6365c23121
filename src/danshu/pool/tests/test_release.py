"""Giving customers up, by hand and by night (CUS-016)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from danshu.activities.models import Plan
from danshu.activities.tests.factories import make_plan, make_record
from danshu.audit.models import AuditEntry
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError, FieldErrors, Forbidden, NotFound
from danshu.kit.verification import CHECKS
from danshu.parties.models import Share
from danshu.parties.operations.share_customer import share_customer
from danshu.parties.queries import customers, owned_in_scope
from danshu.pool.forecast import forecast
from danshu.pool.models import Forewarning, Release
from danshu.pool.operations.release_customer import release_customer
from danshu.pool.operations.release_customers import release_customers
from danshu.pool.tests.factories import (
    NOON,
    Team,
    fresh,
    locked,
    night,
    parameters,
    person,
    pick,
    reason_id,
    release,
    told,
)
from danshu.sales.models import Order
from danshu.sales.tests.world import World, build_world

pytestmark = pytest.mark.spec("CUS-016")


def refused(code: str, call: Any) -> str:
    """The text of the refusal, whose code is asserted."""
    with pytest.raises(DomainError) as caught:
        call()
    assert caught.value.code == code, str(caught.value)
    return str(caught.value)


def clean() -> list[str]:
    """What the module's checks name."""
    return [line for check in CHECKS.values() if check.code.startswith("pool.") for line in check.function()]


def test_an_owner_gives_a_customer_up_with_a_reason(team: Team) -> None:
    customer = team.customer(contacts=[{"name": "吴九", "mobile": "13900000009"}])
    share_customer(
        customer_id=customer.pk, with_user_id=team.stranger.user_id, level="edit", actor=team.seller, at=NOON
    )
    plan = make_plan(customer, team.seller)

    made = release(customer, team.seller, text="搬走了")

    stored = fresh(customer)
    assert (stored.owner_id, stored.unit_id, stored.owned_at, stored.next_contact_at) == (None, None, NOON, None)
    assert (made.cause, made.text, made.former_owner_name, str(made.reason)) == (
        "released",
        "搬走了",
        "李四",
        "暂无需求",
    )
    assert Share.objects.count() == 0
    assert Plan.objects.get(pk=plan.pk).status == "cancelled"
    assert not customers(team.seller).filter(pk=customer.pk).exists()
    assert not customers(team.manager).filter(pk=customer.pk).exists()
    kinds = set(AuditEntry.objects.filter(operation="pool.release_customer").values_list("subject_kind", flat=True))
    assert kinds >= {"parties.customer", "pool.release", "activities.plan"}
    assert clean() == []


def test_a_manager_gives_up_customers_of_his_people_others_cannot(team: Team) -> None:
    customer = team.customer()
    for nobody in (team.colleague, team.stranger):
        with pytest.raises(NotFound):
            release(customer, nobody)
    assert fresh(customer).owner_id == team.seller.user_id
    release(customer, team.manager)
    assert fresh(customer).owner_id is None


def test_a_reason_comes_from_the_list(team: Team) -> None:
    customer = team.customer()
    with pytest.raises(FieldErrors) as caught:
        release_customer(customer_id=customer.pk, reason_id=10**9, actor=team.seller, at=NOON)
    assert [problem.field for problem in caught.value.problems] == ["reason"]
    with pytest.raises(FieldErrors):
        release_customer(customer_id=customer.pk, reason_id=reason_id(), text="长" * 501, actor=team.seller, at=NOON)
    assert (fresh(customer).owner_id, Release.objects.count()) == (team.seller.user_id, 0)


def test_a_batch_says_for_each_what_became_of_it(team: Team) -> None:
    mine, other, held = team.customer(), team.customer(team.stranger), team.customer()
    locked(held, team)
    results = release_customers(
        customer_ids=[mine.pk, other.pk, held.pk], reason_id=reason_id(), actor=team.seller, at=NOON
    )
    assert [(row["done"], row["code"]) for row in results] == [
        (True, ""), (False, "not_found"), (False, "pool_customer_locked")
    ]  # fmt: skip
    assert [fresh(row).owner_id for row in (mine, other, held)] == [None, team.stranger.user_id, team.seller.user_id]


def test_running_orders_keep_a_customer(db: None) -> None:
    world: World = build_world()
    world.order()
    text = refused("pool_customer_kept", lambda: release(world.customer, world_owner(world)))
    assert "进行中的订单" in text
    assert fresh(world.customer).owner_id == world.clerk.user_id
    Order.objects.update(order_date="2026-01-01")
    assert [night(40), night(45), night(50)] == [(0, 0)] * 3


def world_owner(world: World) -> Any:
    """The clerk with the right to release."""
    scope = next(iter(world.clerk.grants.values()))
    return replace(world.clerk, grants={**world.clerk.grants, "pool.release": scope})


def test_after_thirty_days_without_contact_a_customer_lies_in_the_pool_next_morning(team: Team) -> None:
    customer = team.customer()
    make_record(customer, team.seller, at=NOON)
    assert night(27) == (0, 0)
    assert night(28) == (0, 1)
    assert told(team.seller)[-1] == f"客户 {customer} 将在 3 天后回到公海，请尽快跟进"
    assert [night(28), night(29), night(30)] == [(0, 0)] * 3
    assert len(told(team.seller)) == 1
    assert fresh(customer).owner_id == team.seller.user_id

    assert night(31) == (1, 0)

    assert (fresh(customer).owner_id, Release.objects.get().cause) == (None, "no_contact")
    assert told(team.seller)[-1] == f"客户 {customer} 等 1 家已回到公海"
    assert (Forewarning.objects.count(), night(32), clean()) == (0, (0, 0), [])


def test_a_contact_after_the_warning_keeps_him_and_the_next_cycle_warns_anew(team: Team) -> None:
    customer = team.customer()
    assert night(28) == (0, 1)
    make_record(customer, team.seller, at=NOON + timedelta(days=29))
    assert [night(day) for day in (31, 40, 56)] == [(0, 0)] * 3
    assert Forewarning.objects.count() == 0
    assert night(57) == (0, 1)
    assert (night(60), fresh(customer).owner_id) == ((1, 0), None)


def test_nobody_loses_a_customer_without_three_days_warning(team: Team) -> None:
    customer = team.customer()
    assert night(100) == (0, 1)
    assert [night(101), night(102)] == [(0, 0)] * 2
    assert (night(103), fresh(customer).owner_id) == ((1, 0), None)


def test_without_orders_he_falls_by_the_other_rule(team: Team) -> None:
    parameters(pool_idle_days=3000)
    customer = team.customer()
    assert night(177) == (0, 0)
    assert night(178) == (0, 1)
    assert (night(181), Release.objects.get().cause, fresh(customer).owner_id) == ((1, 0), "no_order", None)


@pytest.mark.spec("CUS-018")
def test_a_locked_customer_stays_until_his_lock_ends(team: Team) -> None:
    customer = team.customer()
    locked(customer, team, days=60)
    assert [night(day) for day in (28, 31, 50)] == [(0, 0)] * 3
    assert fresh(customer).owner_id == team.seller.user_id
    assert night(57) == (0, 1), "warned three days before the lock's end leaves him free"
    assert [night(58), night(59)] == [(0, 0)] * 2
    assert (night(60), fresh(customer).owner_id) == ((1, 0), None)


def test_the_preview_is_the_next_night(team: Team) -> None:
    first, second, held = (team.customer() for _ in range(3))
    make_record(second, team.seller, at=NOON + timedelta(days=2))
    locked(held, team, days=80)
    assert night(28) == (0, 1)
    today = business_date(NOON + timedelta(days=30))
    rows = forecast(owned_in_scope(team.seller, "pool.release"), warns_on=today + timedelta(days=1))
    foreseen = {row.pk: (row.release_on - today).days for row in rows.filter(release_on__lte=today + timedelta(days=7))}
    assert foreseen == {first.pk: 1, second.pk: 4}
    assert (night(31), fresh(first).owner_id) == ((1, 1), None)
    assert ([night(32), night(33)], fresh(second).owner_id) == ([(0, 0)] * 2, team.seller.user_id)
    assert (night(34), fresh(second).owner_id, fresh(held).owner_id) == ((1, 0), None, team.seller.user_id)


def test_a_picked_customer_has_his_days_from_the_pick(team: Team) -> None:
    parameters(pick_in_mode="direct")
    customer = team.customer()
    night(28)
    assert night(31) == (1, 0)
    pick(customer, team.colleague, at=NOON + timedelta(days=33))
    assert [night(34), night(50)] == [(0, 0)] * 2
    assert (night(61), night(64), fresh(customer).owner_id) == ((0, 1), (1, 0), None)


def test_who_may_not_is_refused(team: Team) -> None:
    customer = team.customer()
    with pytest.raises(Forbidden):
        release(customer, person("FNC"))
    assert fresh(customer).owner_id == team.seller.user_id
