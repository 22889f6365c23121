"""Spreadsheets in and out."""

from django.apps import AppConfig


class Config(AppConfig):
    """Offers background exports to the lists."""

    name = "danshu.exchange"
    label = "exchange"
