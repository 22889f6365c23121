"""Printing an order: the button makes a copy, the copy's address shows its pages (as often as wanted)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.printing.answers import pdf_answer
from danshu.printing.queries import copies_of, copy_by_code
from danshu.printing.shown import copies_card, key_of, with_state
from danshu.sales.letterhead import payment_account
from danshu.sales.lifecycle import GIVEN_UP
from danshu.sales.loading import in_full
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.print_order import print_order
from danshu.sales.order_form import order_sheet
from danshu.sales.permissions import PRINT_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.sight import kinds_seen
from danshu.ui.detail import Action, Card
from danshu.ui.responses import go


@require_POST
@allowed_to(PRINT_ORDER)
def order_print(request: ActorRequest, number: str) -> HttpResponse:
    """POST: make a copy, then show it."""
    order = order_by_number(request.actor, number, PRINT_ORDER)
    act = print_order.keyed(key) if (key := key_of(request.POST.get("key"))) else print_order
    language = request.POST.get("language", "zh-hans")
    document = act(order_id=order.pk, language=language, actor=request.actor, at=now())
    return go(request, reverse("sales:order_copy", args=[order.number, document.code]))


@allowed_to(PRINT_ORDER)
def order_copy(request: ActorRequest, number: str, code: str) -> HttpResponse:
    """GET: the pages of a copy."""
    order = order_by_number(request.actor, number, PRINT_ORDER)
    return pdf_answer(copy_by_code(order.ref, code), seen=kinds_seen(order))


def print_actions(order: Order, actor: Actor) -> list[Action]:
    """The buttons, for orders that are not over."""
    if not actor.can(PRINT_ORDER) or order.status in GIVEN_UP:
        return []
    url, first = reverse("sales:order_print", args=[order.number]), "en" if order.is_foreign else "zh-hans"
    other = (_("打印中文版"), "zh-hans") if order.is_foreign else (_("打印英文版"), "en")
    return [
        Action(label=_("打印"), url=url, method="post", icon="printer", key="P", new_tab=True,
               fields={"language": first, "key": str(uuid.uuid4())}),
        Action(label=other[0], url=url, method="post", icon="printer", menu=True, new_tab=True,
               fields={"language": other[1], "key": str(uuid.uuid4())}),
    ]  # fmt: skip


def print_cards(order: Order, lines: Sequence[OrderLine], actor: Actor) -> list[Card]:
    """Earlier copies, those marked whose order says something else by now."""
    if not actor.can(PRINT_ORDER):
        return []
    copies = with_state(copies_of(order.ref), lambda: order_sheet(in_full(order), lines, account=payment_account()))
    return copies_card(copies, lambda code: reverse("sales:order_copy", args=[order.number, code]))
