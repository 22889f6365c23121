"""Existing customers completed or updated by an intake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from danshu.kit.actor import Actor
from danshu.parties.fields import CUSTOMER_FIELDS
from danshu.parties.intake.preparing import Prepared
from danshu.parties.intake.types import Manner, Way
from danshu.parties.models import Customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.set_credit import set_credit
from danshu.parties.permissions import EDIT_CUSTOMERS, SET_CREDIT

NOTHING: tuple[Any, ...] = (None, "", [])


def change(each: Prepared, pk: int, manner: Manner, *, actor: Actor, at: datetime) -> None:
    """Change one stored customer by the ordinary operation; empty cells leave what is there.

    Raises what edit_customer raises.
    """
    actor.require(EDIT_CUSTOMERS)
    stored = Customer.objects.get(pk=pk)
    fill = manner.way is Way.FILL
    wanted, credit = _wanted(each, stored, fill=fill), _credit(each, stored, fill=fill)
    custom = _custom(each, stored, fill=fill)
    if not wanted and not credit and not custom:
        each.taken.action = "unchanged"
        return
    before = {name: _plain(getattr(stored, CUSTOMER_FIELDS[name].attribute)) for name in wanted}
    before |= {name: _plain(getattr(stored, name)) for name in credit}
    if custom:
        before["custom"] = {code: stored.custom.get(code) for code in custom}
    edited = stored
    if wanted or custom:
        edited = edit_customer.within(
            customer_id=pk, changes=wanted, custom=custom, duplicate_reason=manner.reason if manner.namesakes else "",
            asks_referrer=False, actor=actor, at=at,
        )  # fmt: skip
        each.taken.waiting = tuple(edited.held_back)
    if credit:
        edited = set_credit_values(edited, credit, reason=manner.reason, actor=actor, at=at)
    each.taken.action, each.taken.before = "updated", before
    each.taken.version, each.taken.label = edited.version, str(edited)


def _wanted(each: Prepared, stored: Customer, *, fill: bool) -> dict[str, Any]:
    """The given fields that differ, by field name; with `fill` only those that are empty so far."""
    wanted = {}
    for name, declared in CUSTOMER_FIELDS.items():
        new = each.given.get(declared.attribute)
        old = getattr(stored, declared.attribute)
        if name not in each.entry.values or new in NOTHING or new == old:
            continue
        if not fill or old in NOTHING:
            wanted[name] = new
    return wanted


def _custom(each: Prepared, stored: Customer, *, fill: bool) -> dict[str, Any]:
    """The given values of custom fields; with `fill` only of those that are empty so far."""
    return {code: new for code, new in each.entry.custom.items() if not (fill and code in stored.custom)}


def _credit(each: Prepared, stored: Customer, *, fill: bool) -> dict[str, Any]:
    """The given terms of credit that differ; with `fill` only where there are none so far."""
    given = each.entry.credit.items()
    return {name: new for name, new in given if new != getattr(stored, name) and not (fill and getattr(stored, name))}


def set_credit_values(
    customer: Customer, values: Mapping[str, Any], *, reason: str, actor: Actor, at: datetime
) -> Customer:
    """Set some terms of credit by the ordinary operation, the others stay. Raises what set_credit raises."""
    actor.require(SET_CREDIT)
    kept = {name: getattr(customer, name) for name in ("credit_limit", "payment_terms_days", "is_credit_blocked")}
    why = customer.credit_block_reason if customer.is_credit_blocked else reason
    return set_credit.within(customer_id=customer.pk, reason=why or reason, **kept | dict(values), actor=actor, at=at)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
