"""Dealings with customers."""

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.activities"
    label = "activities"

    def ready(self) -> None:
        """Put the database's refusals into words."""
        import_module("danshu.activities.errors")
