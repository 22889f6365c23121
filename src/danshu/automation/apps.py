"""Rules that act by themselves."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.automation"
    label = "automation"
