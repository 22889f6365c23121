"""Kinds of notices: what they are called and which of them nobody may switch off (COL-008).

A module declares the kinds that it sends in its messages_declared.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise

MUTED, MAILED = "muted", "mail"  # how the log keeps a choice


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind. is_mandatory: it always stands in the notification centre; whether it is e-mailed, too, everybody decides."""

    code: str
    label: Text
    group: Text
    is_mandatory: bool = False


KINDS: dict[str, NoticeKind] = {}


def notice_kinds(group: Text, **labels: Text) -> None:
    """Declare kinds of a module that everybody may switch off: notice_kinds(_("订单"), sales__rejected=_("订单被驳回"))."""
    _declare(group, labels, is_mandatory=False)


def mandatory_kinds(group: Text, **labels: Text) -> None:
    """Declare kinds that cannot be switched off: security, deletions, requests that only this person can answer."""
    _declare(group, labels, is_mandatory=True)


def kind_called(code: str) -> Text:
    """The label of a kind; its code when nobody declared it."""
    return KINDS[code].label if code in KINDS else code


def is_mandatory(code: str) -> bool:
    """Whether a kind always stands in the centre; one that nobody declared does."""
    return code not in KINDS or KINDS[code].is_mandatory


def _declare(group: Text, labels: dict[str, Text], *, is_mandatory: bool) -> None:
    for name, label in labels.items():
        code = name.replace("__", ".", 1)
        KINDS[code] = NoticeKind(code, label, group, is_mandatory)
