"""Dictionaries (基础资料) are declared by the modules that use them; their values are data (COM-015, SYS-004)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

Delivered = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Attribute:
    """What each value of one dictionary states besides its words: one of `choices` (code, zh, en), or yes or no.

    Without choices it is yes or no. default: what a value states that says nothing; `delivered` gives what the
    delivered values state, by their code.
    """

    code: str
    zh: str
    en: str
    choices: tuple[Delivered, ...] = ()
    default: str | bool = False
    delivered: Mapping[str, str | bool] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if _english() else self.zh

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be chosen, in the active language."""
        return [(code, en if _english() else zh) for code, zh, en in self.choices]

    def allows(self, stated: object) -> bool:
        """True when a value may state this."""
        return stated in {code for code, _zh, _en in self.choices} if self.choices else isinstance(stated, bool)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A list of values for choice. `used_in` tells the page where they are used; `delivered`: (code, zh, en)."""

    code: str
    zh: str
    en: str
    delivered: tuple[Delivered, ...] = ()
    used_in: tuple[str, str] = ("", "")
    attributes: tuple[Attribute, ...] = ()

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if _english() else self.zh

    def stated(self, given: Mapping[str, Any]) -> dict[str, str | bool]:
        """What a value states of every attribute: what is given, else the default."""
        return {each.code: given.get(each.code, each.default) for each in self.attributes}

    def delivered_with(self, value: str) -> dict[str, str | bool]:
        """What a delivered value states at first."""
        return self.stated({a.code: a.delivered[value] for a in self.attributes if value in a.delivered})

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
    attributes: Sequence[Attribute] = (),
) -> str:
    """Declare a dictionary and return its code, for example "parties.customer_source".

    delivered: values that exist from the start as (value code, Chinese, English); administrators may edit or
    invalidate them, they never come back. attributes: what each value states besides its words. Raises ValueError for a code declared twice or a repeated value.
    """
    if code in DICTIONARIES:
        raise ValueError(f"dictionary declared twice: {code}")
    if len({value for value, _, _ in delivered}) != len(delivered) or len({zh for _, zh, _ in delivered}) != len(
        delivered
    ):
        raise ValueError(f"dictionary {code}: repeated value")
    DICTIONARIES[code] = Dictionary(code, zh, en, tuple(delivered), used_in, tuple(attributes))
    return code


def _english() -> bool:
    return (get_language() or "zh").startswith("en")
