"""Segments for tests, made by the real operations."""

from __future__ import annotations

from typing import Any

from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.verification import CHECKS
from danshu.outbox.delivery import deliver_due
from danshu.parties.dictionaries import LEVEL
from danshu.parties.models import Customer
from danshu.pool.tests.factories import NOON, SYSTEM
from danshu.segments.models import Member, Proposal, Segment
from danshu.segments.operations.define_segment import define_segment

PAID_A_LOT = {"fact": "paid_amount", "op": "gt", "value": "10000", "months": 12}


def condition(fact: str, op: str, value: Any, months: int | None = None) -> dict[str, Any]:
    """One condition as it is given."""
    return {"fact": fact, "op": op, "value": value, "months": months}


def segment(*conditions: dict[str, Any], name: str = "重点客户", actor: Actor = SYSTEM, **values: Any) -> Segment:
    """A dynamic segment unless said otherwise."""
    given = {"name": name, "is_dynamic": True, "conditions": list(conditions)} | values
    return define_segment(values=given, actor=actor, at=NOON)


def keys_of(found: Segment) -> set[int]:
    """The customers in it now."""
    return set(Member.objects.filter(segment=found).values_list("customer_id", flat=True))


def count_of(found: Segment) -> int:
    """The number that pages show."""
    found.refresh_from_db()
    return found.member_count


def deliver() -> None:
    """Let the background handle what happened."""
    while deliver_due(at=now()):
        continue


def drifts() -> list[str]:
    """What `danshu verify` finds here."""
    return [text for code, check in sorted(CHECKS.items()) if code.startswith("segments.") for text in check.function()]


def segment_history(customer: Customer) -> None:
    """One row of each kind that this module keeps of a customer."""
    found = segment(name="展会名单", is_dynamic=False)
    Member.objects.create(segment=found, customer=customer, since_at=NOON)
    Proposal.objects.create(
        customer=customer, kind=Proposal.Kind.LEVEL, new_value_id=id_of(LEVEL, "A"), status="refused", decided_at=NOON,
        decided_by_name="甲", created_at=NOON, updated_at=NOON,
    )  # fmt: skip
