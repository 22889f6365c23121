"""The rules of administrators on the head of an order, for every way in which it is entered or changed (SYS-011)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from danshu.kit.errors import FieldProblem
from danshu.sales.custom import HOST
from danshu.sales.drafting import OrderDraft, OrderEntry
from danshu.sales.models import Order
from danshu.validation.hosts import HOSTS
from danshu.validation.judging import judge


def order_problems(
    draft: OrderDraft, *, at: datetime, order: Order | None = None, stored: OrderEntry | None = None
) -> list[FieldProblem]:
    """What refuses a completed draft; order and stored: the order as it is, for a change."""
    after = _facts(draft.entry) | {**draft.contact, **draft.delivery, "payment_terms": str(draft.payment_terms)}
    if stored is None:
        return judge(HOST, after, unit_id=draft.unit_id, at=at)
    unit_id, pk = (order.unit_id, order.pk) if order is not None else (draft.unit_id, None)
    return judge(HOST, after, before=_facts(stored), pk=pk, unit_id=unit_id, at=at)


def _facts(entry: OrderEntry) -> dict[str, Any]:
    facts = {each.column: getattr(entry, each.column) for each in HOSTS[HOST].fields}
    return facts | {"payment_terms": str(entry.payment_terms), "custom": dict(entry.custom)}
