"""Where one can go from a page of a list: the bar at its bottom, sizes, row heights (COM-003)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from danshu.ui.lists.state import MOMENTARY, PLACE, ListState
from danshu.ui.paging import SIZES, Page


class Bar:
    """The addresses around a page; mixed into the listing."""

    state: ListState

    @property
    def page(self) -> Page[Any]:
        """The page that is shown."""
        raise NotImplementedError

    def _place(self, params: dict[str, str]) -> str:
        return self.state.url(exact="1" if self.state.page.exact else "", **params)

    @property
    def first_url(self) -> str:
        return self._place({})

    @property
    def previous_url(self) -> str:
        return self._place(self.page.previous_params())

    @property
    def next_url(self) -> str:
        return self._place(self.page.next_params())

    @property
    def last_url(self) -> str:
        return self._place(self.page.last_params())

    @property
    def exact_url(self) -> str:
        return self.state.url(exact="1")

    @property
    def totals_url(self) -> str:
        return self.state.url(totals="1")

    @property
    def here(self) -> str:
        """The query string of exactly this page."""
        params = self.state.params.copy()
        for name in MOMENTARY:
            params.pop(name, None)
        return params.urlencode()

    @property
    def here_url(self) -> str:
        return f"?{self.here}"

    def here_inputs(self) -> Iterator[tuple[str, str]]:
        """Everything of this address as hidden inputs."""
        for name, values in self.state.params.lists():
            if name not in MOMENTARY:
                yield from ((name, value) for value in values)

    def filter_inputs(self) -> Iterator[tuple[str, str]]:
        """What the list shows, without the place in it, as hidden inputs."""
        for name, values in self.state.params.lists():
            if name not in (*MOMENTARY, *PLACE, "size"):
                yield from ((name, value) for value in values)

    def densities(self) -> list[tuple[str, str]]:
        """Row heights and their names."""
        return [("compact", _("紧凑")), ("", _("标准")), ("roomy", _("宽松"))]

    def sizes(self) -> Iterator[tuple[int, bool, str]]:
        """(size, chosen, address)."""
        for size in SIZES:
            yield size, size == self.state.page.size, self.state.url(size=str(size))
