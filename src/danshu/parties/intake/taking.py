"""The intake itself: match, decide, write by sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.custom_fields.taking import take_custom
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.parties.intake.changing import change
from danshu.parties.intake.matching import Known, known_to
from danshu.parties.intake.preparing import Prepared, Remembered, prepare
from danshu.parties.intake.types import Entry, Manner, Match, Taken, Way
from danshu.parties.intake.writing import write
from danshu.parties.judging import CONTACT, CUSTOMER
from danshu.parties.models import Customer
from danshu.parties.permissions import ALLOW_DUPLICATE, CREATE_CUSTOMERS, EDIT_CUSTOMERS
from danshu.validation.hosts import facts_of
from danshu.validation.judging import judge


def take_customers(entries: Sequence[Entry], *, manner: Manner, actor: Actor, at: datetime) -> list[Taken]:
    """Create the customers that do not exist yet and treat the others as `manner` says; one result per entry.

    A customer is the same when our number, the external code or the licence number is equal, or the name in the region
    unless the external codes differ. Runs inside an operation; new customers belong to the actor or the named owner.
    Never raises for one entry: it is refused with its problems. Raises Forbidden without the right to create customers.
    """
    actor.require(CREATE_CUSTOMERS)
    prepared = [prepare(entry, manner, actor=actor, at=at) for entry in entries]
    known = known_to(prepared)
    fresh: list[Prepared] = []
    for each in prepared:
        if not each.taken.problems and _is_new(each, known, manner, actor, at):
            fresh.append(each)
            known.add(each.customer)
    write(fresh, manner=manner, actor=actor, at=at)
    for each in prepared:
        _point_at_new(each)
    return [each.taken for each in prepared]


def match_customers(
    entries: Sequence[Entry], *, actor: Actor, at: datetime, remembered: Remembered | None = None
) -> list[Match | None]:
    """The stored customer that each entry means, None where there is none or the entry is wrong; writes nothing.

    An external code that nobody has may also be one of our own numbers. An entry that could not be made is still
    matched by its code. remembered: what earlier calls of the same run prepared.
    """
    manner, remembered = Manner(unreachable=True), remembered or Remembered()
    prepared = [remembered.prepare(entry, manner, actor=actor, at=at) for entry in entries]
    codes = [each.customer.external_code for each in prepared]
    known = known_to(prepared, more=[code for code in codes if code])
    found = [
        known.same(each) or (known.numbers.get(code) if code else None)
        for each, code in zip(prepared, codes, strict=True)
    ]
    return [Match(row.pk, row.name) if row is not None else None for row in found]


def _is_new(each: Prepared, known: Known, manner: Manner, actor: Actor, at: datetime) -> bool:
    """True when a customer has to be made; otherwise the entry is settled here."""
    stored = known.same(each)
    if stored is not None:
        _settle(each, stored, manner, actor, at)
        return False
    if each.entry.number:
        _refuse(each, "number", "unknown", _("没有编号为 %(number)s 的客户") % {"number": each.entry.number})
        return False
    twin = known.namesake(each)
    if not _take_own(each, actor, at):
        return False
    if twin is None:
        return True
    if not (manner.namesakes and actor.can(ALLOW_DUPLICATE)):
        name = twin.name
        _refuse(each, "name", "same_name", _("同一地区已有同名客户或同一证照号码：%(name)s") % {"name": name})
        return False
    each.customer.duplicate_reason = manner.reason or _("外部编码不同的同名客户")
    return True


def _take_own(each: Prepared, actor: Actor, at: datetime) -> bool:
    """Custom fields and rules of a new customer and of its contacts; False when something is wrong."""
    own = take_custom("parties.customer", each.entry.custom, actor=actor)
    each.taken.problems.extend(own.problems)
    each.customer.custom, each.custom_changes = own.values, own.changes
    unit_id = each.entry.owner.unit_id if each.entry.owner else actor.unit_id
    facts = facts_of(CUSTOMER, each.customer)
    each.taken.problems.extend(judge(CUSTOMER, facts, unit_id=unit_id, at=at))
    for contact in each.contacts:
        theirs = take_custom("parties.contact", None, actor=actor, prefix="contact_")
        each.taken.problems.extend(theirs.problems)
        contact.custom = theirs.values
        facts = facts_of(CONTACT, contact)
        each.taken.problems.extend(judge(CONTACT, facts, unit_id=unit_id, at=at, prefix="contact_"))
    return not each.taken.problems


def _settle(each: Prepared, stored: Customer, manner: Manner, actor: Actor, at: datetime) -> None:
    each.taken.label = str(stored)
    if not stored.pk:  # made by an earlier entry of the same set
        each.taken.action, each.customer = "skipped", stored
        return
    each.taken.pk, each.taken.version = stored.pk, stored.version
    if manner.way is Way.SKIP:
        each.taken.action = "skipped"
        return
    scope = actor.scope(EDIT_CUSTOMERS)
    if not scope.covers(unit_id=stored.unit_id, owner_id=stored.owner_id):
        text = _("已有客户 %(name)s，不在你的数据范围内") % {"name": stored.name}
        _refuse(each, "name", "out_of_scope", text)
        return
    try:
        change(each, stored.pk, manner, actor=actor, at=at)
    except FieldErrors as refusal:
        each.taken.problems.extend(refusal.problems)
    except DomainError as refusal:
        _refuse(each, refusal.field or "name", refusal.code, str(refusal))


def _point_at_new(each: Prepared) -> None:
    """An entry that repeats a new customer of the same set names it too."""
    if each.taken.action == "skipped" and not each.taken.pk and each.customer.pk:
        each.taken.pk, each.taken.label = each.customer.pk, str(each.customer)


def _refuse(each: Prepared, field: str, code: str, text: str) -> None:
    each.taken.problems.append(FieldProblem(field, code, text))
