"""Reading currencies: all of them with today's rates in one query, together with the parameters (CC-14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from danshu.currencies.models import Currency, Rate
from danshu.kit.arrays import array
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.money import round_amount, set_decimals
from danshu.kit.questions import Question, Rows
from danshu.kit.sql import fetch_dicts
from danshu.parameters.queries import kept, value

NAME = "currencies"
ONE = Decimal("1.000000")  # as rates are stored
ALL = """
SELECT c.code, c.name, c.name_en, c.symbol, c.decimals, c.is_orderable, c.is_valid, %(currencies_day)s::date AS day,
    rate.base, rate.rate
FROM currencies_currency AS c LEFT JOIN LATERAL (
    SELECT DISTINCT ON (r.base) r.base, r.rate FROM currencies_rate AS r
    WHERE r.currency_id = c.id AND r.effective_date <= %(currencies_day)s::date AND r.withdrawn_at IS NULL
    ORDER BY r.base, r.effective_date DESC, r.id DESC
) AS rate ON true ORDER BY c.code
"""
# the rates of days gone by, asked for documents that bear such a date
ON_DAYS = """
SELECT wanted.code, wanted.day, rate.rate
FROM unnest(%(codes)s::text[], %(days)s::date[]) AS wanted (code, day)
JOIN currencies_currency AS c ON c.code = wanted.code
CROSS JOIN LATERAL (
    SELECT r.rate FROM currencies_rate AS r
    WHERE r.currency_id = c.id AND r.base = %(base)s AND r.effective_date <= wanted.day AND r.withdrawn_at IS NULL
    ORDER BY r.effective_date DESC, r.id DESC LIMIT 1
) AS rate
"""


@dataclass(slots=True)
class CurrencyFacts:
    """One currency with today's rates by base."""

    code: str
    name: str
    name_en: str
    symbol: str
    decimals: int
    is_orderable: bool
    is_valid: bool
    rates: dict[str, Decimal] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Code and name in the active language."""
        english = (get_language() or "zh").startswith("en")
        return f"{self.code} {self.name_en if english and self.name_en else self.name}"


@dataclass(frozen=True, slots=True)
class Book:
    """All currencies by their codes, with the rates of a day."""

    day: date | None
    currencies: Mapping[str, CurrencyFacts]

    def rate(self, code: str, base: str) -> Decimal | None:
        """What one unit is worth in the base currency on the book's day; None without a rate."""
        if code == base:
            return ONE
        found = self.currencies.get(code)
        return None if found is None else found.rates.get(base)


def book_question() -> Question[Book]:
    """The reading of all currencies, for whoever asks it together with other questions."""
    return kept(NAME, book_question_anew)


def book_question_anew() -> Question[Book]:
    """The same, asked anew."""
    return Question(ALL, {"currencies_day": business_date(now())}, _book)


def _book(rows: Rows) -> Book:
    found: dict[str, CurrencyFacts] = {}
    for row in rows:
        names = ("code", "name", "name_en", "symbol", "decimals", "is_orderable", "is_valid")
        facts = found.setdefault(row["code"], CurrencyFacts(**{name: row[name] for name in names}))
        if row["base"] is not None:
            facts.rates[row["base"]] = row["rate"]
    set_decimals({code: facts.decimals for code, facts in found.items()})
    return Book(date.fromisoformat(rows[0]["day"]) if rows else None, found)


def book() -> Book:
    """All currencies with today's rates; no statement where the parameters of this request or operation are read."""
    question = book_question()
    if question.is_open:
        value("base_currency")  # reads the parameters and what is read along with them
    return question.answer()


def base_currency() -> str:
    """The code of the company's own currency."""
    return str(value("base_currency"))


def is_known(code: str) -> bool:
    """True for the base currency and every currency that is maintained and valid."""
    if code == base_currency():
        return True
    found = book().currencies.get(code)
    return found is not None and found.is_valid


def is_orderable(code: str) -> bool:
    """True for what new orders may be made in: the base currency, and those enabled for it that have a rate today."""
    base = base_currency()
    if code == base:
        return True
    found = book().currencies.get(code)
    return found is not None and found.is_valid and found.is_orderable and base in found.rates


def rate_of(code: str, on: date) -> Decimal | None:
    """What one unit was worth in the base currency on a day; None without a rate. No statement for today's."""
    base = base_currency()
    if code == base:
        return ONE
    if (today := book()).day == on:
        return today.rate(code, base)
    return rates_on([(code, on)]).get((code, on))


def rates_on(wanted: Iterable[tuple[str, date]]) -> dict[tuple[str, date], Decimal]:
    """The rates of (currency, day) pairs, those without one left out; one statement at most."""
    base, pairs = base_currency(), sorted(set(wanted))
    found = {pair: ONE for pair in pairs if pair[0] == base}
    others = [pair for pair in pairs if pair[0] != base]
    if others:
        parameters = {
            "codes": array(code for code, _day in others), "days": array(day.isoformat() for _code, day in others),
            "base": base,
        }  # fmt: skip
        found |= {(row["code"], row["day"]): row["rate"] for row in fetch_dicts(ON_DAYS, parameters)}
    return found


def in_base(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount of a document in the base currency, by the document's rate."""
    return round_amount(amount * rate, base_currency())


def currency_choices() -> list[tuple[str, str]]:
    """(code, "CNY 人民币") of all valid currencies for a drop-down list, the base currency first."""
    return _choices(facts for facts in book().currencies.values() if facts.is_valid)


def orderable_choices() -> list[tuple[str, str]]:
    """The same of those that orders may be made in."""
    return _choices(facts for facts in book().currencies.values() if is_orderable(facts.code))


def _choices(found: Iterable[CurrencyFacts]) -> list[tuple[str, str]]:
    base = base_currency()
    made = {facts.code: facts.label for facts in found}
    made.setdefault(base, base)
    return sorted(made.items(), key=lambda pair: (pair[0] != base, pair[0]))


# ---- for pages ------------------------------------------------------------------------------------------------------
def currency_rows() -> QuerySet[Currency]:
    """All currencies, for those who maintain them."""
    return Currency.objects.all()


def currency_by_id(pk: int) -> Currency:
    """One currency. Raises NotFound."""
    found = Currency.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def rate_rows() -> QuerySet[Rate]:
    """The history of all rates to the base currency."""
    return Rate.objects.filter(base=base_currency()).select_related("currency")


def rate_by_id(pk: int) -> Rate:
    """One of them. Raises NotFound."""
    found = Rate.objects.filter(pk=pk).select_related("currency").first()
    if found is None:
        raise NotFound
    return found


def rates_of(currency: Currency) -> QuerySet[Rate]:
    """The rates of a currency, the one that counts from the latest day first, withdrawn ones included."""
    return rate_rows().filter(currency=currency).order_by("-effective_date", "-pk")


def in_force(today: date) -> Q:
    """Narrows rates to those that are neither withdrawn nor to come."""
    return Q(withdrawn_at=None, effective_date__lte=today)
