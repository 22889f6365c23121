"""Orders from draft to completed."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.sales"
    label = "sales"
