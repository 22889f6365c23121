"""Which fields of a request were sent."""

from __future__ import annotations

from typing import Any


def given(payload: Any, *besides: str) -> dict[str, Any]:
    """The fields that were sent; null empties a field."""
    return {k: v for k, v in payload.model_dump(exclude_unset=True).items() if k not in besides}
