"""Shipping notes hold attachments and notes: signed papers, photos of the loading (COM-016)."""

from __future__ import annotations

from django.urls import reverse

from danshu.files.holding import holder
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import VIEW_SHIPMENT

holder(
    "fulfilment.shipment",
    rows=lambda actor: Shipment.objects.visible_to(actor, VIEW_SHIPMENT),
    label_of=lambda note: note.number,
    url_of=lambda note: reverse("fulfilment:shipment", args=[note.number]),
)
