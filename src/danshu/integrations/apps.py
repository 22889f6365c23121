"""Other systems are told what happens here."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.integrations"
    label = "integrations"
