"""Customers on the workbench (RPT-001)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.figures import Figure, Window, figures
from danshu.kit.words import counter_word
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.parties.queries.listing import customers
from danshu.ui.paging import counts

NOUN = counter_word("customers", "家")


@figures(VIEW_CUSTOMERS, order=40)
def customer_figures(actor: Actor, window: Window, before: Window) -> Sequence[Figure]:
    """All customers in scope, and those entered in the window; counted as the list counts them, in one statement."""
    valid = customers(actor).filter(is_valid=True)
    found, entered, entered_before = counts([valid, _entered(valid, window), _entered(valid, before)])
    url = reverse("parties:customer_list") + "?view=0"
    days = f"&created_from={window.first.isoformat()}&created_to={window.last.isoformat()}"
    return [
        Figure(key="parties.entered", label=_("新增客户"), value=entered.value, before=entered_before.value, unit=NOUN,
               url=url + days, is_exact=entered.exact),
        Figure(key="parties.customers", label=_("客户总数"), value=found.value, unit=NOUN, url=url, is_exact=found.exact),
    ]  # fmt: skip


def _entered(rows: QuerySet[Any], window: Window) -> QuerySet[Any]:
    """The filter of the list: whole days of the person's time zone."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(window.first, time.min, zone)
    return rows.filter(
        created_at__gte=first, created_at__lt=datetime.combine(window.last + timedelta(days=1), time.min, zone)
    )
