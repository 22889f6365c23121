"""Submitting: the rules must pass, and the supervisor is asked where a condition is met (ORD-008, ORD-009, ORD-023)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.calendar.queries import add_working_days
from danshu.identity.supervisors import supervisor_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError
from danshu.kit.findings import Blocked, blocking
from danshu.kit.words import listed
from danshu.notices.operations.notify import notify
from danshu.sales.digest import content_digest
from danshu.sales.drafting import OrderDraft
from danshu.sales.loading import order_lines, stored_draft
from danshu.sales.models import Order, OrderLine, Supervision
from danshu.sales.rules import SUBMIT, OrderFacts, evaluate
from danshu.sales.rules.review import supervision_conditions

SUPERVISION_WORKING_DAYS = 1


class TotalChanged(DomainError):
    """Prices changed between the page and the button."""

    code = "total_changed"
    message = gettext_lazy("金额已从 %(seen)s 变为 %(total)s，请与客户确认")
    way_out = gettext_lazy("看过新的金额后再按一次，即按新的金额保存")


class PricesChanged(DomainError):
    """The price list changed since the draft was saved; what the customer was promised must be confirmed."""

    code = "prices_changed"
    message = gettext_lazy("保存后价格表已变：%(lines)s")
    way_out = gettext_lazy("在编辑页核对单价后提交；保留原价或改为新价都可以")


def require_seen_total(draft: OrderDraft, expected: Decimal | None) -> None:
    """Raise TotalChanged unless the total is the one somebody saw; without an expectation nothing is asked."""
    if expected is not None and expected != draft.totals.total:
        raise TotalChanged(seen=f"{expected:,.2f}", total=f"{draft.totals.total:,.2f}")


def require_stored_prices(lines: Sequence[OrderLine], draft: OrderDraft) -> None:
    """Raise PricesChanged when the list gives other prices today than a draft's lines were stored with (ORD-006)."""
    changed = [
        f"{line.item_code} {line.unit_price.normalize():f} → {drafted.list_price.normalize():f}"
        for line, drafted in zip(lines, draft.lines, strict=True)
        if line.price_source != "manual" and drafted.price_source == "manual"
    ]
    if changed:
        raise PricesChanged(lines=listed(changed[:5]))


def keep_confirmed_prices(
    lines: Sequence[OrderLine], draft: OrderDraft
) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Store that prices were kept although the list has others: nobody is asked again, also after a rejection (ORD-006).

    Returns what the history tells: the list price then and now of each such line.
    """
    told: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    kept = []
    for line, drafted in zip(lines, draft.lines, strict=True):
        if line.price_source == "manual" or drafted.price_source != "manual":
            continue
        told[f"line.{line.position}.list_price"] = (line.list_price, drafted.list_price)
        line.price_source, line.list_price = "manual", drafted.list_price
        kept.append(line)
    OrderLine.objects.bulk_update(kept, ["price_source", "list_price"])
    return told


def require_submittable(facts: OrderFacts) -> None:
    """Raise Blocked with every blocking finding of the submission."""
    if found := blocking(evaluate(facts)):
        raise Blocked(found)


def ask_again(order: Order, *, actor: Actor, at: datetime) -> None:
    """Let an order under review that was changed pass the rules anew; the supervisor is asked anew. Raises Blocked."""
    draft = stored_draft(order, order_lines(order), at=at)
    facts = OrderFacts(draft=draft, stage=SUBMIT, actor=actor, at=at, order=order, digest=content_digest(draft))
    require_submittable(facts)
    open_supervision(order, facts, at=at)


def open_supervision(order: Order, facts: OrderFacts, *, at: datetime) -> None:
    """Ask the owner's supervisor when a condition is met; an earlier open question is withdrawn."""
    if order.supervision_state != "not_needed":
        order.supervisions.filter(state=Supervision.State.PENDING).update(state=Supervision.State.WITHDRAWN)
    conditions = supervision_conditions(facts)
    state = "pending" if conditions else "not_needed"
    if conditions:
        stored = [condition.stored for condition in conditions]
        supervisor_id, deputy_id = supervisor_of(order.owner_id)
        Supervision.objects.create(
            order=order,
            conditions=stored,
            digest=content_digest(facts.draft),
            supervisor_id=supervisor_id,
            deputy_id=deputy_id,
            asked_at=at,
            due_at=add_working_days(at, SUPERVISION_WORKING_DAYS),
        )
        changes = {"supervision_state": (order.supervision_state, state), "supervision_conditions": (None, stored)}
        current_context().changed(
            "sales.order", order.pk, label=order.number, changes=changes, action="sales.ask_supervisor"
        )
        _tell_supervisor(order, [supervisor_id, deputy_id], at=at)
    if order.supervision_state != state:
        order.supervision_state = state
        order.save(update_fields=["supervision_state"])


def _tell_supervisor(order: Order, people: list[int | None], *, at: datetime) -> None:
    notify(
        [pk for pk in people if pk is not None], kind="sales.supervision_asked", url=f"/orders/{order.number}/", at=at,
        text=lambda: _("订单 %(number)s 等你审批") % {"number": order.number},
    )  # fmt: skip
