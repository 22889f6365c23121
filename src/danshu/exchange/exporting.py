"""What can be exported in the background: every list of the product, and what upper modules register here.

The cells, the escaping and the writers are those of the lists (danshu.ui.lists), so that an export looks the same
whether it was made at once or by a job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import get_resolver
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, Text
from danshu.ui.lists.columns import Column
from danshu.ui.lists.spec import SPECS, ListSpec
from danshu.ui.lists.state import read_state

CHUNK = 1_000
Params = Mapping[str, Any]


class UnknownExport(DomainError):
    """Nothing of this name can be exported."""

    code, status = "unknown_export", 404
    message = _("没有叫“%(kind)s”的导出类型")
    way_out = _("从列表页面导出")


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One exportable thing.

    permission: what the person must hold, when asking and again when the job runs. columns(actor): those he may see.
    rows(actor, params): records in his data scope, read lazily. count(actor, params): how many, for the progress.
    """

    code: str
    label: Text
    permission: str
    columns: Callable[[Actor], Sequence[Column]]
    rows: Callable[[Actor, Params], Iterable[Any]]
    count: Callable[[Actor, Params], int]


EXPORTS: dict[str, ExportKind] = {}


def register_export(kind: ExportKind) -> ExportKind:
    """Make something exportable that is not a list. Raises ValueError for a code registered twice."""
    if kind.code in EXPORTS:
        raise ValueError(f"export registered twice: {kind.code}")
    EXPORTS[kind.code] = kind
    return kind


def export_named(code: str) -> ExportKind:
    """A registered export, or a list by its name. Raises UnknownExport."""
    if code in EXPORTS:
        return EXPORTS[code]
    if code not in SPECS:
        _ = get_resolver().url_patterns  # lists are declared where their addresses are
    spec = SPECS.get(code)
    if spec is None or not spec.export:
        raise UnknownExport(kind=code)
    return of_list(spec)


def of_list(spec: ListSpec) -> ExportKind:
    """A list as an export: its filters are the conditions, its columns the fields."""

    def state(actor: Actor, params: Params) -> Any:
        asked = QueryDict(mutable=True)
        for name, values in params.items():
            asked.setlist(name, [values] if isinstance(values, str) else list(values))
        return read_state(spec, actor, asked)

    def rows(actor: Actor, params: Params) -> Iterable[Any]:
        found = state(actor, params)
        ordered: Iterable[Any] = found.order.apply(found.rows()).iterator(chunk_size=CHUNK)
        return ordered

    return ExportKind(
        code=spec.name,
        label=spec.title,
        permission=spec.export,
        columns=lambda actor: [column for column in spec.columns_for(actor) if column.export],
        rows=rows,
        count=lambda actor, params: int(state(actor, params).rows().count()),
    )


def chosen(columns: Sequence[Column], keys: Sequence[str]) -> list[Column]:
    """The wanted columns in the wanted order; all of them without a wish."""
    known = {column.key: column for column in columns}
    return [known[key] for key in keys if key in known] if keys else list(columns)
