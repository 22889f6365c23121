"""What a person reads of a notice."""

from __future__ import annotations

from django.utils.translation import get_language

from danshu.notices.models import Notice


def text_of(notice: Notice) -> str:
    """The text in the active language."""
    english = (get_language() or "zh").startswith("en")
    return notice.text_en if english and notice.text_en else notice.text
