"""What pricing adds to changes of the catalogue, in their transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from danshu.catalog import ports
from danshu.catalog.events import ItemDeleted, PricesChanged
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.events import consequence
from danshu.pricing import customer_panel, merging
from danshu.pricing.history import HistoryLine, write_history
from danshu.pricing.models import PriceRule
from danshu.pricing.panels import price_panel
from danshu.pricing.targets import target_of
from danshu.recycling.registry import part


@consequence(PricesChanged)
def keep_list_prices(event: PricesChanged, *, actor: Actor, at: datetime) -> None:
    """Every change of an item's own prices is kept with old, new, user and date (CAT-006)."""
    day = business_date(at)
    lines = [
        HistoryLine(
            item_id=step.item_id, kind=step.field, currency=step.currency, old=step.old, new=step.new, valid_from=day
        )
        for step in event.steps
    ]
    write_history(lines, actor=actor, at=at, reason=event.reason)


@consequence(ItemDeleted)
def drop_prices(event: ItemDeleted, *, actor: Actor, at: datetime) -> None:
    """The prices of a deleted item go with it; the history stays."""
    rules: Any = PriceRule.objects.filter(item_id=event.aggregate.pk).select_related("price_level", "customer")
    lines = [HistoryLine.of_rule(rule, old=rule.price, new=None, target=target_of(rule)) for rule in rules]
    write_history(lines, actor=actor, at=at)
    rules.delete()


# a customer's own prices go into the recycle bin with it and come back with it
part("parties.customer", "pricing.PriceRule", via="customer")

ports.register_panel("pricing.history", price_panel, order=20)
__all__ = ["customer_panel", "drop_prices", "keep_list_prices", "merging"]  # importing the panel registers it
