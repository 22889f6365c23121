"""Receipts, matching, payment state, credit, refunds."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.billing"
    label = "billing"
