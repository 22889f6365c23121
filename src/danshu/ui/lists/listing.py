"""A list, read and ready to be shown: a fixed number of statements whatever its size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count as DbCount
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.safestring import SafeString

from danshu.ui.counting import SEARCHED_BOUND, count_sets, set_of, sets_within
from danshu.ui.detail import Action
from danshu.ui.lists.bar import Bar
from danshu.ui.lists.columns import Column
from danshu.ui.lists.filters import Filter, Reading
from danshu.ui.lists.rows_html import rows_html
from danshu.ui.lists.spec import BatchAction, RowAction, Tab
from danshu.ui.lists.state import ListState
from danshu.ui.lists.views import Views, view_url
from danshu.ui.paging import BOUND, Count, Page, counts, paginate


@dataclass(frozen=True, slots=True)
class TabView:
    """A tab with its count and address."""

    tab: Tab
    count: Count | None
    current: bool
    url: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in the bar: its state, its options and the address without it."""

    filter: Filter
    reading: Reading
    remove_url: str
    open: bool
    options: Any


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: whether and where a press sorts."""

    column: Column
    sort_url: str
    direction: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row ready to print."""

    pk: Any
    label: str
    css: str
    cells: list[tuple[Column, SafeString]]
    actions: list[tuple[RowAction, str]]


