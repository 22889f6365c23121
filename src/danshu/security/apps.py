"""The security log."""

from django.apps import AppConfig


class Config(AppConfig):
    """A table of attempts; the edge writes it (danshu.entry.attempts)."""

    name = "danshu.security"
    label = "security"
