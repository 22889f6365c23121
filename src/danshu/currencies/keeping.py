"""Steps that several operations share."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from danshu.currencies.errors import BaseAtOnce, BaseFixed, BaseHasNoRate, CurrencyClosed, NoRate
from danshu.currencies.models import Currency, Rate
from danshu.currencies.queries import base_currency, book
from danshu.currencies.usage import documents
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.kit.words import listed
from danshu.parameters.queries import forget


def locked_currency(pk: int, *, version: int | None = None) -> Currency:
    """A currency, locked. Raises NotFound, EditConflict, CurrencyClosed for an invalid one."""
    found = lock(Currency.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    require_version(found, version)
    if not found.is_valid:
        raise CurrencyClosed(code=found.code)
    return found


def hold_currency(code: str) -> bool:
    """Keep a currency as it is until the running transaction ends; False when it has gone or changed meanwhile.

    Whoever writes the first document in it holds it: deleting it or changing its decimals waits, and then finds the
    document. Nothing is held for the base currency, which stays, nor outside a transaction (totals while typing).
    """
    if code == base_currency() or not connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT decimals, is_valid FROM currencies_currency WHERE code = %s FOR SHARE", [code])
        found = cursor.fetchone()
    known = book().currencies.get(code)
    return known is not None and found == (known.decimals, True)


def add_rate(
    currency: Currency, rate: Decimal, effective_date: date, *, remark: str = "", actor: Actor, at: datetime
) -> Rate:
    """Write a rate to the base currency into the history. Raises BaseHasNoRate."""
    base = base_currency()
    if currency.code == base:
        raise BaseHasNoRate(code=base)
    made = Rate.objects.create(
        currency=currency, base=base, rate=rate, effective_date=effective_date, remark=remark, entered_at=at,
        entered_by_name=actor.name,
    )  # fmt: skip
    current_context().changed(
        "currencies.currency", currency.pk, label=str(currency),
        changes={"rate": (None, f"{rate.normalize():f}"), "effective_date": (None, effective_date)}, reason=remark,
    )  # fmt: skip
    forget()
    return made


def require_rate(currency: Currency, *, at: datetime) -> None:
    """Raise NoRate unless there is a rate to order by today; the base currency needs none."""
    base = base_currency()
    known = Rate.objects.filter(currency=currency, base=base, effective_date__lte=business_date(at), withdrawn_at=None)
    if currency.code != base and not known.exists():
        raise NoRate(field="is_orderable", code=currency.code)


def require_free_base(is_planned: bool) -> None:
    """The guard of the parameter: raise BaseAtOnce for a planned change, BaseFixed after the first document."""
    if is_planned:
        raise BaseAtOnce(field="effective_on")
    if found := documents():
        raise BaseFixed(field="base_currency", places=listed(found))
