"""Operations of the pool: released by hand and by night, picked, refused, locked, unlocked."""

from __future__ import annotations

from datetime import timedelta

from danshu.activities.tests.factories import make_plan
from danshu.kit.clock import business_date
from danshu.parties.models import Customer
from danshu.parties.operations.share_customer import share_customer
from danshu.pool.models import Lock, PickRequest
from danshu.pool.operations.apply_lock import apply_lock
from danshu.pool.operations.approve_lock import approve_lock
from danshu.pool.operations.approve_pick import approve_pick
from danshu.pool.operations.end_locks import end_locks
from danshu.pool.operations.pick_customer import pick_customer
from danshu.pool.operations.refuse_lock import refuse_lock
from danshu.pool.operations.refuse_pick import refuse_pick
from danshu.pool.operations.release_customer import release_customer
from danshu.pool.operations.release_customers import release_customers
from danshu.pool.operations.release_idle import release_idle
from danshu.pool.operations.unlock_customer import unlock_customer
from danshu.pool.operations.warn_owners import warn_owners
from danshu.pool.operations.withdraw_pick import withdraw_pick
from danshu.pool.tests.factories import Team, applied, build_team, locked, parameters, pick, reason_id
from tests.faults.crash import ACTOR, AT, Scenario, scenario

REASON = "示例理由"


def _held() -> tuple[Team, Customer]:
    """A shared customer with an open plan."""
    team = build_team()
    customer = team.customer(at=AT)
    make_plan(customer, team.seller, at=AT, planned_at=AT + timedelta(days=4))
    share_customer(customer_id=customer.pk, with_user_id=team.stranger.user_id, level="view", actor=team.seller, at=AT)
    return team, customer


def _asked() -> tuple[Team, PickRequest]:
    """Two people applied for one customer."""
    team = build_team()
    customer = team.opened(at=AT)
    pick(customer, team.stranger, at=AT)
    return team, pick(customer, team.colleague, at=AT)


def _applied() -> tuple[Team, Lock]:
    team = build_team()
    customer = team.customer(at=AT)
    locked(customer, team, at=AT)
    return team, applied(customer, team.seller, days=60, at=AT)


@scenario("pool.release_customer")
def _release() -> Scenario:
    team, customer = _held()
    locked(customer, team, at=AT)
    return lambda: release_customer(
        customer_id=customer.pk, reason_id=reason_id(), text=REASON, actor=team.manager, at=AT
    )


@scenario("pool.release_customers")
def _release_several() -> Scenario:
    team, customer = _held()
    keys = [customer.pk, team.customer(at=AT).pk, 10**9]
    return lambda: release_customers(customer_ids=keys, reason_id=reason_id(), actor=team.seller, at=AT)


@scenario("pool.pick_customer", name="applied")
def _apply() -> Scenario:
    team = build_team()
    customer = team.opened(at=AT)
    return lambda: pick_customer(customer_id=customer.pk, reason=REASON, actor=team.colleague, at=AT)


@scenario("pool.pick_customer", name="direct")
def _direct() -> Scenario:
    team, request = _asked()
    parameters(pick_in_mode="direct")
    return lambda: pick_customer(customer_id=request.customer_id, reason=REASON, actor=team.manager, at=AT)


@scenario("pool.approve_pick")
def _approve() -> Scenario:
    team, request = _asked()
    return lambda: approve_pick(request_id=request.pk, reason=REASON, actor=team.manager, at=AT)


@scenario("pool.refuse_pick")
def _refuse() -> Scenario:
    team, request = _asked()
    return lambda: refuse_pick(request_id=request.pk, reason=REASON, actor=team.manager, at=AT)


@scenario("pool.withdraw_pick")
def _withdraw() -> Scenario:
    team, request = _asked()
    return lambda: withdraw_pick(request_id=request.pk, reason=REASON, actor=team.colleague, at=AT)


@scenario("pool.apply_lock")
def _apply_lock() -> Scenario:
    team, customer = _held()
    first = business_date(AT)
    return lambda: apply_lock(
        customer_id=customer.pk, reason=REASON, from_date=first, to_date=first + timedelta(days=9), actor=team.seller,
        at=AT,
    )  # fmt: skip


@scenario("pool.approve_lock")
def _approve_lock() -> Scenario:
    team, lock = _applied()
    return lambda: approve_lock(lock_id=lock.pk, reason=REASON, actor=team.manager, at=AT)


@scenario("pool.refuse_lock")
def _refuse_lock() -> Scenario:
    team, lock = _applied()
    return lambda: refuse_lock(lock_id=lock.pk, reason=REASON, actor=team.manager, at=AT)


@scenario("pool.unlock_customer")
def _unlock() -> Scenario:
    team = build_team()
    lock = locked(team.customer(at=AT), team, at=AT)
    return lambda: unlock_customer(lock_id=lock.pk, reason=REASON, actor=team.manager, at=AT)


@scenario("pool.end_locks")
def _end_locks() -> Scenario:
    team = build_team()
    locked(team.customer(at=AT), team, days=5, at=AT)
    locked(team.customer(at=AT), team, days=9, at=AT)
    return lambda: end_locks(actor=ACTOR, at=AT + timedelta(days=7))


@scenario("pool.warn_owners")
def _warn() -> Scenario:
    team = build_team()
    team.customer(at=AT)
    team.customer(team.stranger, at=AT)
    return lambda: warn_owners(actor=ACTOR, at=AT + timedelta(days=28))


@scenario("pool.release_idle")
def _release_idle() -> Scenario:
    _held()
    warn_owners(actor=ACTOR, at=AT + timedelta(days=28))
    return lambda: release_idle(actor=ACTOR, at=AT + timedelta(days=31))
