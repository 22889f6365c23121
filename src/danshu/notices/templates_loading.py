"""Finding the template that an operation is about."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.notices.letters import LANGUAGES, LETTERS
from danshu.notices.models import MessageTemplate


def locked_template(letter: str, language: str, *, version: int | None, at: datetime) -> MessageTemplate:
    """The row of a letter in a language, locked; it is made with the delivered text when nobody has touched it yet.

    version: as the person saw it, 0 for none. Raises NotFound, EditConflict.
    """
    if letter not in LETTERS or language not in LANGUAGES:
        raise NotFound()
    MessageTemplate.objects.bulk_create(
        [MessageTemplate(letter=letter, language=language, version=0, created_at=at, updated_at=at)],
        ignore_conflicts=True,
    )
    row = lock(MessageTemplate.objects.filter(letter=letter, language=language)).get()
    require_version(row, version)
    return row


def label_of(letter: str, language: str) -> str:
    """What the trail calls a template."""
    return f"{LETTERS[letter].label} · {LANGUAGES[language]}"
