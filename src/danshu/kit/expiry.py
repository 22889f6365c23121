"""Data that nobody needs any more after a time: modules name them, housekeeping removes them by rule (SYS-012).

expiring("identity.sessions", _("过期的登录会话"), rows=..., days=7, least=1, note=_("..."))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """One kind of data that expires.

    rows(before): what has been unneeded since before that moment, and nothing else; days: for how long it is kept unless a
    rule says otherwise, least: what no rule may go below. note: what is lost with it, in a sentence.
    """

    code: str
    label: Text
    note: Text
    rows: Callable[[datetime], QuerySet[Any]]
    days: int
    least: int


EXPIRING: dict[str, Expiring] = {}


def expiring(
    code: str, label: Text, *, note: Text, rows: Callable[[datetime], QuerySet[Any]], days: int, least: int = 1
) -> None:
    """Name a kind of data. Raises ValueError when it would be kept shorter than it must."""
    if days < least:
        raise ValueError(f"{code}: kept for {days} days, at least {least}")
    EXPIRING[code] = Expiring(code=code, label=label, note=note, rows=rows, days=days, least=least)


@dataclass(frozen=True, slots=True)
class OtherCleanup:
    """A cleanup with pages of its own, to which the page of cleanups leads. note: what it removes."""

    label: Text
    note: Text
    url_name: str
    permission: str


OTHERS: list[OtherCleanup] = []


def other_cleanup(label: Text, *, note: Text, url_name: str, permission: str) -> None:
    """Name a cleanup with pages of its own."""
    OTHERS.append(OtherCleanup(label, note, url_name, permission))
