"""Printing a shipping note: the button makes a copy, the copy's address shows its pages (as often as wanted)."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.fulfilment.delivery_note import ENDED, note_sheet
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.print_shipment import print_shipment
from danshu.fulfilment.permissions import PRINT_SHIPMENT
from danshu.fulfilment.queries import in_full, shipment_by_number
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.printing.answers import pdf_answer
from danshu.printing.queries import copies_of, copy_by_code
from danshu.printing.shown import copies_card, key_of, with_state
from danshu.sales.sight import kinds_seen
from danshu.ui.detail import Action, Card
from danshu.ui.responses import go


@require_POST
@allowed_to(PRINT_SHIPMENT)
def shipment_print(request: ActorRequest, number: str) -> HttpResponse:
    """POST: make a copy, then show it."""
    note = shipment_by_number(request.actor, number, PRINT_SHIPMENT)
    act = print_shipment.keyed(key) if (key := key_of(request.POST.get("key"))) else print_shipment
    language = request.POST.get("language", "zh-hans")
    document = act(shipment_id=note.pk, language=language, actor=request.actor, at=now())
    return go(request, reverse("fulfilment:shipment_copy", args=[note.number, document.code]))


@allowed_to(PRINT_SHIPMENT)
def shipment_copy(request: ActorRequest, number: str, code: str) -> HttpResponse:
    """GET: the pages of a copy."""
    note = shipment_by_number(request.actor, number, PRINT_SHIPMENT)
    return pdf_answer(copy_by_code(note.ref, code), seen=kinds_seen(note))


def print_actions(note: Shipment, actor: Actor) -> list[Action]:
    """The buttons, for notes that count."""
    if not actor.can(PRINT_SHIPMENT) or note.status in ENDED:
        return []
    url = reverse("fulfilment:shipment_print", args=[note.number])
    return [
        Action(label=_("打印"), url=url, method="post", icon="printer", key="P", new_tab=True,
               fields={"language": "zh-hans", "key": str(uuid.uuid4())}),
        Action(label=_("打印英文版"), url=url, method="post", icon="printer", menu=True, new_tab=True,
               fields={"language": "en", "key": str(uuid.uuid4())}),
    ]  # fmt: skip


def print_cards(note: Shipment, actor: Actor) -> list[Card]:
    """Earlier copies, those marked whose note says something else by now."""
    if not actor.can(PRINT_SHIPMENT):
        return []
    copies = with_state(copies_of(note.ref), lambda: note_sheet(in_full(note)))
    return copies_card(copies, lambda code: reverse("fulfilment:shipment_copy", args=[note.number, code]))
