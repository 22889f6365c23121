"""Withdraw a currency (CAT-020, COM-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.currencies.errors import BaseStays
from danshu.currencies.keeping import locked_currency
from danshu.currencies.models import Currency
from danshu.currencies.permissions import DELETE_CURRENCY
from danshu.currencies.queries import base_currency
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.parameters.queries import forget


@operation("currencies.invalidate_currency", permission=DELETE_CURRENCY, label=("失效货币", "Invalidate currency"))
def invalidate_currency(
    *, currency_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime
) -> Currency:
    """Take a currency out of use for good; documents in it stay as they are.

    Raises NotFound, EditConflict, CurrencyClosed, BaseStays.
    """
    currency = locked_currency(currency_id, version=version)
    if currency.code == base_currency():
        raise BaseStays(code=currency.code)
    changes = {"is_valid": (True, False)}
    if currency.is_orderable:
        changes["is_orderable"] = (True, False)
    currency.is_valid = currency.is_orderable = False
    currency.save(update_fields=["is_valid", "is_orderable", *touch(currency, actor=actor, at=at)])
    context = current_context()
    context.effect("orders", _("%(code)s 不再用于新单据；已有单据不变") % {"code": currency.code}, "info")
    context.changed("currencies.currency", currency.pk, label=str(currency), changes=changes, reason=reason)
    forget()
    return currency
