"""The review queue in three panes: what waits, what it is, what to decide (ORD-019, ORD-020)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.queries import people_with
from danshu.catalog.permissions import COST_VIEW
from danshu.dictionaries.queries import coded_choices
from danshu.identity.queries import names_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.findings import Finding, Severity, blocking, warnings
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.permissions import SEE_CREDIT
from danshu.sales.computation import net_price
from danshu.sales.dictionaries import RETURN_REASON
from danshu.sales.digest import content_digest
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import order_lines, stored_draft
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.approve_order import CompanyNameNotConfirmed, WarningsNotConfirmed, approve_order
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.transfer_review import transfer_review
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.queries import order_by_number, standing
from danshu.sales.review_desk import claims
from danshu.sales.review_queries import last_prices
from danshu.sales.review_queries import review_queue as waiting_orders
from danshu.sales.reviewing import may_review
from danshu.sales.rules import APPROVE, OrderFacts, evaluate
from danshu.sales.web.findings import in_order
from danshu.sales.web.queue import Waiting, queue
from danshu.sales.web.shown import checklist_shown, effects, margin
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

MOST_COLLEAGUES = 200


def is_free(entry: Waiting, actor: Actor) -> bool:
    """True unless a colleague has claimed it."""
    return entry.claim is None or entry.claim.user_id == actor.user_id


# the parts of the queue, by the word in the address
PARTS: dict[str, Callable[[Waiting, Actor], bool]] = {
    "look": lambda entry, actor: entry.needs_a_look,
    "clear": lambda entry, actor: not entry.needs_a_look,
    "mine": lambda entry, actor: entry.claim is not None and entry.claim.user_id == actor.user_id,
    "claimed": lambda entry, actor: entry.claim is not None,
    "late": lambda entry, actor: entry.is_late,
    "soon": lambda entry, actor: entry.is_soon,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One line beside the list price and what the customer paid last time."""

    line: OrderLine
    last: Decimal | None
    margin: Decimal | None = None

    @property
    def net(self) -> Decimal:
        """What one unit costs on this order, the line's discount taken off."""
        return net_price(self.line.unit_price, self.line.discount_rate)

    @property
    def difference(self) -> Decimal:
        """What one unit costs on this order minus the list price."""
        return self.net - self.line.list_price

    @property
    def since_last(self) -> Decimal | None:
        """The same minus what the customer paid last time; None when he never bought it."""
        return None if self.last is None else self.net - self.last

    @property
    def is_same(self) -> bool:
        """True when nothing differs from the list and from last time."""
        return not self.difference and not self.since_last


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding with its box, and the addresses of setting it aside or of asking those who may."""

    finding: Finding
    ticked: bool = False
    wrong: str = ""
    release_url: str = ""
    ask_url: str = ""


@allowed_to(REVIEW_ORDER)
def review_queue(request: ActorRequest) -> HttpResponse:
    """GET: the queue with its first order open."""
    shown = _queue(request)
    return _page(request, shown, shown[0].order if shown else None)


@allowed_to(REVIEW_ORDER)
def review_order(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one order of the queue; POST: decide and go on to the next."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    shown = _queue(request)
    if request.method != "POST":
        return _page(request, shown, order, opened=True)
    following = _next(shown, order, request.actor)
    try:
        text = _decide(request, order)
    except DomainError as refusal:
        return _page(request, shown, order, opened=True, refusal=refusal)
    done(request, text)
    url = reverse("sales:review_order", args=[following.number]) if following else reverse("sales:review")
    return go(request, url + _kept(request))


def _queue(request: ActorRequest) -> list[Waiting]:
    """What waits for this reviewer, all of it or from one branch (?unit=)."""
    at, unit_id = now(), key_of(request.GET.get("unit"))
    return queue(waiting_orders(request.actor, business_date(at), unit_id=unit_id), at)


def _picked(shown: list[Waiting], only: str, actor: Actor) -> list[Waiting]:
    """The part of the queue that was asked for."""
    test = PARTS.get(only)
    return [entry for entry in shown if test(entry, actor)] if test else shown


def _kept(request: ActorRequest) -> str:
    """The chosen part of the queue, as it goes along from order to order."""
    only, unit = request.GET.get("only", ""), request.GET.get("unit", "")
    kept = {"only": only if only in PARTS else "", "unit": unit if unit.isdecimal() else ""}
    asked = urlencode({name: value for name, value in kept.items() if value})
    return f"?{asked}" if asked else ""


def _decide(request: ActorRequest, order: Order) -> str:
    data = request.POST
    seen: dict[str, Any] = {"version": int(data["version"]) if data.get("version", "").isdecimal() else None}
    key = data.get("form_token") or f"review:{order.pk}:{order.version}"
    if data.get("decision") == "transfer":
        return _transfer(request, order, key)
    if data.get("decision") == "reject":
        reject_order.keyed(key)(
            order_id=order.pk, reason=data.get("reason", ""), reason_code=data.get("reason_code", ""), customer_reason=data.get("customer_reason", ""), **seen,
            actor=request.actor, at=now(),
        )  # fmt: skip
        return _("订单 %(number)s 已驳回") % {"number": order.number}
    approve_order.keyed(key)(
        order_id=order.pk, company_name_confirmed=bool(data.get("company_name_confirmed")),
        confirmed_warnings=data.getlist("confirmed_warnings"), comment=data.get("reason", ""), **seen,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return _("已通过订单 %(number)s，合计 %(total)s") % {"number": order.number, "total": f"{order.total:,.2f}"}


def _transfer(request: ActorRequest, order: Order, key: str) -> str:
    to_id = key_of(request.POST.get("transfer_to"))
    if to_id is None:
        raise FieldErrors([FieldProblem("to", "required", _("选择转交给谁"))])
    claim = transfer_review.keyed(key)(
        order_id=order.pk, to_id=to_id, note=request.POST.get("reason", ""), actor=request.actor, at=now()
    )
    return _("订单 %(number)s 已转交给 %(name)s") % {"number": order.number, "name": claim.by_name}


def _next(shown: list[Waiting], order: Order, actor: Actor) -> Order | None:
    """The one after this, without those that colleagues are at."""
    place = next((n for n, entry in enumerate(shown) if entry.order.pk == order.pk), 0)
    rest = [
        entry.order
        for entry in [*shown[place:], *shown[:place]]
        if entry.order.pk != order.pk and is_free(entry, actor)
    ]
    return rest[0] if rest else None


def _page(
    request: ActorRequest, shown: list[Waiting], order: Order | None, *, opened: bool = False,
    refusal: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    """opened: the order was asked for; a phone then shows it instead of the queue."""
    only = request.GET.get("only", "")
    looks = _picked(shown, "look", request.actor)
    context: dict[str, Any] = {
        "waiting": shown, "order": order, "opened": opened, "only": only, "kept": _kept(request), "queue": _picked(shown, only, request.actor),
        "mine_count": len(_picked(shown, "mine", request.actor)), "unit": request.GET.get("unit", ""),
        "look_count": len(looks), "clear_count": len(shown) - len(looks),
        "sum": sum((entry.order.total for entry in shown), Decimal(0)), "token": _token(request, order),
    }  # fmt: skip
    if order is not None:
        context |= _examined(request, order, shown, refusal)
    return render_page(request, "sales/review.html", context, status=refusal.status if refusal else 200)


def _beside(refusal: DomainError | None, findings: Sequence[Finding], request: ActorRequest) -> dict[str, str]:
    """What a refusal says beside the boxes that are not ticked, or beside the reason; {} when it concerns neither."""
    if isinstance(refusal, FieldErrors):
        return {problem.field: problem.text for problem in refusal.problems}
    if not isinstance(refusal, CompanyNameNotConfirmed | WarningsNotConfirmed):
        return {}
    ticked = request.POST.getlist("confirmed_warnings")
    said = {f.code: _("看过后勾选，才能通过") for f in warnings(findings) if f.code not in ticked}
    if not request.POST.get("company_name_confirmed"):
        said["company_name"] = _("核对后勾选，才能通过；名称有误时驳回，由业务员更正")
    return said


def _token(request: ActorRequest, order: Order | None) -> str:
    """The key of this page: pressing twice decides once (COM-013)."""
    return f"review:{request.actor.user_id}:{order.pk}:{order.version}:{uuid4()}" if order else ""


def _examined(request: ActorRequest, order: Order, shown: list[Waiting], refusal: DomainError | None) -> dict[str, Any]:
    lines = order_lines(order)
    draft = stored_draft(order, lines, at=now())
    digest = content_digest(draft)
    facts = OrderFacts(draft=draft, stage=APPROVE, actor=request.actor, at=now(), order=order, digest=digest)
    findings = evaluate(facts)
    last = last_prices(order.customer_id, [line.item_id for line in lines], before_order_id=order.pk)
    stops, beside = blocking(findings), _beside(refusal, findings, request)
    sees_cost = request.actor.can(COST_VIEW)
    compared = [Compared(x, last.get(x.item_id), margin(x.amount, x.cost) if sees_cost else None) for x in lines]
    return {
        "compared": compared,
        "same_count": sum(row.is_same for row in compared),
        "checked": [_checked(f, order, request, beside) for f in [*findings, *in_order(findings, facts)]],
        "beside": beside,
        "focus": next(iter(beside), ""),
        "refusal": None if beside else refusal,
        "was_refused": refusal is not None,
        "blocks": stops,
        "warnings": warnings(findings),
        "customer": draft.customer,
        "standing": standing(order.customer_id, business_date(now()), currency=order.currency),
        "sees_credit": request.actor.can(SEE_CREDIT),
        "sees_cost": sees_cost,
        "checklist": checklist_shown(order),
        "whys": _whys(findings, next((entry for entry in shown if entry.order.pk == order.pk), None)),
        **_around(_picked(shown, request.GET.get("only", ""), request.actor), order),
        **_desk(request, order, shown),
        "own": not may_review(order, request.actor),
        "decidable": order.status == OrderStatus.AWAITING_REVIEW,
        "effects": [] if stops else effects(order, lines),
        "margin": margin(order.total, order.cost_total) if sees_cost else None,
        "name_confirmed": bool(request.POST.get("company_name_confirmed")),
    }


def _desk(request: ActorRequest, order: Order, shown: list[Waiting]) -> dict[str, Any]:
    """Whose the order is, until when, and the words that need no typing."""
    at, entry = now(), next((each for each in shown if each.order.pk == order.pk), None)
    claim = entry.claim if entry else claims([order.pk], at).get(order.pk)
    me = request.actor.user_id
    return {
        "claim": claim, "is_mine": claim is not None and claim.user_id == me, "entry": entry,
        "reasons": coded_choices(RETURN_REASON), "reason_code": request.POST.get("reason_code", ""),
        "colleagues": sorted(((pk, name) for pk, name in names_of(people_with(REVIEW_ORDER, limit=MOST_COLLEAGUES)).items()
                              if pk != me), key=lambda each: each[1]),
    }  # fmt: skip


def _around(shown: list[Waiting], order: Order) -> dict[str, Any]:
    """The order's place in its part of the queue, and its neighbours."""
    place = next((n for n, entry in enumerate(shown, start=1) if entry.order.pk == order.pk), 0)
    return {
        "place": place, "length": len(shown), "previous": shown[place - 2].order if place > 1 else None,
        "following": shown[place].order if 0 < place < len(shown) else None,
    }  # fmt: skip


def _whys(findings: list[Finding], entry: Waiting | None) -> list[str]:
    """Why the order needs attention, in sentences: what the checks found, then what else its tags say."""
    marks = entry.marks if entry else ()
    return [str(f.text) for f in [*blocking(findings), *warnings(findings)]] + [mark.why for mark in marks if mark.why]


def _checked(finding: Finding, order: Order, request: ActorRequest, beside: Mapping[str, str]) -> Checked:
    ticked = finding.code in request.POST.getlist("confirmed_warnings")
    row = Checked(finding, ticked=ticked, wrong=beside.get(finding.code, ""))
    if finding.severity != Severity.BLOCK or not finding.override:
        return row
    if request.actor.can(finding.override):
        return replace(row, release_url=reverse("sales:order_override", args=[order.number, finding.code]))
    return replace(row, ask_url=reverse("sales:order_ask", args=[order.number, finding.code]))
