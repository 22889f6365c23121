"""The pool for tests: a department with a manager and two sellers; everything by the real operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from danshu.access.tests.factories import actor_of
from danshu.dictionaries.queries import id_of
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.notices.models import Notice
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parties.models import Customer
from danshu.parties.tests.factories import NOON, make_customer, person
from danshu.pool.dictionaries import RELEASE_REASON
from danshu.pool.models import Forewarning, Lock, PickRequest, Release
from danshu.pool.operations.apply_lock import apply_lock
from danshu.pool.operations.approve_lock import approve_lock
from danshu.pool.operations.end_locks import end_locks
from danshu.pool.operations.pick_customer import pick_customer
from danshu.pool.operations.release_customer import release_customer
from danshu.pool.operations.release_idle import release_idle
from danshu.pool.operations.warn_owners import warn_owners

SYSTEM = Actor.system()
__all__ = ["NOON", "SYSTEM", "make_customer", "person"]


@dataclass
class Team:
    """A department: 王经理 manages 李四 and 赵五; 钱六 works elsewhere; 孙七 runs the house."""

    manager: Actor
    seller: Actor
    colleague: Actor
    stranger: Actor
    operator: Actor

    def customer(self, owner: Actor | None = None, **values: Any) -> Customer:
        """A customer of the seller, with a telephone number and a contact."""
        return make_customer(owner or self.seller, **values)

    def opened(self, owner: Actor | None = None, *, at: datetime = NOON, **values: Any) -> Customer:
        """A customer that the seller gave up."""
        customer = self.customer(owner, **values)
        release(customer, owner or self.seller, at=at)
        return fresh(customer)


def build_team() -> Team:
    """Make it."""
    unit, elsewhere = make_unit("示例销售一部"), make_unit("示例销售二部")
    return Team(
        manager=person("SMG", unit=unit, name="王经理"), seller=person("SLS", unit=unit, name="李四"),
        colleague=person("SLS", unit=unit, name="赵五"), stranger=person("SLS", unit=elsewhere, name="钱六"),
        operator=person("OPA", unit=elsewhere, name="孙七"),
    )  # fmt: skip


def again(actor: Actor) -> Actor:
    """The person with his rights of this moment."""
    return actor_of(User.objects.get(pk=actor.user_id))


def fresh(customer: Customer) -> Customer:
    """The customer as it is stored now."""
    return Customer.objects.get(pk=customer.pk)


def reason_id(code: str = "no_demand") -> int:
    """A delivered reason for releasing."""
    return id_of(RELEASE_REASON, code)


def release(customer: Customer, actor: Actor, *, at: datetime = NOON, text: str = "") -> Release:
    """Give a customer up."""
    return release_customer(customer_id=customer.pk, reason_id=reason_id(), text=text, actor=actor, at=at)


def pick(customer: Customer, actor: Actor, *, at: datetime = NOON) -> PickRequest:
    """Pick or apply."""
    return pick_customer(customer_id=customer.pk, reason="老同学介绍", actor=actor, at=at)


def applied(customer: Customer, actor: Actor, *, days: int = 30, start: int = 0, at: datetime = NOON) -> Lock:
    """An application for a lock of so many days, beginning `start` days from the moment."""
    first = business_date(at) + timedelta(days=start)
    return apply_lock(customer_id=customer.pk, reason="正在谈年度协议", from_date=first,
                      to_date=first + timedelta(days=days - 1), actor=actor, at=at)  # fmt: skip


def locked(customer: Customer, team: Team, *, days: int = 30, at: datetime = NOON) -> Lock:
    """A customer of the seller, locked by the manager."""
    return approve_lock(lock_id=applied(customer, team.seller, days=days, at=at).pk, actor=team.manager, at=at)


def parameters(**changes: object) -> None:
    """Set parameters of the house."""
    given = {name: str(value) for name, value in changes.items()}
    change_parameters(changes=given, reason="测试", actor=SYSTEM, at=NOON)


def night(day: date | int) -> tuple[int, int]:
    """The night's work at half past two of a day (or so many days after NOON): (released, warned)."""
    moment = NOON + timedelta(days=day if isinstance(day, int) else (day - business_date(NOON)).days, hours=-10)
    end_locks(actor=SYSTEM, at=moment)
    released, _after = release_idle(actor=SYSTEM, at=moment)
    return released, warn_owners(actor=SYSTEM, at=moment)


def told(actor: Actor) -> list[str]:
    """What stands under somebody's bell, oldest first."""
    return list(Notice.objects.filter(user_id=actor.user_id).order_by("pk").values_list("text", flat=True))


def pool_history(customer: Customer, person_id: int) -> None:
    """One row of each kind that the pool keeps of a customer, as it was decided once."""
    today = business_date(NOON)
    decided: dict[str, Any] = {
        "customer": customer, "status": "refused", "reason": "示例理由", "applied_at": NOON, "decided_at": NOON,
        "decision_reason": "示例理由", "created_at": NOON, "updated_at": NOON,
    }  # fmt: skip
    PickRequest.objects.create(applicant_id=person_id, applicant_name="甲", **decided)
    Lock.objects.create(
        owner_id=person_id, owner_name="甲", from_date=today, to_date=today, applied_by_name="甲", **decided
    )
    Release.objects.create(customer=customer, cause="no_contact", released_at=NOON, released_by_name="甲")
    Forewarning.objects.create(
        customer=customer, owner_id=person_id, cause="no_contact", falls_on=today, warned_at=NOON
    )
