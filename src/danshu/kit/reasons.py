"""Reasons that the product itself writes: kept as they were written, read in the language of the reader (COM-019).

A module declares the texts it gives as reasons, with their places for facts; what a person typed matches none and stays.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.utils import translation

from danshu.kit.words import CountedText, told

LANGUAGES = ("zh-hans", "en")
PLACE = re.compile(r"%\((\w+)\)s")

_OWN: list[Any] = []


def own_reasons(*texts: Any) -> None:
    """Declare lazy texts (also with_count) that operations store as reasons, evidence or notes of the system."""
    _OWN.extend(texts)
    _patterns.cache_clear()


def reason_text(stored: object) -> str:
    """A stored reason in the active language; what nobody declared stands as it is."""
    words = str(stored or "")
    if not words:
        return ""
    for text, pattern in _patterns():
        if found := pattern.fullmatch(words):
            facts = {name: int(fact) if fact.isdecimal() else fact for name, fact in found.groupdict().items()}
            return told(text, facts)
    return words


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Any, re.Pattern[str]], ...]:
    made = []
    for language in LANGUAGES:
        with translation.override(language):
            for text in _OWN:
                forms = {text.form(1), text.form(2)} if isinstance(text, CountedText) else {str(text)}
                made += [(text, _pattern(form)) for form in sorted(forms)]
    return tuple(made)


def _pattern(form: str) -> re.Pattern[str]:
    parts = PLACE.split(form)
    return re.compile("".join(re.escape(part) if n % 2 == 0 else f"(?P<{part}>.+?)" for n, part in enumerate(parts)))
