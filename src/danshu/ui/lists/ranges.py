"""Filters with two ends, both included (COM-002)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.ui import formats
from danshu.ui.lists.filters import Filter, Reading, Text
from danshu.ui.normalise import half_width, plain_number

# no column holds larger numbers or finer ones; larger ones could neither be asked for nor written out
LARGEST, FINEST = Decimal(10) ** 15, 12
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(9000, 12, 31)


class _Beyond(ValueError):
    """A number that no record can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RangeFilter(Filter):
    """From and to, both included."""

    def names(self) -> list[str]:
        return [f"{self.key}_from", f"{self.key}_to"]

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        texts = [params.get(name, "").strip() for name in self.names()]
        raw = {"from": texts[0], "to": texts[1]}
        try:
            ends = [self.parse(text) if text else None for text in texts]
        except _Beyond:
            return Reading(error=self.beyond(), raw=raw, unreadable=True)
        except (ValueError, InvalidOperation):
            return Reading(error=self.malformed(), raw=raw, unreadable=True)
        if ends == [None, None]:
            return Reading(raw=raw)
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            return Reading(error=self.reversed(), raw=raw, unreadable=True)
        return Reading(tuple(ends), self.words(*ends), raw=raw)

    def parse(self, text: str) -> Any:
        """One end as a value; ValueError when it is none."""
        raise NotImplementedError

    def malformed(self) -> str:
        """What to say when an end cannot be read."""
        raise NotImplementedError

    def beyond(self) -> str:
        """What to say when an end is read but cannot be."""
        return self.malformed()

    def reversed(self) -> str:
        """What to say when the start lies after the end."""
        raise NotImplementedError

    def show(self, end: Any) -> str:
        """One end in words."""
        raise NotImplementedError

    def words(self, start: Any, stop: Any) -> str:
        if start is None:
            return _("到 %(stop)s") % {"stop": self.show(stop)}
        if stop is None:
            return _("%(start)s 起") % {"start": self.show(start)}
        return _("%(start)s 至 %(stop)s") % {"start": self.show(start), "stop": self.show(stop)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRangeFilter(_RangeFilter):
    """An amount or number between two values, both included; least and most: what may be asked for."""

    template: ClassVar[str] = "ui/list/filters/number.html"
    unit: Text = ""
    least: Decimal = -LARGEST
    most: Decimal = LARGEST

    def parse(self, text: str) -> Decimal:
        number = Decimal(plain_number(text))
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -FINEST:
            raise ValueError(text)
        # compared, not computed with: arithmetic on such exponents overflows
        if not self.least <= number <= self.most or exponent > LARGEST.adjusted():
            raise _Beyond(text)
        return number

    def beyond(self) -> str:
        ends = {"first": self.show(self.least), "last": self.show(self.most)}
        return _("应在 %(first)s 与 %(last)s 之间") % ends

    def malformed(self) -> str:
        return _("%(label)s应为数字") % {"label": self.label}

    def reversed(self) -> str:
        return _("最小值不能大于最大值")

    def show(self, end: Any) -> str:
        return formats.decimal_text(end)

    def condition(self, value: Any) -> Q:
        start, stop = value
        condition = Q()
        if start is not None:
            condition &= Q(**{f"{self.target}__gte": start})
        if stop is not None:
            condition &= Q(**{f"{self.target}__lte": stop})
        return condition


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRangeFilter(_RangeFilter):
    """Days from and to, both included in the person's time zone. moments=True when the column stores moments."""

    template: ClassVar[str] = "ui/list/filters/date.html"
    moments: bool = False

    def parse(self, text: str) -> dt.date:
        return dt.date.fromisoformat(half_width(text).replace("/", "-").replace(".", "-"))

    def malformed(self) -> str:
        return _("%(label)s应为日期，例如 2026-09-18") % {"label": self.label}

    def reversed(self) -> str:
        return _("开始日期不能晚于结束日期")

    def show(self, end: Any) -> str:
        return formats.date_text(end)

    def words(self, start: Any, stop: Any) -> str:
        for label, first, last in self.presets():
            if (start, stop) == (first, last):
                return str(label)
        if start == stop:
            return self.show(start)
        return super(DateRangeFilter, self).words(start, stop)

    def presets(self) -> list[tuple[str, dt.date, dt.date]]:
        """Today, this week, this month, last month."""
        today = timezone.localdate()
        monday = today - dt.timedelta(days=today.weekday())
        first = today.replace(day=1)
        before = first - dt.timedelta(days=1)
        after = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        return [
            (_("今天"), today, today),
            (_("本周"), monday, monday + dt.timedelta(days=6)),
            (_("本月"), first, after),
            (_("上月"), before.replace(day=1), before),
        ]

    def condition(self, value: Any) -> Q:
        start, stop = value
        condition = Q()
        if start is not None:
            condition &= Q(**{f"{self.target}__gte": self._edge(start)})
        if stop is not None:
            condition &= Q(**{f"{self.target}__lt": self._edge(_within(stop) + dt.timedelta(days=1))})
        return condition

    def _edge(self, day: dt.date) -> dt.date | dt.datetime:
        """The first moment of a day where the person is."""
        if not self.moments:
            return day
        return dt.datetime.combine(_within(day), dt.time(), timezone.get_current_timezone())


def _within(day: dt.date) -> dt.date:
    """The day, or the last one whose neighbours every time zone knows."""
    return min(max(day, FIRST_DAY), LAST_DAY)
