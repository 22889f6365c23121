"""Receipts on the workbench (RPT-001)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.billing.daily import receipts_by_day
from danshu.billing.permissions import VIEW_RECEIPT
from danshu.kit.actor import Actor
from danshu.kit.figures import Figure, Window, figures
from danshu.parameters.queries import value


def receipts_url(window: Window) -> str:
    """The list of receipts of the window."""
    days = f"received_from={window.first.isoformat()}&received_to={window.last.isoformat()}"
    return f"{reverse('billing:receipt_list')}?view=0&{days}"


@figures(VIEW_RECEIPT, order=20)
def receipt_figures(actor: Actor, window: Window, before: Window) -> Sequence[Figure]:
    """Money received, in the company's currency."""
    currency = str(value("base_currency"))
    now, then = receipts_by_day(actor, window, currency), receipts_by_day(actor, before, currency)
    days = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
    return [
        Figure(
            key="billing.received", label=_("收款额"), value=sum(now.values(), Decimal(0)),
            before=sum(then.values(), Decimal(0)), currency=currency, url=receipts_url(window),
            points=[now.get(day, Decimal(0)) for day in days],
        )
    ]  # fmt: skip
