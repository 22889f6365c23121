"""Texts whose English depends on a number, and texts put together from parts, in the active language.

Chinese has one form for every number and its own marks between parts; English has two forms and other marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, npgettext

MANY = 2


class CountedText(Promise):
    """A lazy text with one English form for one and another for many; by itself it shows the form for many."""

    def __init__(self, text: str, number: str = "", context: str | None = None) -> None:
        self.forms, self.number, self.context = (text, text), number, context

    def __mod__(self, facts: Any) -> str:
        count = facts[self.number] if self.number else facts
        text = self.form(count if isinstance(count, int) else MANY)
        return str(text % facts) if "%(" in text else text  # a word alone has no place for the number

    def __str__(self) -> str:
        return self.form(MANY)

    def __repr__(self) -> str:
        return f"<CountedText {self.forms[0]}>"

    def form(self, count: int) -> str:
        """The text for that many, in the active language."""
        if self.context is None:
            return ngettext(*self.forms, count)
        return npgettext(self.context, *self.forms, count)


def with_count(text: str, number: str = "count") -> CountedText:
    """A lazy text with a number in it: with_count("已通过 %(count)s 单") % {"count": 1} → "1 order approved".

    number: the name of the fact that decides between singular and plural; what is no whole number counts as many.
    """
    return CountedText(text, number)


def counter_word(records: str, text: str) -> CountedText:
    """A lazy word for counted records: counter_word("orders", "单"). records: which records are counted, the context."""
    return CountedText(text, context=records)


def counted_noun(word: object, count: int) -> str:
    """The form of a counter word for that many; a word without forms stays as it is."""
    return word % count if isinstance(word, CountedText) else str(word)


def told(text: object, facts: Mapping[str, Any]) -> str:
    """The text with its facts filled in, in the form that fits its number."""
    if isinstance(text, CountedText):
        return text % facts if facts else str(text)
    return str(text) % facts if facts else str(text)


def listed(parts: Iterable[object]) -> str:
    """Names one after the other: A、B, in English A, B."""
    return (", " if _english() else "、").join(map(str, parts))


def counted(counts: Iterable[tuple[str, int]]) -> str:
    """Kinds with their counts: 客户 12、订单 3."""
    return listed(f"{label} {count}" for label, count in counts)


def clauses(parts: Iterable[object]) -> str:
    """Sentences one after the other: 甲；乙, in English a; b."""
    return ("; " if _english() else "；").join(map(str, parts))


def bracketed(text: object) -> str:
    """（甲）, in English a space and (a)."""
    return f" ({text})" if _english() else f"（{text}）"


def in_sentence(label: object) -> str:
    """A label inside a sentence: English begins it with a small letter, unless it is an abbreviation."""
    text = str(label)
    plain = text[1:2].islower() and text.split(" ")[0].isalpha()
    return text[:1].lower() + text[1:] if _english() and plain else text


def _english() -> bool:
    return (get_language() or "").startswith("en")
