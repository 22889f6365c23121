"""The payment methods that an order may name; the module above that keeps them registers at start (FIN-001).

Orders store a method's code. There is one directory of methods and of their names, that of receipts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from django.utils.functional import Promise

Choices = list[tuple[str, str | Promise]]
NamesOf = Callable[[], Mapping[str, str]]
OfferedOn = Callable[[Collection[str]], Sequence[tuple[str, str]]]

NAMES: list[NamesOf] = []
OFFERED: list[OfferedOn] = []


def keep_payment_methods(*, names: NamesOf, offered: OfferedOn) -> None:
    """Register who keeps the methods: names of all by code, also of invalid ones; (code, name) of those in use on any of
    the given channels, in their order. One query each, names in the active language.
    """
    NAMES.append(names)
    OFFERED.append(offered)


def payment_method_name(code: str) -> str:
    """What a method is called; the code itself where nobody knows it."""
    if not code:
        return ""
    return next((found[code] for names in NAMES if code in (found := names())), code)


def payment_method_choices(channels: Collection[str], *, stored: str = "") -> Choices:
    """What a form offers on these channels: none, those in use, and the stored one whatever became of it."""
    offered = [pair for keeper in OFFERED for pair in keeper(channels)]
    if stored and stored not in dict(offered):
        offered.append((stored, payment_method_name(stored)))
    return [("", "—"), *offered]
