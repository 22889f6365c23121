"""Review of customers."""

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.vetting"
    label = "vetting"

    def ready(self) -> None:
        """Open the desk at which every way into a customer asks, and put the database's refusals into words."""
        import_module("danshu.vetting.office")
        import_module("danshu.vetting.errors")
