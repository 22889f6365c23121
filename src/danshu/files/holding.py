"""Which records hold attachments and notes: each owning module declares its own, once (COM-016).

    holder(
        "sales.order", rows=lambda actor: Order.objects.visible_to(actor, VIEW_ORDER),
        label_of=lambda order: order.number, url_of=lambda order: reverse("sales:order", args=[order.number]),
    )

Access follows `rows`: what is not among them does not exist for the actor, nor do its files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.files.errors import RecordClosed
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.kit.trail import field_labels

LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class NoteInfo:
    """A note as pages and the interface show it. is_visible: meant for the customer's eyes, else for staff alone."""

    id: int
    content: str
    is_visible: bool
    author_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNotes:
    """For a kind whose module keeps notes of its own: the same addresses lead there.

    add(record key, text, is_visible, actor, moment, idempotency key) calls its operation; read(record key) lists,
    newest first.
    """

    add: Callable[[int, str, bool, Actor, datetime, str], None]
    read: Callable[[int], Sequence[NoteInfo]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One kind of record."""

    kind: str
    rows: Callable[[Actor], QuerySet[Any]]
    label_of: Callable[[Any], str]
    url_of: Callable[[Any], str]
    is_open: Callable[[Any], bool]
    notes: OwnNotes | None
    rows_to_change: Callable[[Actor], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Held:
    """A record that exists for the actor."""

    holder: Holder
    pk: int
    label: str
    url: str
    is_open: bool


HOLDERS: dict[str, Holder] = {}


def holder(
    kind: str, *, rows: Callable[[Actor], QuerySet[Any]], label_of: Callable[[Any], str], url_of: Callable[[Any], str],
    is_open: Callable[[Any], bool] = lambda record: True, notes: OwnNotes | None = None,
    rows_to_change: Callable[[Actor], QuerySet[Any]] | None = None,
) -> None:  # fmt: skip
    """Let records of a kind (its name in the audit trail) hold attachments and notes.

    rows(actor): those that exist for him; label_of, url_of: how one is shown and where; is_open: False for a record
    that may only be looked at; rows_to_change(actor): those to which he may attach something, when fewer than he may
    look at. Raises ValueError for a kind declared twice.
    """
    if kind in HOLDERS:
        raise ValueError(f"holder declared twice: {kind}")
    HOLDERS[kind] = Holder(kind=kind, rows=rows, label_of=label_of, url_of=url_of, is_open=is_open, notes=notes,
                           rows_to_change=rows_to_change or rows)  # fmt: skip
    field_labels(kind, {"attachment": _("附件")})


def held(kind: str, pk: int, actor: Actor) -> Held:
    """A record for looking at. Raises NotFound for an unknown kind, a missing record, one outside of the scope."""
    return _held(kind, pk, actor, locked=False)


def records_of(refs: Iterable[SourceRef], actor: Actor) -> dict[SourceRef, Held]:
    """Those of some records that exist for the actor; one statement for each kind."""
    keys: dict[str, list[int]] = {}
    for ref in refs:
        keys.setdefault(ref.kind, []).append(ref.pk)
    return {
        SourceRef(kind, record.pk): Held(
            known, record.pk, known.label_of(record), known.url_of(record), known.is_open(record)
        )
        for kind, pks in sorted(keys.items())
        if (known := HOLDERS.get(kind)) is not None
        for record in known.rows(actor).filter(pk__in=pks)
    }


def open_record(kind: str, pk: int, actor: Actor) -> Held:
    """The same for changing, locked until the transaction ends. Raises NotFound, RecordClosed."""
    found = _held(kind, pk, actor, locked=True)
    if not found.is_open:
        raise RecordClosed(label=found.label)
    return found


def _held(kind: str, pk: int, actor: Actor, *, locked: bool) -> Held:
    known = HOLDERS.get(kind)
    if known is None or not 0 < pk <= LARGEST_KEY:
        raise NotFound
    rows = (known.rows_to_change if locked else known.rows)(actor).filter(pk=pk)
    record = (lock(rows) if locked else rows).first()
    if record is None:
        raise NotFound
    fewer = not locked and known.rows_to_change is not known.rows
    is_open = known.is_open(record) and (not fewer or known.rows_to_change(actor).filter(pk=pk).exists())
    return Held(known, record.pk, known.label_of(record), known.url_of(record), is_open)
