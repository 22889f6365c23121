"""Customers and contacts."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.parties"
    label = "parties"
