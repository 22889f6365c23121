"""Administrative divisions."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """Nothing to wire: upper modules call the queries and put the field into their forms."""

    name = "danshu.regions"
    label = "regions"
