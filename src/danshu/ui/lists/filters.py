"""Filters: what may be asked of a list, how it is read from the URL and applied (COM-002).

Empty filters do not restrict; several are combined with AND. A wrong entry is refused beside its field and the list
shows nothing until it is corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.search import query_tokens
from danshu.ui.normalise import half_width

Text = str | Promise
Choices = Sequence[tuple[Any, Text]]

LARGEST_KEY = 2**63 - 1


@dataclass(slots=True)
class Reading:
    """What a person asked of one filter: the value to apply, its words on the chip, or what is wrong with it;
    unreadable: wrong for everybody and at all times."""

    value: Any = None
    text: str = ""
    error: str = ""
    raw: dict[str, Any] = field(default_factory=dict)
    unreadable: bool = False

    @property
    def active(self) -> bool:
        return bool(self.text or self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Base. key: its name in the URL; path: the ORM path, the key by default; common: always open in the bar;
    apply: instead of the path, (rows, value) -> rows; permission: only for its holders."""

    key: str
    label: Text
    path: str = ""
    common: bool = False
    apply: Callable[[QuerySet[Any], Any], QuerySet[Any]] | None = None
    permission: str = ""
    template: ClassVar[str] = ""

    @property
    def target(self) -> str:
        return self.path or self.key

    def names(self) -> list[str]:
        """Its URL parameters."""
        return [self.key]

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """What the URL asks."""
        raise NotImplementedError

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows that match."""
        return self.apply(rows, value) if self.apply is not None else rows.filter(self.condition(value))

    def condition(self, value: Any) -> Q:
        return Q(**{self.target: value})

    def options(self, actor: Actor) -> Choices:
        """What can be chosen, for filters with choices."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFilter(Filter):
    """Anywhere in the value, case-insensitive, blanks at the ends ignored. tokens: the path of a column of search
    tokens that the value is part of; its index then finds the records."""

    template: ClassVar[str] = "ui/list/filters/text.html"
    tokens: str = ""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        text = half_width(params.get(self.key, "")).strip()
        return Reading(text, text, raw={"value": text})

    def condition(self, value: Any) -> Q:
        found = Q(**{f"{self.target}__icontains": value})
        return found & Q(**{f"{self.tokens}__contains": query_tokens(value)}) if self.tokens else found


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceFilter(Filter):
    """One of several values. choices: a list or a function of the actor. default: applied while nothing is asked;
    the value "all" then means no restriction. others(values): labels of values that are offered no more, but that records
    may still have. What else is not offered is refused: to leave it out would show more than was asked for.
    """

    template: ClassVar[str] = "ui/list/filters/choice.html"
    choices: Choices | Callable[[Actor], Choices] = ()
    default: str = ""
    others: Callable[[Sequence[str]], Mapping[str, str]] | None = None

    def options(self, actor: Actor) -> Choices:
        return self.choices(actor) if callable(self.choices) else self.choices

    def labels_for(self, actor: Actor, asked: Sequence[str]) -> dict[str, str]:
        """Value -> label of all that can be asked for, as far as asked beyond the choices."""
        labels = {str(value): str(label) for value, label in self.options(actor)}
        unknown = [value for value in asked if value.strip() and value not in labels]
        return {**labels, **self.others(unknown)} if unknown and self.others is not None else labels

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        wanted = params.get(self.key, "")
        if not wanted.strip() and not self.default:  # nothing is asked: the choices need not be read
            return Reading(raw={"value": ""})
        labels = self.labels_for(actor, [wanted] if not self.default or wanted != "all" else [])
        if not wanted and self.default:
            return Reading(self.default, raw={"value": self.default})
        if wanted == "all" and self.default:
            return Reading(None, _("全部"), raw={"value": "all"})
        if wanted.strip() and wanted not in labels:
            return Reading(error=_not_offered([wanted]), raw={"value": ""})
        if wanted not in labels:
            return Reading(raw={"value": ""})
        return Reading(wanted, labels[wanted], raw={"value": wanted})


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiChoiceFilter(ChoiceFilter):
    """Any of several values."""

    template: ClassVar[str] = "ui/list/filters/multi.html"

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        if self.key not in params:  # most are not used: their choices need not be read
            return Reading(None, "", raw={"values": []})
        asked = list(dict.fromkeys(value for value in params.getlist(self.key) if value.strip()))
        labels = self.labels_for(actor, asked)
        wanted = [value for value in asked if value in labels]
        if len(wanted) < len(asked):
            unknown = [value for value in asked if value not in labels]
            return Reading(error=_not_offered(unknown), raw={"values": wanted})
        return Reading(wanted or None, _comma().join(labels[value] for value in wanted), raw={"values": wanted})

    def condition(self, value: Any) -> Q:
        return Q(**{f"{self.target}__in": value})


def _comma() -> str:
    return ", " if (get_language() or "").startswith("en") else "、"


def _not_offered(unknown: Sequence[str]) -> str:
    """What to say of values that cannot be chosen; the first ones, shortened: anything can stand in an address."""
    told = _comma().join(value.strip()[:40] for value in unknown[:3])
    return _("不能按“%(value)s”筛选：没有这个可选值，或已失效") % {"value": told}


def _too_large(key: str) -> bool:
    return key.isdecimal() and int(key[:40]) > LARGEST_KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class PickerFilter(Filter):
    """A chosen record. url: the picker's endpoint; label_of(actor, key): its text, "" outside the data scope; the list then says so
    and shows nothing."""

    template: ClassVar[str] = "ui/list/filters/picker.html"
    url: Callable[[], str]
    label_of: Callable[[Actor, str], str]

    def names(self) -> list[str]:
        return [self.key, f"{self.key}-text"]

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        key = params.get(self.key, "")
        if not key:
            return Reading(raw={})
        text = self.label_of(actor, key) if not _too_large(key) else ""
        if not text:  # to leave it out would answer another question than was asked
            return Reading(error=_("记录不存在，或不在你的数据范围内"), raw={})
        return Reading(key, text, raw={"value": key, "text": text})
