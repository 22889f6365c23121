"""Users, units, sign-in: who somebody is."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.identity"
    label = "identity"
