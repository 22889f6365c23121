"""Which text a letter has now: the administrator's own, else the delivered one."""

from __future__ import annotations

from collections.abc import Mapping

from danshu.notices.letters import LETTERS, Letter, Words, filled
from danshu.notices.models import MessageTemplate


def template_of(found: Letter, language: str) -> Words:
    """The text of a letter in a language ("zh-hans" or "en"); one query."""
    row = MessageTemplate.objects.filter(letter=found.code, language=language).first()
    return found.delivered_in(language) if row is None or not row.subject else Words(row.subject, row.body)


def composed(code: str, facts: Mapping[str, str], language: str) -> Words:
    """The e-mail of an occasion, filled in; facts: texts in that language, by placeholder. Raises KeyError."""
    return filled(template_of(LETTERS[code], language), facts)
