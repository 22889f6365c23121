"""Merging orders: which, into which one, and what that does (ORD-014)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.composing.errors import TooManyToMerge
from danshu.composing.operations.merge_orders import merge_orders
from danshu.composing.permissions import COMPOSE
from danshu.composing.queries import orders_like, orders_to_merge
from danshu.composing.rules import AT_ONCE, MERGEABLE
from danshu.composing.web.dialog import Foreseen, foresee, refuse, status_of
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.keys import key_of, keys_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order
from danshu.sales.web.statuses import ORDER_STATUSES
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@dataclass(slots=True)
class Choice:
    """An order on the page."""

    order: Order
    chosen: bool
    version: int  # the one that was looked at

    @property
    def status(self) -> Any:
        """The pill."""
        return ORDER_STATUSES[self.order.status]


@dataclass(slots=True)
class Page:
    """What was chosen."""

    choices: list[Choice]
    kept_id: int
    join: bool
    reason: str

    @property
    def others(self) -> list[int]:
        """The orders that go."""
        return [each.order.pk for each in self.choices if each.chosen and each.order.pk != self.kept_id]

    @property
    def kept(self) -> Order:
        """The one that stays."""
        return next(each.order for each in self.choices if each.order.pk == self.kept_id)

    def input(self) -> dict[str, Any]:
        """What the operation takes."""
        chosen = {*self.others, self.kept_id}
        versions = {each.order.pk: each.version for each in self.choices if each.order.pk in chosen}
        return {"order_id": self.kept_id, "order_ids": self.others, "join_lines": self.join, "reason": self.reason,
                "versions": versions}  # fmt: skip


@allowed_to(COMPOSE)
def merge(request: ActorRequest) -> HttpResponse:
    """GET: the chosen orders (?ids=1,2), or those alike (?with=number), and what merging would do; POST: merge."""
    page = _read(request)
    trial = lambda: merge_orders.dry_run(**page.input(), actor=request.actor, at=now())  # noqa: E731
    foreseen = foresee(request, trial, entered=(page.kept_id, sorted(page.others), page.join))
    late = request.method == "POST" and "look" not in request.POST
    if late and foreseen.may_be_done:
        return _merge(request, page, foreseen)
    return _show(request, page, foreseen, status=status_of(foreseen) if late else 200, changed=late)


def _merge(request: ActorRequest, page: Page, foreseen: Foreseen) -> HttpResponse:
    try:
        merged = merge_orders.keyed(foreseen.token)(**page.input(), actor=request.actor, at=now())
    except DomainError as refusal:
        refuse(foreseen, refusal)
        return _show(request, page, foreseen, status=refusal.status)
    done(request, _("已合并到订单 %(number)s") % {"number": merged.number})
    return go(request, reverse("sales:order", args=[merged.number]))


def _read(request: ActorRequest) -> Page:
    orders, ticked = _offered(request)
    if not orders:
        raise NotFound()
    given = request.POST
    if request.method == "POST":
        ticked = {key for key in map(key_of, given.getlist("chosen")) if key}
    kept = key_of(given.get("kept")) or _first(orders, ticked)
    if kept not in {order.pk for order in orders}:
        raise NotFound()
    choices = [
        Choice(order, order.pk in ticked or order.pk == kept, key_of(given.get(f"version-{order.pk}")) or order.version)
        for order in orders
    ]
    return Page(choices, kept, bool(given.get("join")), given.get("reason", "").strip()[:500])


def _offered(request: ActorRequest) -> tuple[list[Order], set[int]]:
    """The orders of the page, and those ticked at first."""
    if number := request.GET.get("with", ""):
        order = order_by_number(request.actor, number, COMPOSE)
        orders = orders_like(request.actor, order)
        return orders, {each.pk for each in orders}
    keys = set(keys_of(key for text in request.GET.getlist("ids") for key in text.split(",")))
    if len(keys) > AT_ONCE:
        raise TooManyToMerge(limit=AT_ONCE, count=len(keys))
    return orders_to_merge(request.actor, sorted(keys)), keys


def _first(orders: list[Order], ticked: set[int]) -> int:
    """The oldest order under review stays, else the oldest draft."""
    able = [order for order in orders if order.pk in ticked and order.status in MERGEABLE] or orders
    return min(able, key=lambda order: (order.status != OrderStatus.AWAITING_REVIEW, order.pk)).pk


def _show(
    request: ActorRequest, page: Page, foreseen: Foreseen, *, status: int = 200, changed: bool = False
) -> HttpResponse:
    if foreseen.refusal is not None:  # what is shown now is what is there now
        for each in page.choices:
            each.version = each.order.version
    context = {
        "dialog": page,
        "foreseen": foreseen,
        "changed": changed and foreseen.is_possible,
        "back_url": reverse("sales:order_list"),
    }
    if number := request.GET.get("with", ""):
        context["back_url"] = reverse("sales:order", args=[number])
    return render_page(request, "composing/merge.html", context, status=status)
