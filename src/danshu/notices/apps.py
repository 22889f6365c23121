"""Messages to people: bell, outgoing queue."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.notices"
    label = "notices"
