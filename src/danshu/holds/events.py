"""Facts about claims."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from danshu.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLapsed(Event):
    """A document's claim passed its moment and was given up; the aggregate is that document."""

    name: ClassVar[str] = "holds.claim_lapsed"

    resource_kind: str
    resource_id: int
    quantity: Decimal
