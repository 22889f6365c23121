"""Set limit, terms and block of a customer's credit."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.parties.events import CustomerCreditChanged
from danshu.parties.loading import locked_customer
from danshu.parties.models import Customer
from danshu.parties.permissions import SET_CREDIT
from danshu.parties.recording import save

MAX_LIMIT = Decimal("999999999999.99")
MAX_TERMS = 3650
FIELDS = ("credit_limit", "payment_terms_days", "is_credit_blocked", "credit_block_reason")


@operation("parties.set_credit", permission=SET_CREDIT, label=("设置客户信用", "Set customer credit"))
def set_credit(
    *,
    customer_id: int,
    credit_limit: Decimal,
    payment_terms_days: int,
    is_credit_blocked: bool,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Customer:
    """Set the credit of a customer; only finance does (CUS-033).

    credit_limit: amount in the customer's currency, at most two decimals, 0 = no credit; payment_terms_days: 0 = at
    once; reason: required, kept in the history and, for a block, on the customer.
    Raises NotFound, EditConflict, InvalidRecord, FieldErrors.
    """
    customer = locked_customer(customer_id, actor=actor, permission=SET_CREDIT, version=version)
    _require(credit_limit, payment_terms_days, reason)
    wanted: dict[str, Any] = {
        "credit_limit": credit_limit,
        "payment_terms_days": payment_terms_days,
        "is_credit_blocked": is_credit_blocked,
        "credit_block_reason": reason.strip() if is_credit_blocked else "",
    }
    changes = {
        name: (getattr(customer, name), wanted[name]) for name in FIELDS if getattr(customer, name) != wanted[name]
    }
    for name, content in wanted.items():
        setattr(customer, name, content)
    customer.credit_reviewed_at = at
    save(customer, (*FIELDS, "credit_reviewed_at"), actor=actor, at=at)
    current_context().changed(
        "parties.customer", customer.pk, label=str(customer), changes=changes, reason=reason.strip()
    )
    publish(CustomerCreditChanged(aggregate=SourceRef("parties.customer", customer.pk), version=customer.version))
    return customer


def _require(limit: Decimal, days: int, reason: str) -> None:
    problems = []
    exponent = limit.as_tuple().exponent
    if not limit.is_finite() or not 0 <= limit <= MAX_LIMIT or (isinstance(exponent, int) and exponent < -2):
        problems.append(FieldProblem("credit_limit", "range", _("信用额度应为 0 到 999,999,999,999.99，最多两位小数")))
    if not 0 <= days <= MAX_TERMS:
        problems.append(FieldProblem("payment_terms_days", "range", _("账期应为 0 到 3650 天")))
    if not reason.strip():
        problems.append(FieldProblem("reason", "required", _("填写理由")))
    elif len(reason.strip()) > 500:
        problems.append(FieldProblem("reason", "max_length", _("理由最多 500 个字")))
    if problems:
        raise FieldErrors(problems)
