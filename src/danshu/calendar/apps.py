"""Working days and hours as data."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    """Delivers published holidays after each migration."""

    name = "danshu.calendar"
    label = "calendar"

    def ready(self) -> None:
        from danshu.calendar.published import deliver

        post_migrate.connect(deliver, sender=self, dispatch_uid="danshu.calendar.deliver")
