"""The recycle bin of all records."""

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.recycling"
    label = "recycling"

    def ready(self) -> None:
        """Put the database's refusals into words."""
        import_module("danshu.recycling.errors")
