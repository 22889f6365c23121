"""What was understood of a text, and how sure each part is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.catalog.queries import OrderItem


class Sureness(models.TextChoices):
    """What a person has to do about it."""

    SURE = "sure", _("确定")
    LIKELY = "likely", _("可能")
    CHOOSE = "choose", _("请选择")


TONES = {Sureness.SURE: "ok", Sureness.LIKELY: "info", Sureness.CHOOSE: "warn"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of the text that asks for something: words for an item, and how many.

    quantity: None when none was named or it was vague; unit and price as written. notes: why somebody has to look.
    """

    text: str
    name: str
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """A field of the order's head: what the form takes, how it reads, and how sure it is."""

    field: str
    label: str
    value: str
    shown: str
    sureness: Sureness
    note: str = ""
    # (value, how it reads) when somebody has to choose
    candidates: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class ReadLine:
    """A line: the item that is meant, or those it could be; an item is never invented."""

    wanted: Wanted
    item: OrderItem | None
    sureness: Sureness
    candidates: Sequence[OrderItem] = ()
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """Everything that was understood, and what was not."""

    head: list[Guess] = field(default_factory=list)
    lines: list[ReadLine] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def guess(self, name: str) -> Guess | None:
        """The guess of a field."""
        return next((each for each in self.head if each.field == name), None)


@dataclass(slots=True)
class Scanned:
    """What the words alone say, before anything is looked up."""

    wanted: list[Wanted] = field(default_factory=list)
    labelled: dict[str, str] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)
    address: str = ""
    wanted_date: date | None = None
    date_is_exact: bool = False
    terms: str = ""
    freight: str = ""
    rest: list[str] = field(default_factory=list)
