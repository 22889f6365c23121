"""Documents as PDF."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.printing"
    label = "printing"
