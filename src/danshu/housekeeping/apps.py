"""Removing what nobody needs any more, by rule (SYS-012)."""

from django.apps import AppConfig


class Config(AppConfig):
    """Tables of rules and of what was removed."""

    name = "danshu.housekeeping"
    label = "housekeeping"
