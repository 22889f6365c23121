"""Announcements of the company to its people."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse


class Config(AppConfig):
    """Lets the recognition of a person say whether an announcement waits for his confirmation."""

    name = "danshu.announcements"
    label = "announcements"

    def ready(self) -> None:
        from danshu.access.queries import attention_by
        from danshu.announcements.audience import WAITS_FOR_ME
        from danshu.ui.ports import PORTS

        attention_by(WAITS_FOR_ME)
        PORTS.attention_url = lambda: reverse("announcements:confirm")
