"""Receipts, matching, payment state, credit, refunds."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    """Registers the module and delivers its payment methods."""

    name = "danshu.billing"
    label = "billing"

    def ready(self) -> None:
        from danshu.billing.delivered import deliver_methods

        post_migrate.connect(deliver_methods, sender=self)
