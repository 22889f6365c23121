"""Facts about parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from danshu.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ParametersChanged(Event):
    """Values were changed, at once or from a moment; the aggregate is the last row written."""

    name: ClassVar[str] = "parameters.changed"

    names: tuple[str, ...]
    effective_at: str
