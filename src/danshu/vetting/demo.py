"""Two invented submissions that wait for a reviewer: a better level, and a deletion."""

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
    """Two customers of the first of these people, a change of one and the deletion of the other submitted by him.

    actor: Actor.system(). Always the same. Returns how many wait.
    """
    person = find_people("", assigned_on=at).filter(pk__in=list(owners)).order_by("pk").first()
    if person is None:
        return 0
    owner = Actor(user_id=person.pk, name=person.full_name, unit_id=person.unit_id, is_system=True)
    first, second = [_customer(number, name, owner, at) for number, name in enumerate(NAMES)]
    changes = {"level": id_of(LEVEL, "A"), "legal_representative": "示例陈一"}
    edit_customer(
        customer_id=first.pk, changes=changes, reason="本季采购翻倍，申请升级", actor=owner, at=at - timedelta(hours=5)
    )
    delete_customer(customer_id=second.pk, reason="店铺已关门，联系不上", actor=owner, at=at - timedelta(hours=2))
    return len(NAMES)


def _customer(number: int, name: str, owner: Actor, at: datetime) -> Any:
    values = {
        "name": name, "type": "enterprise", "country": "CN", "province": "浙江省", "city": "宁波市",
        "source": id_of(SOURCE, "telephone"), "level": id_of(LEVEL, "B"), "mobile": f"1380088{number:04}",
        "legal_representative": "示例林三",
    }  # fmt: skip
    return create_customer(values=values, actor=owner, at=at - timedelta(days=40 + number))
