"""Roles, permissions, data scope: what somebody may do."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.access"
    label = "access"

    def ready(self) -> None:
        from danshu.access.delivered import deliver_roles

        post_migrate.connect(deliver_roles, sender=self, dispatch_uid="danshu.access.deliver_roles")
