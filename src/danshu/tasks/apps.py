"""Tasks that people give each other."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.tasks"
    label = "tasks"
