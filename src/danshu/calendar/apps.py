"""Working days and hours as data."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.calendar"
    label = "calendar"
