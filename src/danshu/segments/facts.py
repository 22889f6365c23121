"""What can be asked of customers: each fact says how it is read in a statement (CUS-011, CUS-012).

A fact of money, orders or communications is an expression of the module that keeps them; nothing is stored twice. What
changes a fact is its group: an event of that group lets the segments that ask for it look at the customer again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.kit.clock import business_date, company_zone
from danshu.kit.periods import add_months

Text = str | Promise
NEVER = 1_000_000  # days since what never happened


class Group(TextChoices):
    """Where a fact comes from."""

    CUSTOMER = "customer", _("客户资料")
    ORDER = "order", _("订单")
    COMMUNICATION = "communication", _("沟通")
    VALUE = "value", _("客户价值")


class Kind(TextChoices):
    """What is compared."""

    NUMBER = "number", _("数字")
    CHOICE = "choice", _("选项")
    TAGS = "tags", _("标签")
    TEXT = "text", _("文本")


class Op(TextChoices):
    """How it is compared."""

    GT = "gt", _("大于")
    GE = "ge", _("不小于")
    LT = "lt", _("小于")
    LE = "le", _("不大于")
    EQ = "eq", _("等于")
    ANY = "any", _("是其中之一")
    NONE = "none", _("不是其中任何一个")
    ALL = "all", _("全部都有")
    HAS = "has", _("含有")
    LACKS = "lacks", _("不含")


OPS: dict[Kind, tuple[Op, ...]] = {
    Kind.NUMBER: (Op.GT, Op.GE, Op.LT, Op.LE, Op.EQ),
    Kind.CHOICE: (Op.ANY, Op.NONE),
    Kind.TAGS: (Op.ANY, Op.ALL, Op.NONE),
    Kind.TEXT: (Op.HAS, Op.LACKS),
}


@dataclass(frozen=True, slots=True)
class Window:
    """The time that a fact is counted over: the last months up to a moment, or all time."""

    at: datetime
    months: int | None = None

    @property
    def today(self) -> date:
        return business_date(self.at)

    @property
    def first_date(self) -> date | None:
        """Its first day; None for all time."""
        return None if self.months is None else add_months(self.today, -self.months)

    @property
    def begins_at(self) -> datetime | None:
        """The beginning of that day in the company's time zone."""
        day = self.first_date
        return None if day is None else datetime.combine(day, time.min, tzinfo=company_zone())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that can be asked.

    path: the column of a choice, tags or a text; expression(window): a number. counts_over: it asks for a number of
    months (none: all time). unit: behind the number. choices(): (stored value, its names) of a choice.
    """

    code: str
    label: Text
    group: Group
    kind: Kind
    path: str = ""
    expression: Callable[[Window], Any] | None = None
    counts_over: bool = False
    unit: Text = ""
    choices: Callable[[], Sequence[tuple[Any, tuple[str, ...]]]] = tuple

    @property
    def ops(self) -> tuple[Op, ...]:
        return OPS[self.kind]


FACTS: dict[str, Fact] = {}


def fact(declared: Fact) -> Fact:
    """Register a fact; call it from a declaring file. Raises ValueError for a code taken twice."""
    if declared.code in FACTS:
        raise ValueError(f"fact registered twice: {declared.code}")
    FACTS[declared.code] = declared
    return declared
