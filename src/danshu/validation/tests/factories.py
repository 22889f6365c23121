"""Rules for tests; made by the real operations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.validation.models import Fault, Rule
from danshu.validation.operations.define_rule import define_rule
from danshu.validation.operations.switch_rule import switch_rule

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
ADMIN = Actor.system()
CUSTOMER = "parties.customer"


def make_rule(field: str, kind: str = "required", *, host: str = CUSTOMER, on: bool = True, **values: Any) -> Rule:
    """A rule, switched on unless said otherwise, valid since long ago; its name is its field and kind unless given."""
    given = {"name": f"{field} {kind}", "message": f"规则：{field}", "valid_from": "2020-01-01", **values}
    row = define_rule(host=host, values={"field": field, "kind": kind, **given}, actor=ADMIN, at=NOON)
    if on:
        switch_rule(rule_id=row.pk, is_on=True, actor=ADMIN, at=NOON)
        row.refresh_from_db()
    return row


def the_fault(**conditions: Any) -> Fault:
    """The only fault that fulfils the conditions."""
    return Fault.objects.get(**conditions)
