"""The rules of administrators on customers and contacts: one call for each way into them (SYS-011)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.errors import FieldErrors
from danshu.parties.cleaning import Cleaned
from danshu.parties.models import Contact, Customer
from danshu.validation.hosts import facts_for_new, facts_of
from danshu.validation.judging import judge

CUSTOMER, CONTACT = "parties.customer", "parties.contact"
Values = Mapping[str, Any]


def judge_new(
    kind: str, cleaned: Cleaned, custom: Values, *, unit_id: int | None, at: datetime, prefix: str = ""
) -> None:
    """Note what refuses a new customer or contact, beside the problems that it has already."""
    besides = {problem.field for problem in cleaned.problems}
    facts = facts_for_new(kind, cleaned.values, custom)
    cleaned.problems.extend(judge(kind, facts, unit_id=unit_id, at=at, besides=besides, prefix=prefix))


def judge_change(
    record: Customer | Contact, cleaned: Cleaned, custom: Values, *, unit_id: int | None, at: datetime
) -> None:
    """Note what refuses a change of a stored one."""
    kind = CUSTOMER if isinstance(record, Customer) else CONTACT
    before = facts_of(kind, record)
    after = before | cleaned.values | {"custom": custom}
    besides = {problem.field for problem in cleaned.problems}
    cleaned.problems.extend(judge(kind, after, before=before, pk=record.pk, unit_id=unit_id, at=at, besides=besides))


def require_kept(customer: Customer, fresh: Values, *, at: datetime) -> None:
    """For what changes a customer without a form: other records, a merge. Raises FieldErrors."""
    before = facts_of(CUSTOMER, customer)
    after = before | dict(fresh)
    if problems := judge(CUSTOMER, after, before=before, pk=customer.pk, unit_id=customer.unit_id, at=at):
        raise FieldErrors(problems)
