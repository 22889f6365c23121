"""The review queue in three panes: what waits, what it is, what to decide (ORD-019, ORD-020)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import DomainError
from danshu.kit.findings import blocking, warnings
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.digest import content_digest
from danshu.sales.loading import order_lines, stored_draft
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.queries import last_prices, order_by_number
from danshu.sales.queries import review_queue as waiting_orders
from danshu.sales.reviewing import may_review
from danshu.sales.rules import APPROVE, OrderFacts, evaluate
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@dataclass(frozen=True, slots=True)
class Compared:
    """One line beside the list price and what the customer paid last time."""

    line: OrderLine
    last: Decimal | None

    @property
    def difference(self) -> Decimal:
        """This order's price minus the list price."""
        return self.line.unit_price - self.line.list_price


@allowed_to(REVIEW_ORDER)
def review_queue(request: ActorRequest) -> HttpResponse:
    """GET: the queue with its first order open."""
    waiting = waiting_orders(request.actor)
    return _page(request, waiting, waiting[0] if waiting else None)


@allowed_to(REVIEW_ORDER)
def review_order(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one order of the queue; POST: decide and go on to the next."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    waiting = waiting_orders(request.actor)
    if request.method != "POST":
        return _page(request, waiting, order)
    following = _next(waiting, order)
    try:
        text = _decide(request, order)
    except DomainError as refusal:
        return _page(request, waiting, order, refusal=refusal)
    done(request, text)
    url = reverse("sales:review_order", args=[following.number]) if following else reverse("sales:review")
    return go(request, url)


def _decide(request: ActorRequest, order: Order) -> str:
    data = request.POST
    seen: dict[str, Any] = {"version": int(data["version"]) if data.get("version", "").isdigit() else None}
    key = data.get("form_token") or f"review:{order.pk}:{order.version}"
    if data.get("decision") == "reject":
        reject_order.keyed(key)(order_id=order.pk, reason=data.get("reason", ""), **seen, actor=request.actor, at=now())
        return _("订单 %(number)s 已驳回") % {"number": order.number}
    approve_order.keyed(key)(
        order_id=order.pk, company_name_confirmed=bool(data.get("company_name_confirmed")),
        confirmed_warnings=data.getlist("confirmed_warnings"), comment=data.get("reason", ""), **seen,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return _("已通过订单 %(number)s，合计 %(total)s") % {"number": order.number, "total": f"{order.total:,.2f}"}


def _next(waiting: list[Order], order: Order) -> Order | None:
    rest = [other for other in waiting if other.pk != order.pk]
    place = next((n for n, other in enumerate(waiting) if other.pk == order.pk), 0)
    return rest[min(place, len(rest) - 1)] if rest else None


def _page(
    request: ActorRequest, waiting: list[Order], order: Order | None, *, refusal: DomainError | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "waiting": waiting, "order": order, "refusal": refusal, "now": now(),
        "sum": sum((other.total for other in waiting), Decimal(0)), "token": f"review:{now().timestamp()}",
    }  # fmt: skip
    if order is not None:
        context |= _examined(request, order, waiting)
    status = refusal.status if refusal else 200
    return render_page(request, "sales/review.html", context, status=status)


def _examined(request: ActorRequest, order: Order, waiting: list[Order]) -> dict[str, Any]:
    lines = order_lines(order)
    draft = stored_draft(order, lines, at=now())
    digest = content_digest(draft)
    facts = OrderFacts(draft=draft, stage=APPROVE, actor=request.actor, at=now(), order=order, digest=digest)
    findings = evaluate(facts)
    last = last_prices(order.customer_id, [line.item_id for line in lines], before_order_id=order.pk)
    place = next((n for n, other in enumerate(waiting, start=1) if other.pk == order.pk), 0)
    stops = blocking(findings)
    return {
        "compared": [Compared(line, last.get(line.item_id)) for line in lines],
        "findings": findings,
        "blocks": stops,
        "warnings": warnings(findings),
        "customer": draft.customer,
        "place": place,
        "previous": waiting[place - 2] if place > 1 else None,
        "following": waiting[place] if 0 < place < len(waiting) else None,
        "own": not may_review(order, request.actor),
        "effects": [] if stops else effects(order, lines),
        "margin": margin(order),
    }


def effects(order: Order, lines: list[OrderLine]) -> list[Effect]:
    """What approving does, with its figures."""
    quantity = sum((line.quantity for line in lines), Decimal(0))
    stock = _("占用库存 %(quantity)s") % {"quantity": f"{quantity.normalize():f}"}
    owed = _("增加应收 %(currency)s %(total)s") % {"currency": order.currency, "total": f"{order.total:,.2f}"}
    return [Effect("stock", stock), Effect("receivable", owed)]


def margin(order: Order) -> Decimal | None:
    """Margin in percent of the net amount; None without costs."""
    if not order.cost_total or not order.total:
        return None
    rate: Decimal = (order.total - order.cost_total) / order.total * 100
    return rate
