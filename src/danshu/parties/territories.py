"""Countries, regions and currencies by their ISO codes, with names in both languages."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import get_global
from django.utils.translation import get_language

from danshu.kit.search import normalise

_SYNONYMS = {
    "UK": "GB", "USA": "US", "PRC": "CN", "中华人民共和国": "CN", "香港": "HK", "澳门": "MO", "台湾": "TW",
    "UAE": "AE", "KOREA": "KR", "CZECH REPUBLIC": "CZ", "TURKEY": "TR",
}  # fmt: skip
# in the locale data, but no country or region of ISO 3166-1: exceptional reservations, groups, test locales
_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_FIRST = ("CN", "HK", "MO", "TW")


@lru_cache(maxsize=2)
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    known = {normalise(alias): code for alias, code in _SYNONYMS.items()}
    for language in ("en", "zh"):
        known |= {normalise(name): code for code, name in _names(language).items()}
    known |= {normalise(code): code for code in _names("en")}
    aliases = get_global("territory_aliases")
    return known | {
        normalise(alias): codes[0] for alias, codes in aliases.items() if len(alias) == 3 and len(codes) == 1
    }


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(Locale.parse("en").currencies)


def _language() -> str:
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def country_name(code: str) -> str:
    """The name of a country or region in the active language; the code when it is unknown."""
    return _names(_language()).get(code, code)


def country_code(text: str) -> str:
    """The two-letter code behind a code or a name in either language; "" when nobody knows it."""
    return _codes().get(normalise(text), "")


def country_choices() -> list[tuple[str, str]]:
    """(code, name), the ones used most first."""
    names = _names(_language())
    rest = sorted((name, code) for code, name in names.items() if code not in _FIRST)
    return [(code, names[code]) for code in _FIRST] + [(code, name) for name, code in rest]


def is_currency(code: str) -> bool:
    """True for a known ISO 4217 code."""
    return code in _currencies()
