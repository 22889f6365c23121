"""What a journal is about, in words: kinds of journals are declared by the modules that post them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _

REVERSED = "reversed"
_KINDS: dict[str, Promise | str] = {}


def journal_kind(code: str, label: Promise | str) -> str:
    """Declare a kind of journal ("received") with its lazily translated name and return its code.

    What follows a colon in a stored kind tells rounds apart ("confirmed:2") and needs no name. Raises ValueError for
    a code declared twice.
    """
    if code in _KINDS:
        raise ValueError(f"journal kind declared twice: {code}")
    _KINDS[code] = label
    return code


def journal_label(kind: str) -> str:
    """The name of a stored kind; its code when its module is gone."""
    code, *rest = kind.split(":")
    label = str(_KINDS.get(code, code))
    return _("冲销：%(kind)s") % {"kind": label} if REVERSED in rest else label


def journal_kinds() -> list[tuple[str, Promise | str]]:
    """(code, name) of every declared kind, for choice."""
    return list(_KINDS.items())
