"""What other modules ask stores about: a branch with stores that are not closed is not withdrawn (ACC-002)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from danshu.identity.rules.units import blocks_invalidation
from danshu.stores.lifecycle import StoreStatus
from danshu.stores.models import Store


def stores_of_unit(unit_id: int) -> int:
    """How many stores of a unit are not closed."""
    return Store.objects.filter(unit_id=unit_id).exclude(status=StoreStatus.CLOSED).count()


blocks_invalidation("stores.store", gettext_lazy("门店"), stores_of_unit)
