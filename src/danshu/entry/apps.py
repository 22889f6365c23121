"""The last module to be ready: loads what the others declare."""

from django.apps import AppConfig


class Config(AppConfig):
    """Assembles the product."""

    name = "danshu.entry"
    label = "entry"

    def ready(self) -> None:
        # Apps become ready in the order of INSTALLED_APPS, the entry first: by then all models are loaded.
        from danshu.entry.discovery import load_parts

        load_parts()
