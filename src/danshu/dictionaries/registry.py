"""Dictionaries (基础资料) are declared by the modules that use them; their values are data (COM-015, SYS-004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

Delivered = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A list of values for choice. `used_in` tells the page where they are used; `delivered`: (code, zh, en)."""

    code: str
    zh: str
    en: str
    delivered: tuple[Delivered, ...] = ()
    used_in: tuple[str, str] = ("", "")

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if _english() else self.zh

    @property
    def usage(self) -> str:
        """Where the values are used, in the active language."""
        return self.used_in[1 if _english() else 0]

    @property
    def module(self) -> str:
        """The module that declares it."""
        return self.code.partition(".")[0]


DICTIONARIES: dict[str, Dictionary] = {}


def dictionary(
    code: str,
    zh: str,
    en: str,
    *,
    delivered: Sequence[Delivered] = (),
    used_in: tuple[str, str] = ("", ""),
) -> str:
    """Declare a dictionary and return its code, for example "parties.customer_source".

    delivered: values that exist from the start as (value code, Chinese, English); administrators may edit or
    invalidate them, they never come back. Raises ValueError for a code declared twice or a repeated value.
    """
    if code in DICTIONARIES:
        raise ValueError(f"dictionary declared twice: {code}")
    if len({value for value, _, _ in delivered}) != len(delivered) or len({zh for _, zh, _ in delivered}) != len(
        delivered
    ):
        raise ValueError(f"dictionary {code}: repeated value")
    DICTIONARIES[code] = Dictionary(code, zh, en, tuple(delivered), used_in)
    return code


def _english() -> bool:
    return (get_language() or "zh").startswith("en")
