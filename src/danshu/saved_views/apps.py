"""Saved views of lists."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """Gives the lists the views that people keep."""

    name = "danshu.saved_views"
    label = "saved_views"

    def ready(self) -> None:
        from danshu.saved_views import queries
        from danshu.ui.ports import PORTS

        PORTS.saved_views = queries.views_for
