"""Where the modules above add to the lists of stock."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from danshu.kit.actor import Actor
from danshu.ui.lists import Filter

FiltersFor = Callable[[Actor], Sequence[Filter]]

STOCK_FILTERS: list[FiltersFor] = []


def add_stock_filters(provider: FiltersFor) -> FiltersFor:
    """Register filters of stock and of its change records, whose rows have a `warehouse`; keys hold a dash."""
    STOCK_FILTERS.append(provider)
    return provider


def stock_filters(actor: Actor) -> list[Filter]:
    """The filters that upper modules offer this person."""
    return [found for provider in STOCK_FILTERS for found in provider(actor)]
