"""Document numbers: patterns and counters."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.numbering"
    label = "numbering"
