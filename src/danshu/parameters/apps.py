"""System parameters: declared by modules, changed by administrators."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.parameters"
    label = "parameters"
