"""Merging and splitting of orders, and orders read from texts."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.composing"
    label = "composing"
