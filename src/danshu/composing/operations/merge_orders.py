"""Make one order of several (ORD-005, ORD-014)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from danshu.composing.errors import NothingToMerge
from danshu.composing.joining import joined_entry, joined_lines
from danshu.composing.links import link
from danshu.composing.models import LinkKind
from danshu.composing.permissions import COMPOSE
from danshu.composing.rules import require_mergeable, require_number
from danshu.composing.telling import tell_merged
from danshu.files.copying import copy_files
from danshu.identity.people import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.versions import require_version
from danshu.sales.events import OrderMerged
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_visible_orders, order_lines, stored_entry
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.records import Order
from danshu.sales.telling import facts_of
from danshu.sales.voiding import take_over_editors, void_merged
from danshu.ui.formats import date_text, money_text


@operation("composing.merge_orders", permission=COMPOSE, label=("合并订单", "Merge orders"))
def merge_orders(
    *,
    order_id: int,
    order_ids: Sequence[int],
    join_lines: bool = False,
    reason: str = "",
    versions: Mapping[int, int] | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Take other orders (`order_ids`) of the same customer into `order_id`, which keeps its number; returns it.

    Their lines follow its own in the order of their age; with `join_lines` lines of one item with the same price,
    discount, warehouse and day become one. Remarks, discounts, freight and files come along. The others end as voided,
    with the number of the one that stays as reason. An order under review is examined anew. versions: order -> the
    version that was looked at. Raises NotFound, EditConflict, NothingToMerge, TooManyToMerge, NotMergeable, Unlike,
    FieldErrors (lines), Blocked: then nothing has changed.
    """
    wanted = list(dict.fromkeys([order_id, *order_ids]))
    kept, *others = locked_visible_orders(wanted, actor=actor, permission=COMPOSE)
    if order_id in order_ids:
        raise NothingToMerge()
    require_number(len(wanted))
    for order in (kept, *others):
        require_version(order, (versions or {}).get(order.pk))
    others.sort(key=lambda order: order.pk)
    require_mergeable(kept, others, actor)
    before = sum((order.total for order in others), kept.total)
    days = {order.number: order.wanted_date for order in (kept, *others)}
    entries = {order.pk: stored_entry(order, order_lines(order)) for order in (kept, *others)}
    entry = joined_entry(kept, others, entries, lines=joined_lines(entries, join=join_lines))
    merged = edit_order.within(order_id=kept.pk, entry=entry, version=None, actor=actor, at=at)
    take_over_editors(merged, others, actor=actor, at=at)
    _foretell_review(merged, others)
    for order in others:
        _close(order, merged, reason, actor=actor, at=at)
    _foretell(merged, others, before, sum(len(each.lines) for each in entries.values()))
    _foretell_days(merged, days)
    _foretell_owners(merged, others)
    return merged


def _close(order: Order, merged: Order, reason: str, *, actor: Actor, at: datetime) -> None:
    copy_files("sales.order", order.pk, merged.pk)
    why = _("合并到 %(number)s") % {"number": merged.number}
    void_merged(order, reason=f"{why} · {reason.strip()}" if reason.strip() else why, actor=actor, at=at)
    link(LinkKind.MERGED, order, merged, amount=order.total, reason=reason, actor=actor, at=at)
    tell_merged(order, merged, actor=actor, at=at)
    publish(OrderMerged(**facts_of(order), into_order_id=merged.pk, into_number=merged.number))


def _foretell(merged: Order, others: Sequence[Order], before: object, lines: int) -> None:
    effect = current_context().effect
    facts = {"number": merged.number, "lines": merged.line_count, "total": money_text(merged.total, merged.currency)}
    effect("merged", _("%(number)s 变为 %(lines)s 行，合计 %(total)s") % facts, "info")
    if merged.total != before:
        effect("difference", _("合计与合并前不同：同一商品并行后重新取整"), "warn")
    if merged.line_count < lines:
        effect("joined", _("相同商品和价格的行已并成一行"), "info")
    for order in others:
        gone = {"number": order.number, "total": money_text(order.total, order.currency)}
        effect("voided", _("%(number)s（%(total)s）作废，保留原样并指向合并后的订单") % gone, "warn")
        if order.delivery_address != merged.delivery_address:
            effect("address", _("%(number)s 的收货地址不同，以合并后的订单为准") % gone, "warn")
        if order.payment_terms != merged.payment_terms:
            effect("terms", _("%(number)s 的付款条件不同，以合并后的订单为准") % gone, "warn")


def _foretell_owners(merged: Order, others: Sequence[Order]) -> None:
    for order in others:
        if order.owner_id != merged.owner_id:
            facts = {
                "number": order.number,
                "owner": full_name_of(order.owner_id),
                "new": full_name_of(merged.owner_id),
            }
            text = _("%(number)s 由%(owner)s负责，合并后归%(new)s") % facts
            current_context().effect("owner", text, "warn")


def _foretell_days(merged: Order, days: Mapping[str, date | None]) -> None:
    """The earliest wanted day counts for all: whoever wanted another one, or none, is named."""
    for number, day in days.items():
        if day == merged.wanted_date:
            continue
        facts = {"number": number, "day": date_text(day), "new": date_text(merged.wanted_date)}
        text = (
            _("%(number)s 原要求 %(day)s 送达，合并后要求 %(new)s 送达")
            if day
            else _("%(number)s 没有要求送达日期，合并后要求 %(new)s 送达")
        )
        current_context().effect("day", text % facts, "warn")


def _foretell_review(merged: Order, others: Sequence[Order]) -> None:
    """Told before the others end: what was handed over leaves the review in a draft, a draft enters it."""
    waiting = OrderStatus.AWAITING_REVIEW
    effect = current_context().effect
    if merged.status == waiting:
        effect("review", _("%(number)s 重新检查，等待审核") % {"number": merged.number}, "info")
    for order in others:
        facts = {"number": order.number, "kept": merged.number}
        if order.status == waiting and merged.status != waiting:
            text = _("%(number)s 已提交待审核，合并后退出审核：%(kept)s 是草稿，要另行提交") % facts
            effect("review", text, "warn")
        elif order.status != waiting and merged.status == waiting:
            effect("review", _("草稿 %(number)s 的内容随 %(kept)s 进入审核") % facts, "warn")
