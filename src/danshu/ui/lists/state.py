"""What the URL asks of a list, and the URLs that lead on from there. All state is in the URL (ui.md 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from danshu.kit.actor import Actor
from danshu.ui.keyset import Order
from danshu.ui.lists.columns import Column
from danshu.ui.lists.filters import Filter, Reading
from danshu.ui.lists.spec import ListSpec, Tab
from danshu.ui.normalise import half_width
from danshu.ui.paging import DEFAULT_SIZE, PageRequest

PLACE = ("page", "after", "before", "n", "exact")
MOMENTARY = ("open", "totals")


@dataclass(slots=True)
class ListState:
    """The parsed URL."""

    spec: ListSpec
    actor: Actor
    params: QueryDict
    q: str
    tab: Tab | None
    readings: list[tuple[Filter, Reading]]
    sort_key: str
    descending: bool
    order: Order
    page: PageRequest
    opened: str = ""
    view_key: str = ""
    errors: list[str] = field(default_factory=list)
    _base: QuerySet[Any] | None = None

    @property
    def valid(self) -> bool:
        """False when a filter could not be understood; then nothing is listed."""
        return not self.errors

    @property
    def narrowed(self) -> bool:
        """True when the person restricted the list beyond its tab."""
        return bool(self.q) or any(reading.active for _filter, reading in self.readings)

    @property
    def is_searched(self) -> bool:
        """True when words are searched for."""
        return bool(self.q) and self.spec.search is not None

    @property
    def is_whole(self) -> bool:
        """True when the tab's records are listed, all of them."""
        return (
            self.valid
            and not self.is_searched
            and all(reading.value in (None, "") for _filter, reading in self.readings)
        )

    def base(self) -> QuerySet[Any]:
        """Everything that exists for the actor; not read itself, only narrowed."""
        if self._base is None:
            self._base = self.spec.rows(self.actor)
        return self._base.all()

    def rows(self) -> QuerySet[Any]:
        """The rows that match tab, search and filters, not yet sorted."""
        rows = self.base()
        if not self.valid:
            return rows.none()
        if self.tab is not None:
            rows = self.tab.narrow(rows, self.actor)
        if self.q and self.spec.search is not None:
            rows = self.spec.search(rows, self.q)
        for each, reading in self.readings:
            if reading.value is not None and reading.value != "":
                rows = each.narrow(rows, reading.value)
        return rows

    def query(self, drop: tuple[str, ...] = (), /, **changes: str) -> str:
        """The query string with some parameters replaced or dropped; places are dropped unless given."""
        params = self.params.copy()
        for name in (*PLACE, *MOMENTARY, *drop):
            params.pop(name, None)
        for name, value in changes.items():
            params.pop(name, None)
            if value:
                params[name] = value
        return params.urlencode()

    def url(self, drop: tuple[str, ...] = (), /, **changes: str) -> str:
        """The same as an address relative to the list."""
        return "?" + self.query(drop, **changes)

    def without(self, each: Filter) -> str:
        """The address with one filter taken away."""
        return self.url(tuple(each.names()))

    @property
    def sort_param(self) -> str:
        return ("-" if self.descending else "") + self.sort_key

    def filter_params(self) -> dict[str, Any]:
        """Tab, search, filters and order as plain data, for logs and jobs."""
        kept = self.params.copy()
        for name in (*PLACE, *MOMENTARY, "size", "view"):
            kept.pop(name, None)
        return dict(kept.lists())

    @property
    def content(self) -> str:
        """What the list shows, whoever keeps it under whichever name: tab, search, filters and order."""
        return self.query(("size", "view"))


def read_state(spec: ListSpec, actor: Actor, params: QueryDict, default_size: int = 0) -> ListState:
    """Parse the URL of a list; anything unknown is ignored, anything wrong is kept with its message."""
    filters = spec.filters_for(actor)
    readings = [(each, each.read(params, actor)) for each in filters]
    sort_key, descending, order = _order(spec, actor, params.get("sort", ""))
    wanted_tab = params.get("tab", "")
    flat = {name: params.get(name, "") for name in params}
    return ListState(
        spec=spec,
        actor=actor,
        params=_clean(params, [*spec.filters, *filters]),
        q=half_width(params.get("q", "")).strip()[:200],
        tab=next((tab for tab in spec.tabs if tab.key == wanted_tab), spec.tabs[0] if spec.tabs else None),
        readings=readings,
        sort_key=sort_key,
        descending=descending,
        order=order,
        page=PageRequest.parse(flat, default_size or spec.page_size or DEFAULT_SIZE),
        opened=params.get("open", ""),
        view_key=params.get("view", ""),
        errors=[reading.error for _filter, reading in readings if reading.error],
    )


def without_unreadable(state: ListState, kept: QueryDict | None = None) -> ListState:
    """The state without the filters that nobody can read; with `kept` only those that stand in it just so."""
    params = state.params.copy()
    for each, reading in state.readings:
        if reading.unreadable and (kept is None or all(params.get(n, "") == kept.get(n, "") for n in each.names())):
            for name in each.names():
                params.pop(name, None)
    return state if params == state.params else read_state(state.spec, state.actor, params, state.page.size)


def _clean(params: QueryDict, filters: Sequence[Filter]) -> QueryDict:
    """Only known parameters with values, so that addresses stay short and say what is asked."""
    known = {name for each in filters for name in each.names()} | {"q", "tab", "sort", "size", "view"}
    known |= {*PLACE, *MOMENTARY}
    kept = QueryDict(mutable=True)
    for name, values in params.lists():
        given = [value for value in values if isinstance(value, str) and value.strip()]
        if name in known and given:
            kept.setlist(name, given)
    return kept


def _order(spec: ListSpec, actor: Actor, wanted: str) -> tuple[str, bool, Order]:
    """The wanted order when its column may be sorted, else the default."""
    sortable = {column.key: column for column in spec.columns_for(actor) if column.sort}
    for choice in (wanted, spec.sort):
        descending, key = choice.startswith("-"), choice.lstrip("-")
        column: Column | None = sortable.get(key)
        if column is not None:
            return key, descending, Order(column.sort, descending, column.nullable)
        if choice is spec.sort and key == "pk":
            return key, descending, Order("pk", descending)
    raise ValueError(f"list {spec.name}: default sort {spec.sort} is not a sortable column")
