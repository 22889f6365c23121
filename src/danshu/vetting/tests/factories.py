"""The review of customers for tests; everything by the real operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from danshu.access.tests.factories import actor_of, grant
from danshu.dictionaries.queries import id_of
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.notices.models import Notice
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parameters.queries import value
from danshu.parties.dictionaries import LEVEL
from danshu.parties.models import Customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.tests.factories import NOON, make_customer, person
from danshu.vetting.models import Review

SYSTEM = Actor.system()


@dataclass
class House:
    """王经理 manages the seller 李四; 赵五 sells beside him, 钱六 in another department; 孙七 runs the house."""

    manager: Actor
    seller: Actor
    colleague: Actor
    stranger: Actor
    operator: Actor

    def customer(self, owner: Actor | None = None, **values: Any) -> Customer:
        """A customer of the seller, level B."""
        return make_customer(owner or self.seller, **{"level": level("B"), "legal_representative": "示例林三"} | values)


def build_house() -> House:
    """Make it."""
    unit, elsewhere = make_unit("示例销售一部"), make_unit("示例销售二部")
    return House(
        manager=person("SMG", unit=unit, name="王经理"), seller=person("SLS", unit=unit, name="李四"),
        colleague=person("SLS", unit=unit, name="赵五"), stranger=person("SMG", unit=elsewhere, name="钱六"),
        operator=person("OPA", unit=elsewhere, name="孙七"),
    )  # fmt: skip


def level(code: str) -> int:
    """A delivered level."""
    return id_of(LEVEL, code)


def reviewing(*, entry: bool = False, change: bool = True, deletion: bool = True) -> None:
    """What is reviewed; as it is delivered in a database where nobody changed it."""
    given = {"entry": entry, "identity_change": change, "deletion": deletion}
    if value("customer_review") == given:
        return
    change_parameters(changes={"customer_review": given}, reason="测试", actor=SYSTEM, at=NOON)


def change(customer: Customer, actor: Actor, *, reason: str = "", **changes: Any) -> Review:
    """A change of reviewed fields, submitted; the review that waits."""
    edit_customer(
        customer_id=customer.pk, changes=changes or {"level": level("A")}, reason=reason, actor=actor, at=NOON
    )
    return Review.objects.get(customer=customer, status="awaiting")


def fresh(customer: Customer) -> Customer:
    """The customer as it is stored now."""
    return Customer.objects.get(pk=customer.pk)


def told(actor: Actor) -> list[str]:
    """What stands under somebody's bell, oldest first."""
    return list(Notice.objects.filter(user_id=actor.user_id).order_by("pk").values_list("text", flat=True))


def allowed(actor: Actor, *permissions: str) -> Actor:
    """The person with further rights of his own."""
    user = User.objects.get(pk=actor.user_id)
    for code in permissions:
        grant(user, code)
    return actor_of(user)
