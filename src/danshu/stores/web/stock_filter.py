"""Stock of a store: that of its warehouse (ACC-003)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.keys import keys_of
from danshu.stores.models import Store
from danshu.stores.permissions import VIEW_STORE
from danshu.stores.queries import store_choices
from danshu.ui.lists import Filter, MultiChoiceFilter


def _in_stores(rows: QuerySet[Any], chosen: Any) -> QuerySet[Any]:
    linked = Store.objects.filter(pk__in=keys_of(chosen), warehouse__isnull=False)
    return rows.filter(warehouse_id__in=linked.values("warehouse_id"))


STORE = MultiChoiceFilter(
    key="stores-store", label=_("门店"), path="pk", choices=store_choices, apply=_in_stores, permission=VIEW_STORE
)


def stock_filters(actor: Actor) -> Sequence[Filter]:
    """The filter by store, for lists whose rows have a warehouse."""
    return [STORE]
