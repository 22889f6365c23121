"""Attachments on records of the small company."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from danshu.files.operations.add_attachment import add_attachment
from danshu.files.taking import Upload, take
from danshu.files.tests.samples import PDF, photo
from danshu.kit.actor import Actor
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.sales.models import Order

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)


def taken(content: bytes = PDF, name: str = "回单.pdf", description: str = "") -> Upload:
    """A checked file whose bytes are kept."""
    return take([content], name, description=description)


def attached(order: Order, actor: Actor, *, content: bytes = PDF, name: str = "回单.pdf", description: str = "") -> int:
    """An attachment of an order; its key."""
    upload = taken(content, name, description)
    return add_attachment(kind="sales.order", record_id=order.pk, upload=upload, actor=actor, at=NOON)


def pictured(order: Order, actor: Actor) -> int:
    """The same with a photo."""
    return attached(order, actor, content=photo(), name="现场.jpg")


def set_parameter(name: str, given: Any) -> None:
    """Change a system parameter from long ago on."""
    change_parameters(changes={name: given}, actor=Actor.system(), at=NOON)
