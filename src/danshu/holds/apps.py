"""Time-boxed claims on anything scarce."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.holds"
    label = "holds"
