"""What the shared parts need from upper floors, which register it in their AppConfig.ready().

Each port has a default that works without the upper module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from danshu.kit.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One record found by the command palette."""

    title: str
    url: str
    note: str = ""
    icon: str = "file"
    status: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchProvider:
    """Finds records for the palette and the quick search: find(actor, text, limit) in the actor's data scope."""

    label: Any
    permission: str
    find: Callable[[Actor, str, int], Sequence[Hit]]
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A named combination of filters, order and columns, shown as a tab.

    key: names it in the list's address; opens_first: the list begins with it; may_edit: the person may change it.
    """

    key: int
    label: str
    query: str
    columns: tuple[str, ...] = ()
    opens_first: bool = False
    is_shared: bool = False
    may_edit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOnPaper:
    """What a printed list shows, all in words: conditions as (label, value), which columns hold numbers, the rows, and
    the row of totals below them, if there is one."""

    title: str
    company: str
    conditions: Sequence[tuple[str, str]]
    headings: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Sequence[str]]
    printed_by: str
    language: str
    totals: Sequence[str] = ()


@dataclass(slots=True)
class Ports:
    """The registered functions."""

    # (actor, list name, "xlsx"|"csv", number of rows, filter parameters): write the export into the log
    log_export: Callable[[Actor, str, str, int, Mapping[str, Any]], None] | None = None
    # (actor, list name, title, "xlsx"|"csv", number of rows, filter parameters, keys of the columns): for the person's
    # own list of exports
    note_export: Callable[[Actor, str, str, str, int, Mapping[str, Any], Sequence[str]], None] | None = None
    # without the number, with the keys of the columns, for results above the limit: start a job, return its address
    export_later: Callable[[Actor, str, str, Mapping[str, Any], Sequence[str]], str] | None = None
    # the result of a list on paper, as a PDF
    print_list: Callable[[ListOnPaper], bytes] | None = None
    # (actor, list name, action key, record keys, reason): start a job, return the address of its progress
    batch_later: Callable[[Actor, str, str, Sequence[Any], str], str] | None = None
    # (actor, list name): the views that the person is offered, in their order
    saved_views: Callable[[Actor, str], Sequence[SavedView]] | None = None
    # number of unread notices for the bell, and where they are listed
    unread: Callable[[Actor], int] | None = None
    notices_url: Callable[[], str] | None = None
    # where somebody is led whose attention is needed before he goes on working (announcements to confirm)
    attention_url: Callable[[], str] | None = None
    # "" normal, else the words for the status bar (maintenance announced, read-only)
    system_status: Callable[[], str] | None = None
    # company name and the person's choices, kept in cookies when nothing is registered
    company: Callable[[], str] | None = None
    # rows per page where the person chose nothing (parameter page_size)
    page_size: Callable[[], int] | None = None
    store_preference: Callable[[Actor, str, str], None] | None = None
    providers: list[SearchProvider] = field(default_factory=list)


PORTS = Ports()


def search_provider(
    label: Any, *, permission: str, find: Callable[[Actor, str, int], Sequence[Hit]], order: int = 100
) -> None:
    """Let the palette find a kind of record."""
    PORTS.providers.append(SearchProvider(label=label, permission=permission, find=find, order=order))
    PORTS.providers.sort(key=lambda provider: provider.order)
