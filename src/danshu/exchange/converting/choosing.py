"""Which of the allowed values a written word means: exactly, or in another spelling when only one value can be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import override

from danshu.exchange.converting.numbers import half_width
from danshu.exchange.fields import Choice

Find = Callable[[str], list[str]]
SEPARATORS = re.compile(r"[\s_·./()]+|(?<!\d)-|-(?!\d)")  # the dash of "20-99" says something
# Words for "kind of" that people write or leave out: "A 级" and "A", "批发类" and "批发", "Level A" and "A".
CLASSIFIERS = re.compile(r"^(?:level|grade|class|type)|(?:级别|等级|类别|类型|级|类|型|等|level|grade|class|type)$")


def finder(choices: Sequence[Choice], *, with_keys: bool = False) -> Find:
    """A function: written word -> the values it may mean; one when it is clear, none when it is unknown.

    A full name wins over a synonym, a synonym over a code, and each of them over a looser spelling (blanks and signs
    left out, then words like 级 left out); in one of these steps two values are two, never the first one.
    with_keys: also keys of the database count as codes.
    """
    steps: list[tuple[Callable[[str], str], dict[str, list[str]]]] = []
    named = [(choice.value, _in_both_languages(choice.label)) for choice in choices]
    other = [(choice.value, list(choice.synonyms)) for choice in choices]
    coded = [(choice.value, [choice.value]) for choice in choices if with_keys or not choice.is_key]
    written = [*named, *other, *((value, names) for value, names in coded if not value.isdecimal())]
    steps += [(_exact, _index(names, _exact)) for names in (named, other, coded)]
    steps += [(_dense, _index(written, _dense)), (_bare, _index(written, _bare))]

    def find(text: str) -> list[str]:
        return next((found for key, index in steps if (found := index.get(key(text), []))), [])

    return find


def _index(names: Sequence[tuple[str, Sequence[str]]], key: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value, words in names:
        for word in words:
            values = found.setdefault(key(word), [])
            if value not in values:
                values.append(value)
    found.pop("", None)
    return found


def _exact(text: str) -> str:
    return half_width(text).lower()


def _dense(text: str) -> str:
    return SEPARATORS.sub("", _exact(text).replace("–", "-").replace("—", "-"))


def _bare(text: str) -> str:
    dense = _dense(text)
    return CLASSIFIERS.sub("", dense) or dense


def _in_both_languages(label: Any) -> list[str]:
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(str(label))
    return found
