"""Pages of long lists (COM-003): the full bar up to 10,000 records, keyset steps however many there are.

Counting and jumping are bounded so that a list of millions answers as fast as one of hundreds: the exact count stops at
BOUND, page numbers work within BOUND records of either end, and next / previous walk from record to record by the value
of the sorted column and the key, which is stable while others insert.

URL: ?page=3 (1 is first, -1 last), ?after=<cursor>&n=4, ?before=<cursor>&n=2, ?size=50, ?exact=1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connections, transaction
from django.db.models import Model, QuerySet

from danshu.kit.sql import planned_afresh
from danshu.ui.counting import BOUND, Count, counts
from danshu.ui.keyset import Cursor, Order

__all__ = ["BOUND", "Count", "Cursor", "Order", "Page", "PageRequest", "counts", "paginate", "reachable"]

M = TypeVar("M", bound=Model)

SIZES = (10, 20, 50, 100)
DEFAULT_SIZE = 20
FAR = 1_000  # records; from here a second statement costs less than to read and throw away what lies before


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is wanted: by number (from the end when negative), or after / before a place.

    Beside a place the number is only shown; 0 means that it is not known.
    """

    size: int = DEFAULT_SIZE
    number: int = 1
    after: Cursor | None = None
    before: Cursor | None = None
    exact: bool = False

    @classmethod
    def parse(cls, params: Mapping[str, str], default_size: int = DEFAULT_SIZE) -> PageRequest:
        """Read the URL; anything unusable means the first page in the default size."""
        size = _integer(params.get("size"))
        if size not in SIZES:
            size = default_size
        exact = params.get("exact") == "1"
        after, before = params.get("after"), params.get("before")
        place = Cursor.decode(after or before or "")
        if place is None:
            number = 1 if after or before else _integer(params.get("page")) or 1
            return cls(size=size, number=number, exact=exact)
        number = _integer(params.get("n")) or 0
        return cls(size, number, after=place if after else None, before=None if after else place, exact=exact)

    def resolve_jump(self, typed: str | None, count: Count) -> int | None:
        """The page a person typed, or None when the page must not change (COM-003)."""
        number = _integer((typed or "").strip())
        if number is None or number < 1 or not reachable(number, count, self.size):
            return None
        return number


def _integer(text: str | None) -> int | None:
    if not text or len(text) > 12:
        return None
    digits = text[1:] if text[0] == "-" else text
    return int(text) if digits.isascii() and digits.isdecimal() else None


def reachable(number: int, count: Count, size: int) -> bool:
    """True when the page exists and lies within BOUND records of either end."""
    if number < 1:
        return False
    offset = (number - 1) * size
    if not count.exact:
        return offset < BOUND
    if number > count.pages(size):
        return False
    return offset < BOUND or count.value - offset - size < BOUND


@dataclass(slots=True)
class Page(Generic[M]):
    """One page and where one can go from it. `number` counts from 1; None on the last page of an uncounted list."""

    rows: list[M]
    count: Count
    size: int
    number: int | None
    has_previous: bool
    has_next: bool
    order: Order

    @property
    def pages(self) -> int:
        """Pages known to exist."""
        return self.count.pages(self.size)

    @property
    def start(self) -> int | None:
        """The number of the first record shown."""
        return None if self.number is None or not self.rows else (self.number - 1) * self.size + 1

    @property
    def stop(self) -> int | None:
        """The number of the last record shown."""
        return None if self.start is None else self.start + len(self.rows) - 1

    def previous_params(self) -> dict[str, str]:
        """URL parameters of the page before."""
        if self.number == 2 or not self.rows:
            return {"page": "1"} if self.number == 2 else {"page": "-1"}
        return self._step("before", self.rows[0], -1)

    def next_params(self) -> dict[str, str]:
        """URL parameters of the page after."""
        return self._step("after", self.rows[-1], 1) if self.rows else {"page": "1"}

    def last_params(self) -> dict[str, str]:
        """URL parameters of the last page."""
        return {"page": str(self.pages) if self.count.exact else "-1"}

    def _step(self, name: str, record: M, by: int) -> dict[str, str]:
        params = {name: self.order.cursor_of(record).encode()}
        if self.number is not None:
            params["n"] = str(self.number + by)
        return params


