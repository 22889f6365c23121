"""Price lists and the price of an order line."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.pricing"
    label = "pricing"
