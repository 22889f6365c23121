"""How amounts, quantities and moments are written (ui.md section 7). Plain functions, no rounding of money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danshu.kit.money import Money, minor_unit

NOTHING = "—"
MINUS = "\u2212"
SIGNS = {"CNY": "¥"}
MOST_DIGITS = 6
WEEKDAYS_ZH = "一二三四五六日"
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Number = Decimal | int


def english() -> bool:
    """True when the active language is English."""
    return (get_language() or "zh").startswith("en")


def decimal_text(value: Number, places: int | None = None) -> str:
    """Thousands separators and a real minus sign; `places` decimals, or as many as the value has."""
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places))
    text = f"{abs(number):,f}"
    return MINUS + text if number < 0 else text


def places_of(currency: str) -> int:
    """Decimals of a currency."""
    exponent = minor_unit(currency).as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 2


def _split(value: Money | Number, currency: str) -> tuple[Decimal, str]:
    return (value.amount, value.currency) if isinstance(value, Money) else (Decimal(value), currency)


def amount_text(value: Money | Number | None, currency: str = "CNY") -> str:
    """An amount in a table: no sign of the currency, it stands in the column's head."""
    if value is None:
        return NOTHING
    amount, currency = _split(value, currency)
    return decimal_text(amount, places_of(currency))


def money_text(value: Money | Number | None, currency: str = "CNY") -> str:
    """An amount in a sentence: ¥23,196.00, −¥200.00; in English CNY 23,196.00."""
    if value is None:
        return NOTHING
    amount, currency = _split(value, currency)
    text = decimal_text(abs(amount), places_of(currency))
    sign = MINUS if amount < 0 else ""
    symbol = SIGNS.get(currency)
    return f"{sign}{symbol}{text}" if symbol and not english() else f"{sign}{currency} {text}"


def large_money_text(value: Number, currency: str = "CNY") -> tuple[str, str]:
    """An amount on a dashboard as (digits, unit): 241.87 万, in English 2.42 M; small ones stay whole. Nothing is lost:
    the exact amount stands beside it."""
    amount = Decimal(value)
    steps = (
        ((Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
        if english()
        else ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
    )
    for step, name in steps:
        if abs(amount) >= step * (10 if name == "k" else 1):
            return decimal_text(amount / step, 2), name
    return decimal_text(amount, places_of(currency)), ""


def price_text(value: Number | None) -> str:
    """A unit price: two decimals, up to four where the value has them."""
    if value is None:
        return NOTHING
    number = Decimal(value).normalize()
    exponent = number.as_tuple().exponent
    return decimal_text(number, min(max(-exponent if isinstance(exponent, int) else 2, 2), 4))


# delivered units of measure by each of their names: (Chinese, English, English for many)
UNITS: dict[str, tuple[str, str, str]] = {}


def know_unit(zh: str, en: str) -> None:
    """A delivered unit of measure, so that a stored name is shown in the reader's language.

    Names that a company gave itself are not known here and stay as they are.
    """
    symbol = len(en) <= 2 or en == "each"
    forms = (zh, en, en if symbol else en + ("es" if en.endswith("x") else "s"))
    UNITS[zh] = forms
    if not symbol:
        UNITS[en] = forms


def unit_text(name: str, count: Number | None = 1) -> str:
    """箱, in English carton, or cartons for many."""
    forms = UNITS.get(name)
    if forms is None:
        return name
    return forms[0] if not english() else forms[1] if count in (None, 1) else forms[2]


def discount_text(rate: Decimal) -> str:
    """What a line gives away, from the share of the price that is paid (95): 95%, in English 5%; — for nothing."""
    if rate == 100:
        return NOTHING
    return f"{decimal_text((100 - rate if english() else rate).normalize())}%"


def quantity_text(value: Number | None, unit: str = "") -> str:
    """248 箱: thousands separators, decimals only when there are any."""
    if value is None:
        return NOTHING
    number = Decimal(value)
    whole = number == number.to_integral_value()
    text = decimal_text(number, 0) if whole else decimal_text(number.normalize())
    return f"{text} {unit_text(unit, number)}" if unit else text


EDGES = (Decimal(0), Decimal(100))


def rate_digits(rate: Decimal | float, *, places: int = 1, edges: Iterable[Decimal] = EDGES) -> Decimal:
    """A percentage to one decimal, or to as many as keep it apart from 0, 100 and whatever `edges` names.

    99.976 is 99.98 and never 100: while something is left, the whole is not gone.
    """
    exact, apart = Decimal(str(rate)), tuple(edges)
    for digits in range(places, MOST_DIGITS):
        shown = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if not any(shown == edge != exact for edge in apart):
            return shown
    return exact.quantize(Decimal(1).scaleb(-MOST_DIGITS), ROUND_DOWN)


def rate_text(rate: Decimal | float | None, places: int = 1) -> str:
    """A percentage as it is written: 8.2 -> 8.2%, 99.976 -> 99.98%."""
    return NOTHING if rate is None else f"{decimal_text(rate_digits(rate, places=places))}%"


def percent_text(value: Number | None, places: int = 1) -> str:
    """A share of one as a percentage: 0.082 -> 8.2%; never 100.0% while something is left."""
    return rate_text(None if value is None else Decimal(value) * 100, places)


def local(moment: datetime) -> datetime:
    """The moment in the person's time zone."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def date_text(value: date | datetime | None) -> str:
    """2026-09-18, or 18 Sep 2026 in English."""
    if value is None:
        return NOTHING
    day = local(value).date() if isinstance(value, datetime) else value
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}" if english() else day.isoformat()


def short_date_text(value: date | datetime | None) -> str:
    """In lists: 09-18 in this year, else the full date."""
    if value is None:
        return NOTHING
    day = local(value).date() if isinstance(value, datetime) else value
    return f"{day:%m-%d}" if day.year == timezone.localdate().year else day.isoformat()


def deadline_text(value: date | None) -> str:
    """A day somebody waits for, with its weekday: 09-21 周一."""
    if value is None:
        return NOTHING
    weekday = f"{value:%a}" if english() else f"周{WEEKDAYS_ZH[value.weekday()]}"
    return f"{short_date_text(value)} {weekday}"


def datetime_text(value: datetime | None) -> str:
    """09-18 10:24, 24 hours; with the year when it is not this one."""
    if value is None:
        return NOTHING
    moment = local(value)
    return f"{short_date_text(moment)} {moment:%H:%M}"


def exact_text(value: datetime | None) -> str:
    """The full time stamp with seconds and zone, for tooltips."""
    return NOTHING if value is None else f"{local(value):%Y-%m-%d %H:%M:%S %Z}"


def moment_text(value: datetime | None) -> str:
    """In timelines: 今天 10:24, 昨天 16:20, else date and time."""
    if value is None:
        return NOTHING
    moment = local(value)
    days = (timezone.localdate() - moment.date()).days
    if days == 0:
        return _("今天 %(time)s") % {"time": f"{moment:%H:%M}"}
    if days == 1:
        return _("昨天 %(time)s") % {"time": f"{moment:%H:%M}"}
    return datetime_text(value)
