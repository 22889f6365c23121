"""Results that are told on the next page, after a redirect."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest


def done(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Tell on the next page what was done, naming the object; `undo_url` is posted to when the person takes it back."""
    messages.success(request, text, extra_tags=json.dumps({"undo": undo_url}) if undo_url else "")


def warn(request: HttpRequest, text: str) -> None:
    """Tell on the next page what needs attention."""
    messages.warning(request, text)
