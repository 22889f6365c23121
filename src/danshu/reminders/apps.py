"""Reminders on any record."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.reminders"
    label = "reminders"
