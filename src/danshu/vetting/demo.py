"""Two invented customers about whom something waits for a reviewer: a better level, and a deletion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from danshu.dictionaries.queries import id_of
from danshu.identity.queries import find_people
from danshu.kit.actor import Actor
from danshu.parties.dictionaries import LEVEL, SOURCE
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer

NAMES = ("示例新桥食品商行", "示例旧渡口杂货店")


def build(*, actor: Actor, at: datetime, owners: Sequence[int]) -> int:
    """A change submitted by the first of these people, a deletion by the last. Returns how many wait.

    actor: Actor.system(). Always the same.
    """
    people = list(find_people("", assigned_on=at).filter(pk__in=list(owners)).order_by("pk"))
    if not people:
        return 0
    first, last = _as(people[0]), _as(people[-1])
    changed, closed = _customer(0, first, at), _customer(1, last, at)
    changes = {"level": id_of(LEVEL, "A"), "legal_representative": "示例陈一"}
    edit_customer(
        customer_id=changed.pk,
        changes=changes,
        reason="本季采购翻倍，申请升级",
        actor=first,
        at=at - timedelta(hours=5),
    )
    delete_customer(customer_id=closed.pk, reason="店铺已关门，联系不上", actor=last, at=at - timedelta(hours=2))
    return len(NAMES)


def _as(person: Any) -> Actor:
    """In the name of somebody, whatever his roles."""
    return Actor(user_id=person.pk, name=person.full_name, unit_id=person.unit_id, is_system=True)


def _customer(number: int, owner: Actor, at: datetime) -> Any:
    values = {
        "name": NAMES[number], "type": "enterprise", "country": "CN", "province": "浙江省", "city": "宁波市",
        "source": id_of(SOURCE, "telephone"), "level": id_of(LEVEL, "B"), "mobile": f"1380088{number:04}",
        "legal_representative": "示例林三",
    }  # fmt: skip
    return create_customer(values=values, actor=owner, at=at - timedelta(days=40 + number))
