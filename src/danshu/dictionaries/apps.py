"""Simple value lists that all behave alike."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.dictionaries"
    label = "dictionaries"
