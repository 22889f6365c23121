"""Spreadsheets in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import AppConfig

from danshu.kit.actor import Actor


class Config(AppConfig):
    """Offers background exports to the lists."""

    name = "danshu.exchange"
    label = "exchange"

    def ready(self) -> None:
        from danshu.ui.ports import PORTS

        PORTS.export_later = export_later
        PORTS.note_export = note_export


def export_later(actor: Actor, list_name: str, kind: str, params: Mapping[str, Any], columns: Sequence[str]) -> str:
    """Start the export of a list that is too large for one request; returns the address of its page."""
    from django.urls import reverse

    from danshu.exchange.operations.request_export import request_export
    from danshu.kit.clock import now

    job = request_export(kind=list_name, file_format=kind, params=params, columns=columns, actor=actor, at=now())
    return reverse("exchange:export", args=[job.pk])


def note_export(
    actor: Actor, list_name: str, title: str, kind: str, rows: int, params: Mapping[str, Any], columns: Sequence[str]
) -> None:
    """A small export, made while the person waited, stands in his list of exports like the large ones (SYS-010)."""
    from danshu.exchange.lifecycle import ExportStatus
    from danshu.exchange.models import ExportJob
    from danshu.exchange.permissions import EXPORT
    from danshu.kit.clock import now

    if not actor.can(EXPORT):
        return
    at = now()
    ExportJob.objects.create(
        kind=list_name[:60], label=title[:120], owner_id=actor.user_id, unit_id=actor.unit_id, owner_name=actor.name,
        columns=list(columns), params=dict(params), format=kind, status=ExportStatus.FETCHED, rows=rows,
        rows_expected=rows, finished_at=at, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
