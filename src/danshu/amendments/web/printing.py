"""Printing a change order: the button makes a copy, the copy's address shows its pages (as often as wanted)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.amendments.change_form import ENDED, change_sheet
from danshu.amendments.models import Amendment
from danshu.amendments.operations.print_amendment import print_amendment
from danshu.amendments.queries import amendment_by_number
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.printing.answers import pdf_answer
from danshu.printing.queries import copies_of, copy_by_code
from danshu.printing.shown import copies_card, key_of, with_state
from danshu.sales.permissions import PRINT_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order
from danshu.sales.sight import kinds_seen
from danshu.ui.detail import Action, Card
from danshu.ui.responses import go


@require_POST
@allowed_to(PRINT_ORDER)
def amendment_print(request: ActorRequest, number: str) -> HttpResponse:
    """POST: make a copy, then show it."""
    found = amendment_by_number(request.actor, number, PRINT_ORDER)
    act = print_amendment.keyed(key) if (key := key_of(request.POST.get("key"))) else print_amendment
    language = request.POST.get("language", "zh-hans")
    document = act(amendment_id=found.pk, language=language, actor=request.actor, at=now())
    return go(request, reverse("amendments:copy", args=[found.number, document.code]))


@allowed_to(PRINT_ORDER)
def amendment_copy(request: ActorRequest, number: str, code: str) -> HttpResponse:
    """GET: the pages of a copy."""
    found = amendment_by_number(request.actor, number, PRINT_ORDER)
    order = order_by_number(request.actor, found.order.number, PRINT_ORDER)
    return pdf_answer(copy_by_code(found.ref, code), seen=kinds_seen(order))


def print_actions(found: Amendment, order: Order, actor: Actor) -> Iterator[Action]:
    """The buttons, for change orders that wait or took effect."""
    if not actor.can(PRINT_ORDER) or found.status in ENDED:
        return
    url = reverse("amendments:print", args=[found.number])
    words = {"zh-hans": _("打印中文版"), "en": _("打印英文版")}
    first, other = ("en", "zh-hans") if order.is_foreign else ("zh-hans", "en")
    yield Action(label=_("打印"), url=url, method="post", icon="printer", key="P", new_tab=True,
                 fields={"language": first, "key": str(uuid.uuid4())})  # fmt: skip
    yield Action(label=words[other], url=url, method="post", icon="printer", menu=True, new_tab=True,
                 fields={"language": other, "key": str(uuid.uuid4())})  # fmt: skip


def print_cards(found: Amendment, order: Order, actor: Actor) -> list[Card]:
    """Earlier copies, those marked whose change order says something else by now."""
    if not actor.can(PRINT_ORDER):
        return []
    copies = with_state(copies_of(found.ref), lambda: change_sheet(found, order))
    return copies_card(copies, lambda code: reverse("amendments:copy", args=[found.number, code]))
