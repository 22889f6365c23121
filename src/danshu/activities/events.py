"""Facts about dealings that other modules react to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from danshu.kit.events import Event, published


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunicationRecorded(Event):
    """Somebody was in touch with a customer; counts: for the follow-up frequency."""

    name: ClassVar[str] = "activities.communication_recorded"

    customer_id: int
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCarriedOut(Event):
    """A plan became a communication."""

    name: ClassVar[str] = "activities.plan_carried_out"

    customer_id: int
    communication_id: int


published(CommunicationRecorded, _("记录了交流"), of="activities.communication")
