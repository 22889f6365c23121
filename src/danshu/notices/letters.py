"""Letters that the product writes by itself, and how their texts are filled in (SYS-033).

A module declares each letter in its messages_declared.py: the occasion, the placeholders with their meaning, the delivered
text and, where it is about a record, how to fill it from a real one. Administrators may put own words in place of the
delivered ones; danshu.notices.composing decides which of them counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from danshu.kit.actor import Actor

Text = str | Promise
LANGUAGES: Mapping[str, str] = {"zh-hans": "中文", "en": "English"}
SUBJECT_LENGTH, BODY_LENGTH = 150, 1500  # what an e-mail holds
TEMPLATE_SUBJECT, TEMPLATE_BODY = 100, 1000  # room for what is filled in
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text of an e-mail, or of its template."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Example:
    """What a template is filled with for a look at it: which record, and its facts."""

    label: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One occasion on which an e-mail is written.

    placeholders: code -> meaning; required: those that a text must hold (a letter with a code is useless without it);
    delivered: the text as it comes with the product, in the active language; example: fills it from a record that the
    actor may see, by its number or, for "", the newest one, in the active language; None when there is no such record.
    """

    code: str
    label: Text
    occasion: Text
    placeholders: Mapping[str, Text]
    delivered: Callable[[], Words]
    example: Callable[[Actor, str], Example | None]
    example_label: Text = ""
    required: frozenset[str] = field(default_factory=frozenset)

    def delivered_in(self, language: str) -> Words:
        """The delivered text in a language."""
        with translation.override(language):
            return self.delivered()


LETTERS: dict[str, Letter] = {}


def letter(given: Letter) -> Letter:
    """Declare a letter. Raises ValueError when its delivered text holds placeholders that it does not declare."""
    LETTERS[given.code] = given
    return given


class Names(dict[str, Any]):
    """Instead of facts: `_("订单 %(number)s") % Names()` turns a text of the code into its template "订单 {number}"."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def problems_in(found: Letter, text: str) -> tuple[list[str], bool]:
    """(placeholders that the letter does not know, whether a brace stands alone)."""
    unknown = [name for name in PLACEHOLDER.findall(text) if name not in found.placeholders]
    rest = PLACEHOLDER.sub("", text)
    return list(dict.fromkeys(unknown)), "{" in rest or "}" in rest


def missing_in(found: Letter, text: str) -> list[str]:
    """The required placeholders that stand nowhere in a text."""
    return sorted(found.required - set(PLACEHOLDER.findall(text)))


def filled(template: Words, facts: Mapping[str, str]) -> Words:
    """The e-mail: every placeholder replaced once, so that a fact that looks like a placeholder stays what it is.

    A line of the text that holds nothing but placeholders without a value is left out, with the paragraph when nothing
    else is in it. What becomes longer than an e-mail holds is cut, with "…" at the end.
    """
    subject = " ".join(_put(template.subject, facts).split())
    lines = [_put(line, facts) for line in template.body.split("\n") if not _is_empty(line, facts)]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Words(_cut(subject, SUBJECT_LENGTH), _cut(body, BODY_LENGTH))


def _put(text: str, facts: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda hit: str(facts.get(hit[1], "")), text)


def _is_empty(line: str, facts: Mapping[str, str]) -> bool:
    """True for a line of placeholders alone, all without a value."""
    return bool(PLACEHOLDER.search(line)) and not _put(line, facts).strip()


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
