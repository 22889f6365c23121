"""Allocation, shipping notes, receipt; the goods and service kinds."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.fulfilment"
    label = "fulfilment"
