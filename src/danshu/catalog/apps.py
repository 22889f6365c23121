"""Items, categories and their kinds."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.catalog"
    label = "catalog"
