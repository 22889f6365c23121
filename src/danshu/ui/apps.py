"""The shared user-interface parts as a Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, tags and assets; no tables."""

    name = "danshu.ui"
    label = "ui"