def paginate(rows: QuerySet[M], order: Order, wanted: PageRequest, count: Count) -> Page[M]:
    """Read one page with one statement (two when a page turned out to be gone)."""
    if count.exact:
        with planned_afresh(rows.db):
            return _read(rows, order, wanted, count)
    with _in_order(rows), planned_afresh(rows.db):
        return _read(rows, order, wanted, count)


@contextmanager
def _in_order(rows: QuerySet[M]) -> Iterator[None]:
    """Read along the index of the order. With more than BOUND matches a page is found after few records, while the
    planner, who takes conditions to be independent, may expect so few matches that it would collect and sort them all.
    """
    with transaction.atomic(using=rows.db), connections[rows.db].cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on")


def _read(rows: QuerySet[M], order: Order, wanted: PageRequest, count: Count) -> Page[M]:
    place = wanted.after or wanted.before
    if place is not None and not order.takes(rows, place):
        wanted, place = PageRequest(size=wanted.size), None
    if place is not None:
        page = _from_cursor(rows, order, wanted, count)
        if page is not None:
            return page
        wanted = PageRequest(size=wanted.size, number=1 if wanted.before is not None else -1)
    number = wanted.number
    if number < 0 or (count.exact and number > count.pages(wanted.size)):
        return _from_end(rows, order, wanted.size, count, max(-number, 1) if number < 0 else 1)
    if not reachable(number, count, wanted.size):
        number = 1
    offset = (number - 1) * wanted.size
    if offset >= BOUND:
        return _from_end(rows, order, wanted.size, count, count.pages(wanted.size) - number + 1)
    return _from_start(rows, order, wanted.size, count, number)


def _from_start(rows: QuerySet[M], order: Order, size: int, count: Count, number: int) -> Page[M]:
    offset = (number - 1) * size
    found = _stretch(rows, order, offset, offset + size + 1)
    if not found and number > 1:
        return _from_end(rows, order, size, count, 1)
    return Page(found[:size], count, size, number, number > 1, len(found) > size, order)


def _stretch(rows: QuerySet[M], order: Order, start: int, stop: int, *, backwards: bool = False) -> list[M]:
    """The rows from one place to another. Far from the start only keys are walked over: they stand in the order's index."""
    walked = order.apply(rows, backwards=backwards)
    if start < FAR or rows.query.distinct:
        return list(walked[start:stop])
    keys = list(walked.select_related(None).values_list("pk", flat=True)[start:stop])
    found = {record.pk: record for record in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def _from_end(rows: QuerySet[M], order: Order, size: int, count: Count, back: int) -> Page[M]:
    """The page `back` pages from the end; aligned to full pages when the count is known."""
    if not count.exact:
        offset = min((back - 1) * size, BOUND)
        found = _stretch(rows, order, offset, offset + size, backwards=True)[::-1]
        return Page(found, count, size, None, True, back > 1, order)
    number = max(count.pages(size) - back + 1, 1)
    start, stop = (number - 1) * size, min(number * size, count.value)
    places = (count.value - stop, count.value - start)
    found = _stretch(rows, order, *places, backwards=True)[::-1] if stop > start else []
    return Page(found, count, size, number, number > 1, number < count.pages(size), order)


def _from_cursor(rows: QuerySet[M], order: Order, wanted: PageRequest, count: Count) -> Page[M] | None:
    number = wanted.number if wanted.number > 0 else None
    if wanted.after is not None:
        found = list(order.apply(rows.filter(order.beyond(wanted.after)))[: wanted.size + 1])
        more = len(found) > wanted.size
        return Page(found[: wanted.size], count, wanted.size, number, True, more, order) if found else None
    if wanted.before is None:
        return None
    behind = rows.filter(order.beyond(wanted.before, backwards=True))
    found = list(order.apply(behind, backwards=True)[: wanted.size + 1])
    if len(found) < wanted.size:  # the start was reached: show the full first page instead
        return None
    more = len(found) > wanted.size
    return Page(found[: wanted.size][::-1], count, wanted.size, number if more else 1, more, True, order)
