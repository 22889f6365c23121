"""Attachments and notes."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """The module."""

    name = "danshu.files"
    label = "files"
