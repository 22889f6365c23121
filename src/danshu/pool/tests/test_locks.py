"""Locks of customers (CUS-018)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from danshu.kit.clock import business_date
from danshu.kit.errors import FieldErrors, Forbidden, IllegalTransition, NotFound
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.change_owners import change_owners
from danshu.parties.operations.merge_customers import merge_customers
from danshu.pool.models import Lock
from danshu.pool.operations.apply_lock import apply_lock
from danshu.pool.operations.approve_lock import approve_lock
from danshu.pool.operations.refuse_lock import refuse_lock
from danshu.pool.operations.unlock_customer import unlock_customer
from danshu.pool.tests.factories import NOON, Team, applied, fresh, locked, night, parameters, person, release, told
from danshu.pool.tests.test_release import clean, refused

pytestmark = pytest.mark.spec("CUS-018")
TODAY = business_date(NOON)


def test_the_manager_reviews_and_the_customer_is_locked_to_its_day(team: Team) -> None:
    customer = team.customer()
    found = applied(customer, team.seller)
    assert (found.status, found.to_date) == ("applied", TODAY + timedelta(days=29))
    assert told(team.manager) == [f"李四 申请锁定客户 {customer} 到 2026-10-17"]
    approve_lock(lock_id=found.pk, actor=team.manager, at=NOON)
    assert told(team.seller) == [f"客户 {customer} 已锁定到 2026-10-17"]
    text = refused("pool_customer_locked", lambda: release(customer, team.seller))
    assert "由 李四 锁定到 2026-10-17" in text
    assert (fresh(customer).owner_id, clean()) == (team.seller.user_id, [])


def test_a_refusal_shows_the_reason(team: Team) -> None:
    customer = team.customer()
    found = applied(customer, team.seller)
    with pytest.raises(FieldErrors):
        refuse_lock(lock_id=found.pk, reason="", actor=team.manager, at=NOON)
    refuse_lock(lock_id=found.pk, reason="没有进展", actor=team.manager, at=NOON)
    assert Lock.objects.get().decision_reason == "没有进展"
    assert told(team.seller) == [f"锁定客户 {customer} 的申请被拒绝：没有进展"]
    release(customer, team.seller)
    assert fresh(customer).owner_id is None


def test_days_reason_and_length_are_checked_beside_their_fields(team: Team) -> None:
    parameters(lock_max_days=60)
    customer = team.customer()

    def fields(**days: int) -> list[tuple[str, str]]:
        with pytest.raises(FieldErrors) as caught:
            apply_lock(customer_id=customer.pk, reason="谈判", from_date=TODAY + timedelta(days=days["first"]),
                       to_date=TODAY + timedelta(days=days["last"]), actor=team.seller, at=NOON)  # fmt: skip
        return [(problem.field, problem.text) for problem in caught.value.problems]

    assert fields(first=0, last=60) == [("to_date", "一次最多锁定 60 天，现在是 61 天")]
    assert fields(first=-1, last=3) == [("from_date", "从今天或以后开始")]
    assert fields(first=5, last=4) == [("to_date", "不能早于开始日期")]
    with pytest.raises(FieldErrors):
        apply_lock(customer_id=customer.pk, reason=" ", from_date=TODAY, to_date=TODAY, actor=team.seller, at=NOON)
    assert Lock.objects.count() == 0
    assert applied(customer, team.seller, days=60).status == "applied"


def test_the_number_of_locks_is_limited_with_the_numbers(team: Team) -> None:
    parameters(max_locked_customers=1)
    first, second = team.customer(), team.customer()
    locked(first, team)
    text = refused("pool_too_many_locks", lambda: applied(second, team.seller))
    assert "李四 已锁定或申请锁定 1 家客户，上限是 1 家" in text
    assert Lock.objects.count() == 1
    assert applied(first, team.seller, days=60).extends_id is not None


def test_an_extension_needs_a_review_of_its_own(team: Team) -> None:
    customer = team.customer()
    old = locked(customer, team, days=30)
    later = NOON + timedelta(days=20)
    with pytest.raises(FieldErrors):
        applied(customer, team.seller, start=15, at=later)
    new = applied(customer, team.seller, start=9, days=40, at=later)
    refused("pool_lock_running", lambda: applied(customer, team.seller, at=later))
    assert Lock.objects.in_force(business_date(later)).get().pk == old.pk
    approve_lock(lock_id=new.pk, actor=team.manager, at=later)
    stored = Lock.objects.get(pk=new.pk)
    assert (stored.status, stored.from_date, stored.to_date) == (
        "locked",
        business_date(later),
        TODAY + timedelta(days=68),
    )
    assert Lock.objects.get(pk=old.pk).status == "ended"
    assert [night(day)[0] for day in (31, 60, 68)] == [0, 0, 0]
    assert fresh(customer).owner_id == team.seller.user_id


def test_the_end_is_announced_three_days_before_once(team: Team) -> None:
    customer = team.customer()
    locked(customer, team, days=10)
    night(5)
    before = len(told(team.seller))
    night(6)
    night(7)
    assert told(team.seller)[before:] == [f"客户 {customer} 的锁定在 2026-09-27 到期，需要时申请延长"]
    night(10)
    assert told(team.seller)[-1] == f"客户 {customer} 的锁定已在 2026-09-27 到期"
    assert Lock.objects.get().status == "ended"


def test_the_manager_unlocks_early_with_a_reason(team: Team) -> None:
    customer = team.customer()
    found = locked(customer, team)
    with pytest.raises(FieldErrors):
        unlock_customer(lock_id=found.pk, reason="", actor=team.manager, at=NOON)
    with pytest.raises(Forbidden):
        unlock_customer(lock_id=found.pk, reason="不要了", actor=team.seller, at=NOON)
    unlock_customer(lock_id=found.pk, reason="长期没有进展", actor=team.manager, at=NOON)
    assert told(team.seller)[-1] == f"客户 {customer} 提前解锁：长期没有进展"
    with pytest.raises(IllegalTransition):
        unlock_customer(lock_id=found.pk, reason="再来", actor=team.manager, at=NOON)
    release(customer, team.seller)
    assert fresh(customer).owner_id is None


def test_only_the_manager_moves_a_locked_customer_whatever_the_way(team: Team) -> None:
    customer, twin = team.customer(), team.customer(team.colleague)
    locked(customer, team)
    scope = team.manager.scope("parties.customer.change_owner")
    clerk = replace(
        team.colleague,
        grants={**team.colleague.grants, "parties.customer.change_owner": scope, "parties.customer.merge": scope},
    )
    target = int(team.colleague.user_id or 0)
    refused("pool_customer_locked", lambda: change_owner(
        customer_id=customer.pk, owner_id=target, reason="换人", actor=clerk, at=NOON))  # fmt: skip
    results = change_owners(customer_ids=[customer.pk], owner_id=target, reason="换人", actor=clerk, at=NOON)
    assert [(row["done"], row["code"]) for row in results] == [(False, "pool_customer_locked")]
    for actor in (clerk, team.manager):
        text = refused("customers_not_the_same", lambda actor=actor: merge_customers(
            survivor_id=twin.pk, loser_id=customer.pk, reason="同一家", actor=actor, at=NOON))  # fmt: skip
        assert "已锁定或正在申请锁定" in text
    assert (fresh(customer).owner_id, Lock.objects.get().status) == (team.seller.user_id, "locked")

    change_owner(customer_id=customer.pk, owner_id=target, reason="换人", actor=team.manager, at=NOON)
    found = Lock.objects.get()
    assert (fresh(customer).owner_id, found.status, found.end_reason) == (target, "unlocked", "客户已由 赵五 负责")
    assert clean() == []


def test_the_manager_releases_a_locked_customer_and_the_lock_ends(team: Team) -> None:
    customer = team.customer()
    locked(customer, team)
    release(customer, team.manager)
    assert (fresh(customer).owner_id, Lock.objects.get().status) == (None, "unlocked")


def test_nobody_reviews_his_own_customer(team: Team) -> None:
    own = team.customer(team.manager)
    found = applied(own, team.manager)
    refused("pool_own_application", lambda: approve_lock(lock_id=found.pk, actor=team.manager, at=NOON))
    for_him = applied(team.customer(), team.manager)
    refused("pool_own_application", lambda: approve_lock(lock_id=for_him.pk, actor=team.manager, at=NOON))
    assert approve_lock(lock_id=found.pk, actor=team.operator, at=NOON).status == "locked"


def test_scope_and_right_decide(team: Team) -> None:
    customer = team.customer()
    with pytest.raises(NotFound):
        applied(customer, team.colleague)
    with pytest.raises(Forbidden):
        applied(customer, person("FNC"))
    found = applied(customer, team.seller)
    with pytest.raises(NotFound):
        approve_lock(lock_id=found.pk, actor=person("SMG"), at=NOON)


def test_days_that_are_over_cannot_be_approved(team: Team) -> None:
    found = applied(team.customer(), team.seller, days=3)
    refused("pool_lock_over", lambda: approve_lock(lock_id=found.pk, actor=team.manager, at=NOON + timedelta(days=4)))
    assert Lock.objects.get().status == "applied"


@pytest.mark.spec("CUS-003")
def test_a_merge_moves_a_lock_with_the_same_owner(team: Team) -> None:
    keeps, goes = team.customer(), team.customer()
    locked(goes, team)
    merge_customers(survivor_id=keeps.pk, loser_id=goes.pk, reason="同一家", actor=team.operator, at=NOON)
    assert Lock.objects.get().customer_id == keeps.pk
    opened = team.opened()
    text = refused("customers_not_the_same", lambda: merge_customers(
        survivor_id=opened.pk, loser_id=team.customer().pk, reason="同一家", actor=team.operator, at=NOON))  # fmt: skip
    assert "在公海" in text
