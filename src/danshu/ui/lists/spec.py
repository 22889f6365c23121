"""The declaration of a list. A domain fills it in; nothing about a list is built twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from danshu.kit.actor import Actor
from danshu.ui.detail import Action
from danshu.ui.lists.columns import Column
from danshu.ui.lists.filters import Filter

Text = str | Promise
Rows = QuerySet[Any]

RESERVED = {"page", "after", "before", "n", "size", "sort", "tab", "q", "exact", "part", "batch", "ids", "all"} | {
    "export", "jump", "open", "cols", "reason", "confirmed", "form_token", "totals", "typed", "fields", "view", "viewcount",
}  # fmt: skip

SPECS: dict[str, ListSpec] = {}


@dataclass(frozen=True, slots=True)
class Keeper:
    """A page that keeps what was asked of it as saved views, as a list does."""

    title: Text
    url_name: str


KEEPERS: dict[str, Keeper] = {}


def keeper_of(name: str) -> Keeper | None:
    """The list or page that keeps views under a name."""
    spec = SPECS.get(name)
    return KEEPERS.get(name) if spec is None else Keeper(spec.title, spec.url_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A state of the records as a tab with a count. where: a Q or rows -> rows; hot: red, something is overdue."""

    key: str
    label: Text
    where: Q | Callable[[Rows, Actor], Rows] | None = None
    counted: bool = True
    hot: bool = False

    def narrow(self, rows: Rows, actor: Actor) -> Rows:
        """The rows of this tab."""
        if self.where is None:
            return rows
        return rows.filter(self.where) if isinstance(self.where, Q) else self.where(rows, actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchContext:
    """What one run of a batch action knows. key(record) is the idempotency key of this record in this submission."""

    actor: Actor
    at: datetime
    reason: str
    token: str

    def key(self, record: Any) -> str:
        """The same for a repeated submission, different for each record."""
        return f"{self.token}:{record.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAction:
    """One operation for many records (COM-004).

    run(record, context) calls the operation; a DomainError leaves that record unchanged and is reported with its
    reason. done: words with %(count)s, e.g. "已失效 %(count)s 条". confirm: the question with %(count)s; asked before
    anything happens. reason: "" none, "optional", "required". typed=True asks to type the count (level 3).
    page: the name of an address that takes the selection over as ?ids=1,2 and asks itself.
    """

    key: str
    label: Text
    run: Callable[[Any, BatchContext], object]
    done: Text
    permission: str = ""
    icon: str = ""
    danger: bool = False
    confirm: Text = ""
    effect: Text = ""
    keep: Text = ""
    reason: str = ""
    typed: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAction:
    """An icon or menu entry at the end of a row. url(record): "" leaves it out for that record."""

    label: Text
    url: Callable[[Any], str]
    icon: str
    permission: str = ""
    method: str = "get"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """A list by declaration.

    name: stable, "module.plural"; noun: the counter word of the records (单, 条, 家); rows(actor): what exists for the
    actor, with select_related for what the columns read; permission: who may open it. columns, filters, tabs, batch,
    row_actions: see their classes. search(rows, text): the quick search, with search_hint as its placeholder.
    sort: the default, a column key with "-" for descending; newest first by convention. acts(actor): the buttons at the
    head. export: the permission for exports, empty = no export. totals_note: what the totals leave out, with
    totals_where as the condition. page_size: only for a list that is short by nature; 0 = the person's or the company's
    choice. row_class(record): "" or "void". label_of(record): its name in messages. more_columns, more_filters: those that are
    data (custom fields), read for each request; their keys hold a dash, which no declared key does.
    """

    name: str
    title: Text
    noun: Text
    rows: Callable[[Actor], Rows]
    permission: str
    columns: Sequence[Column]
    label_of: Callable[[Any], str]
    url_name: str
    sort: str = "-pk"
    filters: Sequence[Filter] = ()
    tabs: Sequence[Tab] = ()
    search: Callable[[Rows, str], Rows] | None = None
    search_hint: Text = ""
    batch: Sequence[BatchAction] = ()
    row_actions: Sequence[RowAction] = ()
    acts: Callable[[Actor], Sequence[Action]] | None = None
    export: str = ""
    totals_note: Text = ""
    totals_where: Q | None = None
    row_class: Callable[[Any], str] | None = None
    section: Text = ""
    empty_title: Text = ""
    empty_text: Text = ""
    template: str = "ui/list/page.html"
    page_size: int = 0
    url_kwargs: Mapping[str, Any] = field(default_factory=dict)
    context: Callable[[Any], Mapping[str, Any]] | None = None
    more_columns: Callable[[Actor], Sequence[Column]] | None = None
    more_filters: Callable[[Actor], Sequence[Filter]] | None = None

    def __post_init__(self) -> None:
        taken = [name for each in self.filters for name in each.names()]
        clash = RESERVED & set(taken) or {name for name in taken if taken.count(name) > 1}
        keys = [column.key for column in self.columns]
        if clash or len(set(keys)) != len(keys):
            raise ValueError(f"list {self.name}: names taken twice: {sorted(clash) or keys}")
        SPECS[self.name] = self

    def columns_for(self, actor: Actor) -> list[Column]:
        """The columns the actor may see."""
        more = self.more_columns(actor) if self.more_columns else ()
        return [each for each in (*self.columns, *more) if not each.permission or actor.can(each.permission)]

    def filters_for(self, actor: Actor) -> list[Filter]:
        """The filters the actor may use."""
        more = self.more_filters(actor) if self.more_filters else ()
        return [each for each in (*self.filters, *more) if not each.permission or actor.can(each.permission)]

    def batch_for(self, actor: Actor) -> list[BatchAction]:
        """The batch actions the actor may use."""
        return [action for action in self.batch if not action.permission or actor.can(action.permission)]
