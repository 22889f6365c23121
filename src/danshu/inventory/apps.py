"""Warehouses, stock moves and balances."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.inventory"
    label = "inventory"
