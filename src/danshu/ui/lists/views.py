"""Saved views beside the tabs: which are offered, which is open, what they would keep (COM-002, CUS-007)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from danshu.ui.lists.columns import Column
from danshu.ui.lists.state import ListState, read_state, without_unreadable
from danshu.ui.paging import Count, counts
from danshu.ui.ports import PORTS, SavedView

NONE = "0"  # names no view: the list as it is delivered


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A saved view with its address."""

    view: SavedView
    url: str
    current: bool


class Views:
    """What the row of tabs says about saved views; mixed into the listing."""

    state: ListState

    @property
    def columns(self) -> list[Column]:
        """The columns that are shown."""
        raise NotImplementedError

    @property
    def keeps_views(self) -> bool:
        """True for lists whose address is always the same; others (the values of one dictionary) keep none."""
        return PORTS.saved_views is not None and not self.state.spec.url_kwargs

    @cached_property
    def offered(self) -> list[SavedView]:
        """Views of the person or shared with him; one statement, read once."""
        return list(PORTS.saved_views(self.state.actor, self.state.spec.name)) if PORTS.saved_views else []

    @cached_property
    def open_view(self) -> SavedView | None:
        """The view whose tab was pressed."""
        if not self.keeps_views or not self.state.view_key:
            return None
        return next((view for view in self.offered if str(view.key) == self.state.view_key), None)

    def view_tabs(self) -> list[ViewTab]:
        """The views as tabs."""
        if not self.keeps_views:
            return []
        return [ViewTab(view, view_url(view), view is self.open_view) for view in self.offered]

    @property
    def first_view(self) -> SavedView | None:
        """The view that the list opens with for this person."""
        return next((view for view in self.offered if view.opens_first), None) if self.keeps_views else None

    def plain_url(self, tab: str = "") -> str:
        """The address without a view; it says so where the list would otherwise open with one."""
        chosen = QueryDict(mutable=True)
        if self.first_view is not None:
            chosen["view"] = NONE
        if tab:
            chosen["tab"] = tab
        return f"?{chosen.urlencode()}"

    @property
    def has_changed(self) -> bool:
        """True when the list shows something else than the open view keeps."""
        view = self.open_view
        if view is None:
            return self.state.narrowed
        kept = self._kept(view)
        return kept.content != self.state.content or bool(view.columns and view.columns != tuple(self.column_keys))

    @property
    def column_keys(self) -> list[str]:
        """The shown columns in their order."""
        return [column.key for column in self.columns]

    @property
    def save_view_url(self) -> str:
        return _reverse("saved_views:new")

    @property
    def update_view_url(self) -> str:
        view = self.open_view
        return _reverse("saved_views:update", view.key) if view is not None and view.may_edit else ""

    @property
    def manage_views_url(self) -> str:
        return _reverse("saved_views:list")

    def view_count(self, key: str) -> Count | None:
        """How many records a view shows now; None for a view that is not offered."""
        view = next((view for view in self.offered if str(view.key) == key), None)
        if view is None:
            return None
        return counts([self._kept(view).rows()])[0]

    def _kept(self, view: SavedView) -> ListState:
        """What a view asks, without what its list does not understand."""
        return without_unreadable(read_state(self.state.spec, self.state.actor, QueryDict(view.query)))

    def open_understood(self) -> None:
        """Leave out what the open view keeps and its list does not understand; it would shut the list for everybody.

        What a person typed himself is refused beside its field.
        """
        if any(reading.unreadable for _filter, reading in self.state.readings) and self.open_view is not None:
            self.state = without_unreadable(self.state, QueryDict(self.open_view.query))


def view_url(view: SavedView) -> str:
    """The address of a view, relative to its list."""
    return f"?view={view.key}&{view.query}" if view.query else f"?view={view.key}"


def _reverse(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
