"""The events that other systems may ask for, with their names in words: whatever modules publish (danshu.kit.events)."""

from __future__ import annotations

from django.utils.functional import Promise

from danshu.kit.events import PUBLISHED

EVENTS: dict[str, str | Promise] = {name: event.label for name, event in PUBLISHED.items()}
