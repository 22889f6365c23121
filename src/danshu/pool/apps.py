"""The customer pool."""

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.pool"
    label = "pool"

    def ready(self) -> None:
        """Let locks watch over changes of owner, and put the database's refusals into words."""
        import_module("danshu.pool.watching")
        import_module("danshu.pool.errors")
