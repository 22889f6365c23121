"""Delete a currency that nothing names (CAT-020)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.currencies.errors import BaseStays, CurrencyInUse
from danshu.currencies.models import Currency, Rate
from danshu.currencies.permissions import DELETE_CURRENCY
from danshu.currencies.queries import base_currency
from danshu.currencies.usage import uses_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock_whole
from danshu.kit.operation import operation
from danshu.kit.versions import require_version
from danshu.kit.words import listed, with_count
from danshu.parameters.queries import forget


@operation("currencies.delete_currency", permission=DELETE_CURRENCY, label=("删除货币", "Delete currency"))
def delete_currency(
    *, currency_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime
) -> None:
    """Remove a currency with its rates as long as no record names it, an invalid one too.

    Raises NotFound, EditConflict, BaseStays, CurrencyInUse naming the places with their counts.
    """
    currency = lock_whole(Currency.objects.filter(pk=currency_id)).first()
    if currency is None:
        raise NotFound
    require_version(currency, version)
    if currency.code == base_currency():
        raise BaseStays(code=currency.code)
    if places := uses_of(currency.code):
        raise CurrencyInUse(code=currency.code, places=listed(places))
    label, rates = str(currency), Rate.objects.filter(currency=currency).count()
    gone = {name: (getattr(currency, name), None) for name in ("code", "name", "name_en", "symbol", "decimals")}
    currency.delete()
    context = current_context()
    context.effect("deleted", _("%(label)s 从货币资料中删除，不能恢复") % {"label": label}, "bad")
    if rates:
        context.effect("rates", with_count("连同 %(count)s 个汇率") % {"count": rates}, "bad")
    context.changed("currencies.currency", currency_id, label=label, changes=gone, reason=reason)
    forget()
