"""Figures read from many modules."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.reporting"
    label = "reporting"
