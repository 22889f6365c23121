"""Whole graphs as a workbook: what is offered before something is deleted (ORD-041).

It tells no more than pages and API do: contact data as the actor may read them, of custom fields those that he may read,
of confidential columns those that he has the right to, and nothing of what is stored as JSON.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import IO, Any

import xlsxwriter
from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, QuerySet
from django.utils import timezone

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.hosts import HOSTS
from danshu.custom_fields.queries import fields_with_values, with_linked_names
from danshu.custom_fields.web.part import value_shown
from danshu.exchange.workbooks import OPTIONS
from danshu.kit.actor import Actor
from danshu.kit.masking import PrivateEmail, PrivateText
from danshu.kit.trail import field_label, value_text
from danshu.recycling.graph import graph_rows, model_of
from danshu.recycling.registry import CONFIDENTIAL, HANGING, KINDS

CUSTOM = "custom"
# of no use to a reader
HIDDEN = frozenset({"digest"})
# for the program: texts would tell everything in them
STRUCTURED = (JSONField, ArrayField)
WIDTH, LONGEST = 18, 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and how a row's value in words or as a number is read."""

    label: str
    read: Callable[[Any], Any]


def graph_workbook(kind: str, pks: Sequence[int], actor: Actor) -> IO[bytes]:
    """A sheet for each table of the graphs of these records, with every column that the actor may read.

    The caller has checked that the records exist for the actor. Texts stay texts.
    """
    file = tempfile.SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115 - the answer closes it
    unseen: dict[str, set[int]] = {}
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for model, owners in graph_rows(kind, pks).items():
            rows = list(_seen_rows(kind, model, list(owners), unseen, actor)) if owners else []
            unseen[model] = set(owners) - {row.pk for row in rows}
            if rows:
                _sheet(book, model, rows, _columns(kind, model, rows, actor), bold)
    file.seek(0)
    return file


def _seen_rows(
    kind: str, model: str, ids: Sequence[int], unseen: Mapping[str, set[int]], actor: Actor
) -> QuerySet[Any]:
    """The rows of a table that exist for the actor, with contact data as he may read them."""
    rows: Any = model_of(model)._default_manager.filter(pk__in=ids).order_by("pk")
    for each in HANGING[kind].parts:
        if each.model == model:
            rows = rows.exclude(**{f"{each.via}__in": unseen.get(each.parent, ())})
            rows = rows.visible_to(actor, each.view) if each.view else rows
    rows = rows.shown_to(actor) if hasattr(rows, "shown_to") else rows
    host = _host(model)
    return with_linked_names(rows, host) if host else rows


def _columns(kind: str, model: str, rows: Sequence[Any], actor: Actor) -> list[Column]:
    """What the actor may read of a table: stored columns, then custom fields."""
    fields = [each for each in model_of(model)._meta.concrete_fields if _is_told(model, each, rows[0], actor)]
    stored = [_column(kind, model, each, rows[0]) for each in fields]
    host = _host(model)
    if not host:
        return stored
    held = {code: True for row in rows for code in row.custom}
    return stored + [Column(each.label, partial(_custom_value, each)) for each in fields_with_values(host, actor, held)]


def _is_told(model: str, field: Any, row: Any, actor: Actor) -> bool:
    right = CONFIDENTIAL.get((model, field.name))
    if field.name in HIDDEN or isinstance(field, STRUCTURED) or (right is not None and not actor.can(right)):
        return False
    return not isinstance(field, PrivateText | PrivateEmail) or hasattr(row, f"shown_{field.name}")


def _column(kind: str, model: str, field: Any, row: Any) -> Column:
    is_root = model == KINDS[kind].model
    name = field.attname if is_root else f"line.{field.name}"
    label, shown = field_label(kind, name), f"shown_{field.name}"
    source = shown if hasattr(row, shown) else field.attname
    return Column(
        label if label != name else field.attname,
        partial(_read, kind=kind, source=source, words=name if is_root else ""),
    )


def _read(row: Any, *, kind: str, source: str, words: str) -> Any:
    """Numbers as such, everything else in words."""
    value = getattr(row, source)
    if value is None or value == "":
        return None
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and not source.endswith("_id"):
        return value
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return value_text(kind, words, value) if words else str(value)


def _host(model: str) -> str:
    """The kind whose custom fields the rows of a table have; "" without any."""
    table = model_of(model)._meta.db_table
    return next((host.kind for host in HOSTS.values() if host.table == table), "")


def _custom_value(found: CustomField, row: Any) -> str:
    return value_shown(found, row, sees_contact_data=getattr(row, "sees_contact_data", False))


def _sheet(book: Any, model: str, rows: Sequence[Any], columns: Sequence[Column], bold: Any) -> None:
    sheet = book.add_worksheet(str(model_of(model)._meta.object_name)[:31])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns), WIDTH)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.label, bold)
    for number, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            value = column.read(row)
            if isinstance(value, Decimal | int):
                sheet.write_number(number, at, value)
            elif value:
                sheet.write_string(number, at, value[:LONGEST])
