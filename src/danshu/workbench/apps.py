"""The first page of the day."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.workbench"
    label = "workbench"