@dataclass
class Listing(Bar, Views):
    """What the template shows."""

    state: ListState
    shown_keys: tuple[str, ...] = ()
    batch_result: Any = None
    batch_question: Any = None
    refusal: Any = None
    form_token: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    _read: dict[str, Any] = field(default_factory=dict)

    @property
    def spec(self) -> Any:
        return self.state.spec

    # ---- reading ----------------------------------------------------------------------------------------------------
    def read(self) -> Listing:
        """Count, then read the page: two statements, one more for totals."""
        rows = self.state.rows()
        count, self._read["tabs"] = self._counts(rows)
        if self.state.page.exact and not count.exact:
            count = counts([rows], bound=None)[0]
        self._read["count"] = count
        self._read["page"] = paginate(rows, self.state.order, self.state.page, count)
        wanted = self.state.params.get("totals") == "1"
        if self.total_columns and count.value and ((count.value <= BOUND and count.exact) or wanted):
            self._read["totals"] = self._totals(rows)
        return self

    def _counts(self, rows: Any) -> tuple[Count, dict[str, Count]]:
        """How many rows are listed, and how many each tab has."""
        state, base = self.state, self.state.base()
        tabs = {tab.key: tab for tab in self.spec.tabs if tab.counted}
        constant = [tab for tab in tabs.values() if isinstance(tab.where, Q)]
        sets = dict(zip([tab.key for tab in constant], sets_within(base, [tab.where for tab in constant]), strict=True))
        sets |= {key: set_of(tab.narrow(base, state.actor)) for key, tab in tabs.items() if key not in sets}
        listed = sets[state.tab.key] if state.is_whole and state.tab and state.tab.key in sets else set_of(rows)
        bound = SEARCHED_BOUND if state.is_searched else BOUND
        found = count_sets([(listed, bound), *((sets[key], BOUND) for key in tabs)], base.db)
        return found[0], dict(zip(tabs, found[1:], strict=True))

    def _totals(self, rows: Any) -> dict[str, Any]:
        if self.spec.totals_where is not None:
            rows = rows.filter(self.spec.totals_where)
        sums = {
            f"total_{index}": Sum(column.total) if isinstance(column.total, str) else column.total
            for index, column in enumerate(self.total_columns)
        }
        values = rows.order_by().aggregate(total_count=DbCount("*"), **sums)
        self._read["totals_count"] = Count(values["total_count"])
        return {column.key: values[f"total_{index}"] for index, column in enumerate(self.total_columns)}

    @property
    def page(self) -> Page[Any]:
        return self._read["page"]  # type: ignore[no-any-return]

    @property
    def count(self) -> Count:
        return self._read["count"]  # type: ignore[no-any-return]

    # ---- head -------------------------------------------------------------------------------------------------------
    @property
    def path(self) -> str:
        return reverse(self.spec.url_name, kwargs=dict(self.spec.url_kwargs) or None)

    def acts(self) -> list[Action]:
        """The buttons beside the title."""
        return list(self.spec.acts(self.state.actor)) if self.spec.acts else []

    def tabs(self) -> Iterator[TabView]:
        """Tabs lead to their own records, without the other filters, so that the count is what one finds."""
        for index, tab in enumerate(self.spec.tabs):
            current = tab is self.state.tab and self.open_view is None
            yield TabView(tab, self._read["tabs"].get(tab.key), current, self.plain_url(tab.key if index else ""))

    def chips(self) -> Iterator[Chip]:
        """Filters in the bar: those in use, those that are always offered, and the one just added."""
        for each, reading in self.state.readings:
            opened = self.state.opened == each.key or bool(reading.error)
            if each.common or reading.active or opened:
                yield Chip(each, reading, self.state.without(each), opened, each.options(self.state.actor))

    def active_chips(self) -> int:
        """How many filters are in use."""
        return sum(reading.active for _filter, reading in self.state.readings)

    def further_filters(self) -> list[tuple[Filter, str]]:
        """Filters that can be added, with the address that adds them."""
        shown = {chip.filter.key for chip in self.chips()}
        return [
            (each, f"{self.state.url()}&open={each.key}")
            for each, _reading in self.state.readings
            if each.key not in shown
        ]

    @property
    def reset_url(self) -> str:
        """Back to what the open view keeps, else to the tab without filters."""
        if self.open_view is not None:
            return view_url(self.open_view)
        tab = self.state.tab
        return self.plain_url("" if tab is None or tab is self.spec.tabs[0] else tab.key)

    def hidden_inputs(self) -> Iterator[tuple[str, str]]:
        """What the filter form must carry along: tab, order, size."""
        for name in ("view", "tab", "sort", "size"):
            if value := self.state.params.get(name):
                yield name, value

    # ---- table ------------------------------------------------------------------------------------------------------
    @cached_property
    def columns(self) -> list[Column]:
        """The columns shown, in their order: those chosen, else the list's."""
        allowed = {column.key: column for column in self.spec.columns_for(self.state.actor)}
        chosen = [allowed[key] for key in dict.fromkeys(self.shown_keys) if key in allowed]
        return chosen or [column for column in allowed.values() if not column.hidden]

    def column_choices(self) -> list[tuple[Column, bool]]:
        """All columns with whether they are shown; the shown ones first, in their order."""
        shown = {column.key: column for column in self.columns}
        others = [column for column in self.spec.columns_for(self.state.actor) if column.key not in shown]
        return [*((column, True) for column in shown.values()), *((column, False) for column in others)]

    def export_choices(self) -> list[tuple[Column, bool]]:
        """The columns that can be exported, those on the screen ticked."""
        return [(column, shown) for column, shown in self.column_choices() if column.export]

    @cached_property
    def total_columns(self) -> list[Column]:
        """The columns with a total."""
        return [column for column in self.columns if column.total is not None]

    def heads(self) -> Iterator[Head]:
        """Column heads; a press on the sorted one turns the direction."""
        for column in self.columns:
            current = column.key == self.state.sort_key
            direction = ("descending" if self.state.descending else "ascending") if current else ""
            first = "-" if column.kind in ("date", "datetime") or column.numeric else ""
            turned = ("" if self.state.descending else "-") if current else first
            url = self.state.url(sort=f"{turned}{column.key}") if column.sort else ""
            yield Head(column, url, direction)

    def rows(self) -> Iterator[RowView]:
        """The rows of the page."""
        columns, actor = self.columns, self.state.actor
        actions = [a for a in self.spec.row_actions if not a.permission or actor.can(a.permission)]
        for record in self.page.rows:
            yield RowView(
                record.pk,
                self.spec.label_of(record),
                self.spec.row_class(record) if self.spec.row_class else "",
                [(column, column.html(record)) for column in columns],
                [(action, url) for action in actions if (url := action.url(record))],
            )

    def rows_html(self) -> SafeString:
        """The rows as markup."""
        return rows_html(self.rows(), self.columns, ticks=bool(self.batch), acts=bool(self.spec.row_actions))

    def totals_span(self) -> int:
        """How many columns stand before the first total and hold its label."""
        return next((i for i, column in enumerate(self.columns) if column.total is not None), len(self.columns))

    def totals_cells(self) -> list[tuple[Column, str]]:
        """The totals from the first one on; empty text under columns without one."""
        totals = self._read.get("totals", {})
        return [
            (column, column.total_html(totals.get(column.key)) if column.total is not None else "")
            for column in self.columns[self.totals_span() :]
        ]

    @property
    def has_totals(self) -> bool:
        return "totals" in self._read

    @property
    def totals_count(self) -> Count:
        """How many records the totals add up; fewer than are shown where they leave some out."""
        return self._read["totals_count"]  # type: ignore[no-any-return]

    @property
    def offers_totals(self) -> bool:
        """True when adding up so many records is left to an explicit press."""
        return bool(self.total_columns) and not self.has_totals and bool(self.count.value)

    @property
    def batch(self) -> list[BatchAction]:
        return self.spec.batch_for(self.state.actor)  # type: ignore[no-any-return]

    @property
    def searches(self) -> bool:
        """True when the list has a quick search; templates would call the function itself."""
        return self.spec.search is not None

    @property
    def exports(self) -> bool:
        return bool(self.spec.export) and self.state.actor.can(self.spec.export)
