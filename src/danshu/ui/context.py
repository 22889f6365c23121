"""Context processor of the page shell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from danshu.ui.shell import Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell`: menu, person, theme and language for ui/base.html; nothing is read before the template asks."""
    return {"shell": Shell(request)}
