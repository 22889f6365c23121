"""Dictionaries (基础资料) are declared by the modules that use them; their values are data (COM-015, SYS-004)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from danshu.kit.actor import Actor

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


@dataclass(frozen=True, slots=True)
class Listed:
    """The list that shows the records of a model. filters: field -> key of the list's filter for its values."""

    url_name: str
    permission: str
    filters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A list of values that has more than words, and therefore pages of its own: the page of all dictionaries leads there.

    count: how many valid values there are; url_name and permission: where they are maintained, and by whom.
    """

    zh: str
    en: str
    url_name: str
    permission: str
    count: Callable[[], int]
    used_in: tuple[str, str]

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if _english() else self.zh

    @property
    def usage(self) -> str:
        """Where the values are used, in the active language."""
        return self.used_in[1 if _english() else 0]


DICTIONARIES: dict[str, Dictionary] = {}
ELSEWHERE: list[Elsewhere] = []
LISTS: dict[str, Listed] = {}
WITHDRAWALS: dict[str, list[Callable[[int], None]]] = {}
WITHDRAWN: dict[str, list[Callable[[int, Actor, datetime], None]]] = {}
# (dictionary, model, column) where records keep the code of a value instead of a foreign key
CODED: list[tuple[str, str, str]] = []


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


def kept_elsewhere(
    zh: str, en: str, *, url_name: str, permission: str, count: Callable[[], int], used_in: tuple[str, str]
) -> None:
    """Name a list of values with pages of its own, so that all of them are found in one place (SYS-004)."""
    ELSEWHERE.append(Elsewhere(zh, en, url_name, permission, count, used_in))


def before_withdrawal(code: str, check: Callable[[int], None]) -> None:
    """Ask before a value of this dictionary is withdrawn: check(value_id) raises what stands against it."""
    WITHDRAWALS.setdefault(code, []).append(check)


def after_withdrawal(code: str, act: Callable[[int, Actor, datetime], None]) -> None:
    """Follow when a value of this dictionary was withdrawn, in the same transaction: act(value_id, actor, at)."""
    WITHDRAWN.setdefault(code, []).append(act)


def listed_at(kind: str, url_name: str, *, permission: str, filters: Mapping[str, str] | None = None) -> None:
    """Name the list of a kind of record ("catalog.item"), so that a value leads to the records that use it."""
    LISTS[kind] = Listed(url_name, permission, filters or {})


def coded_use(code: str, model: str, column: str) -> None:
    """Records of a model keep the code of a value of this dictionary; foreign keys are found without being named."""
    CODED.append((code, model, column))


def _english() -> bool:
    return (get_language() or "zh").startswith("en")
