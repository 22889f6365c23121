"""Double-entry money: balanced by the database, append-only."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.ledger"
    label = "ledger"
