"""Whom a record can be written to outside the house; the modules that own the records register it.

register_mailbox("parties.customer", gettext_lazy("客户"), mailbox_of)     # automation_declared.py
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where somebody is written to: his name, his address, and the language that he reads ("zh-hans" or "en")."""

    name: str
    address: str
    language: str


MAILBOXES: dict[str, tuple[str | Promise, Callable[[int], Mailbox | None]]] = {}


def register_mailbox(kind: str, label: str | Promise, mailbox_of: Callable[[int], Mailbox | None]) -> None:
    """Let rules write to whom such records are about. label: what these people are called; mailbox_of(key): None where
    the record has no address. Raises ValueError for a kind registered twice.
    """
    if kind in MAILBOXES:
        raise ValueError(f"mailbox registered twice: {kind}")
    MAILBOXES[kind] = (label, mailbox_of)
