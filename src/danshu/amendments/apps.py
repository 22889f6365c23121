"""Change orders of approved orders."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.amendments"
    label = "amendments"
