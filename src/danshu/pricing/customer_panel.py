"""The prices agreed with a customer, on the customer's page (CAT-006, CUS-008)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.parties.panels import CustomerRef, Panel, register
from danshu.pricing.models import PriceRule, RuleKind
from danshu.pricing.permissions import PRICE_VIEW
from danshu.pricing.queries import visible_rules
from danshu.pricing.statuses import STATES, days_text, state_of, today

SHOWN = 200


def _open(actor: Actor, customer: CustomerRef) -> QuerySet[PriceRule]:
    """Prices of the customer that hold today or later."""
    rows = visible_rules(actor).filter(kind=RuleKind.CUSTOMER, customer_id=customer.id)
    return rows.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=today()))


def count_prices(actor: Actor, customer: CustomerRef) -> int:
    """How many prices of the customer hold today or later."""
    return _open(actor, customer).count()


def customer_prices(actor: Actor, customer: CustomerRef) -> Mapping[str, Any]:
    """The prices beside the list price of each item, by code; at most 200."""
    rules = _open(actor, customer).select_related("item").order_by("item__code", "valid")[:SHOWN]
    rows = [
        {"rule": rule, "days": days_text(rule.first_day, rule.last_day), "state": STATES[state_of(rule)]}
        for rule in rules
    ]
    return {"rows": rows}


register(
    Panel(
        code="prices", label=_("专属价格"), permission=PRICE_VIEW, order=60, count=count_prices,
        template="pricing/customer.html", context=customer_prices,
    )
)  # fmt: skip
