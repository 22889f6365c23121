"""Spreadsheets in and out."""

from __future__ import annotations

from collections.abc import Mapping
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


def export_later(actor: Actor, list_name: str, kind: str, params: Mapping[str, Any]) -> str:
    """Start the export of a list that is too large for one request; returns the address of its page."""
    from django.urls import reverse

    from danshu.exchange.operations.request_export import request_export
    from danshu.kit.clock import now

    job = request_export(kind=list_name, file_format=kind, params=params, actor=actor, at=now())
    return reverse("exchange:export", args=[job.pk])
