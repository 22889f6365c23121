"""Lists payments that need a person (FIN-005); the same wrong notice again only raises its count."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from danshu.billing.events import PaymentProblemFound
from danshu.billing.models import PaymentProblem, Receipt
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.sales.records import Order


class Told(Protocol):
    """What a notice said."""

    @property
    def method(self) -> str: ...
    @property
    def transaction(self) -> str: ...
    @property
    def order_number(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...
    @property
    def payer_name(self) -> str: ...


def list_problem(
    told: Told, kind: str, order: Order | None, receipt: Receipt, expected: str, *, actor: Actor, at: datetime
) -> PaymentProblem:
    """Put a notice on the exception list, once; the caller has serialised on its transaction number."""
    facts = {
        "method": told.method, "transaction": told.transaction, "kind": str(kind), "order_number": told.order_number,
        "amount": told.amount, "currency": told.currency,
    }  # fmt: skip
    known = lock(PaymentProblem.objects.filter(**facts)).first()
    if known is not None:
        known.times += 1
        known.save(update_fields=["times"])
        current_context().changed(
            "billing.problem", known.pk, label=told.transaction, changes={"times": (known.times - 1, known.times)}
        )
        return known
    problem = PaymentProblem.objects.create(
        **facts, payer_name=told.payer_name, expected=expected[:100], order_id=order.pk if order else None,
        receipt=receipt, noticed_at=at, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    current_context().changed(
        "billing.problem", problem.pk, label=told.transaction,
        changes={"kind": (None, str(kind)), "amount": (None, told.amount), "order_number": (None, told.order_number)},
    )  # fmt: skip
    publish(
        PaymentProblemFound(
            aggregate=SourceRef("billing.problem", problem.pk),
            kind=str(kind),
            order_number=told.order_number,
            amount=told.amount,
            currency=told.currency,
        )
    )
    return problem
