"""Putting an order into the recycle bin: its claims, its receivable and its rows, in one step (ORD-042)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from danshu.dictionaries.queries import coded_choices
from danshu.inventory.queries import availability
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.money import ZERO
from danshu.kit.words import with_count
from danshu.notices.operations.notify import notify
from danshu.recycling.binning import Filing, put_into_bin, require_deletable, tell_effects
from danshu.recycling.dictionaries import OTHER, REASON
from danshu.recycling.records import Entry
from danshu.sales.confirming import unconfirm
from danshu.sales.digest import content_digest
from danshu.sales.events import OrderDeleted
from danshu.sales.lifecycle import CONFIRMED
from danshu.sales.loading import order_lines, stored_draft
from danshu.sales.models import Order, OrderLine, OrderNote, SpecialApproval
from danshu.sales.telling import facts_of
from danshu.ui.formats import money_text, quantity_text

Effects = list[tuple[str, str, str]]


def require_reason(code: str, text: str) -> None:
    """Raise FieldErrors without a reason of the dictionary, and without words for "other" (ORD-041)."""
    problems = []
    if code not in {known for known, _label in coded_choices(REASON)}:
        problems.append(FieldProblem("reason_code", "required", _("选择删除原因")))
    elif code == OTHER and not text.strip():
        problems.append(FieldProblem("reason", "required", _("选择「其他」时写明原因")))
    if len(text) > 500:
        problems.append(FieldProblem("reason", "too_long", _("原因最多 500 字")))
    if problems:
        raise FieldErrors(problems)


def discard_order(order: Order, *, reason_code: str, reason: str, actor: Actor, at: datetime) -> Entry:
    """Delete a locked order that may be deleted: claims are given back, nothing is owed, the graph goes into the bin.

    Raises StillHeld.
    """
    # before anything is given back: that would also withdraw shipping notes that are only drafts yet
    require_deletable("sales.order", order.pk, label=order.number)
    lines = order_lines(order)
    facts = _what_goes(order, lines)
    was_confirmed = order.status in CONFIRMED
    if was_confirmed:
        facts["released"] = _released(order, lines, actor=actor, at=at)
    filed = Filing(
        pk=order.pk, label=order.number, title=order.customer_name, status=order.status, amount=order.total,
        currency=order.currency, unit_id=order.unit_id, owner_id=order.owner_id, reason_code=reason_code,
        reason=reason.strip(), facts=facts,
    )  # fmt: skip
    entry = put_into_bin("sales.order", filed, actor=actor, at=at)
    context = current_context()
    tell_effects("sales.order", entry.facts)
    context.changed(
        "sales.order", order.pk, label=order.number, action="sales.delete_order",
        reason=" · ".join(filter(None, (reason_label(reason_code), reason.strip()))),
        changes={"in_bin": (False, True), "status": (order.status, None), "total": (order.total, None),
                 "customer_name": (order.customer_name, None)},
    )  # fmt: skip
    publish(OrderDeleted(**facts_of(order), entry_id=entry.pk, reason=reason_label(reason_code), by=actor.name,
                         was_confirmed=was_confirmed))  # fmt: skip
    _tell_sales(order, reason_label(reason_code), actor=actor, at=at)
    return entry


def reason_label(code: str) -> str:
    """A reason in words."""
    return dict(coded_choices(REASON)).get(code, code)


def valid_special(order: Order, *, at: datetime) -> SpecialApproval | None:
    """The special approval that still holds for the order exactly as it is."""
    granted = order.special_approvals.filter(state=SpecialApproval.State.APPROVED, valid_until__gte=at).first()
    if granted is None:
        return None
    return granted if granted.digest == content_digest(stored_draft(order, order_lines(order), at=at)) else None


def _what_goes(order: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    said = OrderNote.objects.filter(Q(kind=OrderNote.Kind.CUSTOMER) | Q(message__isnull=False), order=order)
    return {
        "lines": len(lines), "amount": str(order.total), "currency": order.currency, "messages": said.count(),
        "receivable": str(order.open_amount) if order.status in CONFIRMED else "0",
        "is_seen": order.submitted_at is not None,
    }  # fmt: skip


def _released(order: Order, lines: Sequence[OrderLine], *, actor: Actor, at: datetime) -> list[dict[str, str]]:
    """Give the claims back, and tell what the stock says about it: measured, not supposed."""
    items = {line.item_id: line for line in lines}
    before = _reserved(items)
    unconfirm(order, lines, actor=actor, at=at)
    after = _reserved(items)
    return [
        {
            "code": line.item_code,
            "name": line.item_name,
            "quantity": str(before[pk] - after[pk]),
            "unit": line.unit_name,
        }
        for pk, line in items.items()
        if before[pk] != after[pk]
    ]


def _reserved(items: Mapping[int, OrderLine]) -> dict[int, Decimal]:
    found = dict.fromkeys(items, ZERO)
    for (_warehouse, item), stock in availability(items).items():
        found[item] += stock.reserved
    return found


def effects(facts: Mapping[str, Any]) -> Effects:
    """What a deletion releases and takes along, in the active language, from the facts that it noted."""
    told: Effects = [
        (
            "bin",
            _("订单和 %(count)s 行明细移到回收站，不再出现在列表、统计和报表里") % {"count": facts.get("lines", 0)},
            "warn",
        )
    ]
    for row in facts.get("released", ()):
        quantity = quantity_text(Decimal(row["quantity"]))
        told.append(
            (
                "stock",
                _("释放库存 %(code)s %(name)s × %(quantity)s %(unit)s") % {**row, "quantity": quantity},
                "neutral",
            )
        )
    owed = Decimal(facts.get("receivable", "0"))
    if owed:
        told.append(
            (
                "receivable",
                _("应收减少 %(amount)s，总账留下冲减记录") % {"amount": money_text(owed, facts["currency"])},
                "warn",
            )
        )
    if facts.get("messages"):
        told.append(
            ("messages", with_count("%(count)s 条与客户的沟通一起移走") % {"count": facts["messages"]}, "neutral")
        )
    for model, count in facts.get("rows", {}).items():
        if model == "fulfilment.Shipment":
            told.append(("shipments", with_count("%(count)s 张已冲销的发货单一起移走") % {"count": count}, "neutral"))
    if facts.get("is_seen"):
        told.append(("departments", _("业务、仓库和财务会收到通知"), "neutral"))
    return told


def _tell_sales(order: Order, reason: str, *, actor: Actor, at: datetime) -> None:
    people = {pk for pk in (order.owner_id, order.created_by_id, order.handler_id) if pk} - {actor.user_id}
    facts = {"number": order.number, "reason": reason, "who": actor.name}
    notify(sorted(people), kind="sales.deleted", url=f"/orders/{order.number}/", at=at,
           text=lambda: _("%(who)s 删除了订单 %(number)s：%(reason)s") % facts)  # fmt: skip
