"""Invented customers that nobody followed up: open ones, applications for them, locks in all states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from danshu.dictionaries.queries import id_of
from danshu.identity.queries import find_people
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.parties.dictionaries import INDUSTRY, SOURCE
from danshu.parties.operations.create_customer import create_customer
from danshu.pool.dictionaries import RELEASE_REASON
from danshu.pool.operations.apply_lock import apply_lock
from danshu.pool.operations.approve_lock import approve_lock
from danshu.pool.operations.pick_customer import pick_customer
from danshu.pool.operations.refuse_lock import refuse_lock
from danshu.pool.operations.release_customer import release_customer

NAMES = ("远山", "近水", "长亭", "晚风", "新月", "旧雨", "南枝", "北辰", "东篱", "西窗", "春汛", "秋实")
TRADES = (("便利店", "retail"), ("酒楼", "catering"), ("物业服务", "property"))
PLACES = (("浙江省", "杭州市"), ("江苏省", "南京市"), ("广东省", "深圳市"), ("四川省", "成都市"))
REASONS = (("no_demand", ""), ("not_reached", "三次电话无人接听"), ("wrong_region", "搬到了外省"), ("no_capacity", ""))


def build(*, actor: Actor, at: datetime, owners: Sequence[int]) -> int:
    """Twelve customers of these people: six in the pool, some of them applied for; three locks. Returns how many.

    actor: Actor.system(). Always the same.
    """
    people = [_as(person) for person in find_people("", assigned_on=at).filter(pk__in=list(owners)).order_by("pk")]
    made = [_customer(number, people[number % len(people)], at) for number in range(len(NAMES))]
    for number, customer in enumerate(made[:6]):
        code, text = REASONS[number % len(REASONS)]
        release_customer(
            customer_id=customer.pk, reason_id=id_of(RELEASE_REASON, code), text=text, actor=actor,
            at=at - timedelta(days=12 - number),
        )  # fmt: skip
    for number in range(min(len(people), 6)):
        other = people[(number + 1) % len(people)]
        if len(people) > 1:
            pick_customer(
                customer_id=made[number].pk, reason="老客户介绍", actor=other, at=at - timedelta(hours=3 + number)
            )
    _locks(made[6:9], actor, at)
    return len(made)


def _as(person: Any) -> Actor:
    """In the name of somebody, whatever his roles."""
    return Actor(user_id=person.pk, name=person.full_name, unit_id=person.unit_id, is_system=True)


def _customer(number: int, owner: Actor, at: datetime) -> Any:
    trade, industry = TRADES[number % len(TRADES)]
    province, city = PLACES[number % len(PLACES)]
    values = {
        "name": f"示例{NAMES[number]}{trade}", "type": "enterprise", "country": "CN", "province": province, "city": city,
        "industry": id_of(INDUSTRY, industry), "source": id_of(SOURCE, "internet"), "mobile": f"1380077{number:04}",
    }  # fmt: skip
    contacts = [{"name": "示例联系人", "mobile": f"1390077{number:04}"}]
    return create_customer(values=values, contacts=contacts, actor=owner, at=at - timedelta(days=20 + number))


def _locks(customers: Sequence[Any], actor: Actor, at: datetime) -> None:
    today = business_date(at)
    found = [
        apply_lock(
            customer_id=customer.pk, reason="正在谈年度协议", from_date=today, to_date=today + timedelta(days=29), actor=actor,
            at=at - timedelta(minutes=30),
        )
        for customer in customers
    ]  # fmt: skip
    approve_lock(lock_id=found[0].pk, actor=actor, at=at)
    refuse_lock(lock_id=found[1].pk, reason="先提交跟进方案", actor=actor, at=at)
