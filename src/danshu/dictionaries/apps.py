"""Simple value lists that all behave alike."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    """Delivers declared values after each migration."""

    name = "danshu.dictionaries"
    label = "dictionaries"

    def ready(self) -> None:
        from danshu.dictionaries.delivery import deliver

        post_migrate.connect(deliver, sender=self, dispatch_uid="danshu.dictionaries.deliver")
