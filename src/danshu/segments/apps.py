"""Tags, segments, groups, rules of categories and levels."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the module."""

    name = "danshu.segments"
    label = "segments"
