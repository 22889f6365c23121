"""Orders from draft to completed."""

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.sales"
    label = "sales"

    def ready(self) -> None:
        """Put the database's refusals into words."""
        import_module("danshu.sales.errors")
