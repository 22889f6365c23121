"""Roles, permissions, data scope: what somebody may do."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.access"
    label = "access"
