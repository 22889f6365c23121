"""Change a currency (CAT-020)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.currencies.keeping import locked_currency, require_rate
from danshu.currencies.models import Currency
from danshu.currencies.permissions import EDIT_CURRENCY
from danshu.currencies.rules import CurrencyValues, currency_problems, require, tidy
from danshu.currencies.usage import uses_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.kit.words import listed
from danshu.parameters.queries import forget


@operation("currencies.edit_currency", permission=EDIT_CURRENCY, label=("修改货币", "Edit currency"))
def edit_currency(
    *, currency_id: int, values: CurrencyValues, version: int | None = None, actor: Actor, at: datetime
) -> Currency:
    """Change some fields; the code never changes, the decimals only while nothing names the currency.

    Raises NotFound, EditConflict, CurrencyClosed, FieldErrors, NoRate when it is to be ordered in without a rate.
    Nothing is written when nothing differs.
    """
    currency = locked_currency(currency_id, version=version)
    given = tidy(values)
    require(currency_problems(given))
    changes = {name: (old, new) for name, new in given.items() if (old := getattr(currency, name)) != new}
    if not changes:
        return currency
    _require_changeable(currency, changes)
    for name, (_old, new) in changes.items():
        setattr(currency, name, new)
    if "is_orderable" in changes and currency.is_orderable:
        require_rate(currency, at=at)
    currency.save(update_fields=[*changes, *touch(currency, actor=actor, at=at)])
    current_context().changed("currencies.currency", currency.pk, label=str(currency), changes=changes)
    forget()
    return currency


def _require_changeable(currency: Currency, changes: dict[str, tuple[object, object]]) -> None:
    if "code" in changes:
        raise FieldErrors([FieldProblem("code", "fixed", _("货币代码不能修改；需要时新建一种货币"))])
    if "decimals" in changes and (places := uses_of(currency.code)):
        text = _("货币已被使用（%(places)s），小数位数不能再改") % {"places": listed(places)}
        raise FieldErrors([FieldProblem("decimals", "fixed", text)])
