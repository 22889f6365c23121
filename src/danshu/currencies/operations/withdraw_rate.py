"""Withdraw a wrong rate (CAT-020)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.currencies.errors import RateWithdrawn
from danshu.currencies.models import Rate
from danshu.currencies.permissions import RECORD_RATE
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.parameters.queries import forget


@operation("currencies.withdraw_rate", permission=RECORD_RATE, label=("撤销汇率", "Withdraw exchange rate"))
def withdraw_rate(*, rate_id: int, reason: str = "", actor: Actor, at: datetime) -> Rate:
    """Let a rate count no more for what is made from now on; it stays in the history.

    Documents keep the rate that they were made with. Raises NotFound, RateWithdrawn.
    """
    rate = lock(Rate.objects.filter(pk=rate_id).select_related("currency")).first()
    if rate is None:
        raise NotFound
    if rate.withdrawn_at is not None:
        raise RateWithdrawn
    rate.withdrawn_at, rate.withdrawn_by_name = at, actor.name
    rate.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
    context = current_context()
    context.effect("withdrawn", _("新单据不再按 %(rate)s 折算；已有单据不变") % {"rate": rate}, "info")
    context.changed(
        "currencies.currency", rate.currency_id, label=str(rate.currency),
        changes={"rate": (f"{rate.rate.normalize():f}", None), "effective_date": (rate.effective_date, None)},
        reason=reason,
    )  # fmt: skip
    forget()
    return rate
