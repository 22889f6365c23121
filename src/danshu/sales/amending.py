"""Changes the content of an order that was approved: lines, claims, amounts and what is owed, in one step.

The document that decides about it is the change order (module amendments); here is what it does to the order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.money import ZERO
from danshu.parties.queries import order_customer
from danshu.sales.amending_lines import changed_lines, claim_open, give_back, with_warehouses, write_lines
from danshu.sales.changing import change_order
from danshu.sales.computation import LineAmounts, Totals, compute_order
from danshu.sales.delivering import with_kept_region
from danshu.sales.drafting import DraftLine, LineEntry, OrderDraft, OrderEntry
from danshu.sales.editing import order_values
from danshu.sales.events import OrderAmended
from danshu.sales.kinds import KINDS
from danshu.sales.lifecycle import Channel, OrderStatus, ShippingState
from danshu.sales.loading import stored_entry
from danshu.sales.models import Order, OrderLine
from danshu.sales.preparation import line_inputs, prepare_order
from danshu.sales.progress import payment_state_after, record_quantities
from danshu.sales.roles import IDS, ROLES, copied
from danshu.sales.roles import TEXTS as ROLE_TEXTS
from danshu.sales.store import order_tokens
from danshu.sales.telling import facts_of

AMENDABLE = (OrderStatus.APPROVED, OrderStatus.IN_PROGRESS, OrderStatus.SHIPPED)
# what no change order changes: who bought where and in which currency, and what the house keeps for itself (ORD-016)
KEPT = (*IDS, *ROLE_TEXTS, "customer_id", "external_number", "channel", "currency", "checklist", "internal_remark", "contract_number",
        "store_id", "warehouse_id", "payment_method", "custom")  # fmt: skip
# the columns that it may
CHANGED = frozenset({
    "contact_name", "contact_phone", "contact_email", "recipient", "recipient_phone", "delivery_address",
    "delivery_region_id", "delivery_method_id", "payment_terms", "wanted_date", "remark", "goods_total", "discount_total", "order_discount",
    "freight", "tax_total", "total", "cost_total", "line_count",
})  # fmt: skip


# what is settled of single lines already (line -> amount), told by the modules above: no line goes or falls below it
SettledOf = Callable[[Order, Sequence[OrderLine]], Mapping[int, Decimal]]
SETTLED: list[SettledOf] = []


def add_settled(provider: SettledOf) -> SettledOf:
    """Register who knows what was settled of an order's lines."""
    SETTLED.append(provider)
    return provider


class NotAmendable(DomainError):
    """Only an order that is being carried out here can be changed by a change order."""

    code = "not_amendable"
    message = gettext_lazy("订单 %(number)s 现在是「%(state)s」，不能提出变更")
    way_out = gettext_lazy("审核前直接编辑订单；签收后走售后")


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided besides the draft: the customer roles, and what becomes of money that is too much."""

    number: str
    paying_customer_id: int | None
    invoice_customer_id: int | None
    overpayment: str


def is_amendable(order: Order) -> bool:
    """True while an order is approved and not signed for; history taken over from elsewhere owes and claims nothing."""
    return order.status in AMENDABLE and order.channel != Channel.IMPORT


def require_amendable(order: Order) -> None:
    """Raise NotAmendable."""
    if not is_amendable(order):
        raise NotAmendable(number=order.number, state=OrderStatus(order.status).label)


def prepare_amendment(
    order: Order, lines: Sequence[OrderLine], entry: OrderEntry, *, actor: Actor, at: datetime
) -> OrderDraft:
    """The order as it would be, priced; what concerns neither its lines nor its terms stays as it is.

    Lines keep the place that the warehouse's papers name; new ones follow the last. Raises FieldErrors (lines by
    their index in the entry), also for less than is out already and for services that were performed.
    """
    stored = stored_entry(order, lines)
    entry = with_kept_region(entry, stored)
    entry = replace(entry, **{name: getattr(stored, name) for name in KEPT}, lines=_settled(entry, lines))
    if not entry.lines:
        raise FieldErrors([FieldProblem("lines", "required", _("变更后至少要有一行；全部不要时取消订单"))])
    _require_within_delivered(entry, lines)
    draft = prepare_order(entry, actor=actor, at=at, stored=stored, order=order, keep_lines=True)
    place = {line.pk: line.position for line in lines}
    last = max(place.values(), default=0)
    placed = []
    for line in draft.lines:
        position = place.get(line.entry.line_id or 0)
        if position is None:
            position = last = last + 1
        placed.append(replace(line, position=position))
    totals = compute_order(
        line_inputs(placed), order_discount=entry.order_discount, freight=entry.freight, currency=order.currency,
        tax_included=order.tax_included,
    )  # fmt: skip
    _require_settled_kept(order, lines, placed, totals)
    return replace(
        draft, lines=tuple(placed), totals=totals, unit_id=order.unit_id, owner_id=order.owner_id,
        order_date=order.order_date, tax_included=order.tax_included, is_foreign=order.is_foreign,
        currency=order.currency,
    )  # fmt: skip


def _settled(entry: OrderEntry, lines: Sequence[OrderLine]) -> list[LineEntry]:
    """Lines with the prices that were agreed where nobody typed one; another item makes another line."""
    known = {line.pk: line for line in lines}
    settled = []
    for line in entry.lines:
        before = known.get(line.line_id or 0)
        if before is None or before.item_id != line.item_id:
            settled.append(replace(line, line_id=None))
            continue
        price = before.unit_price if line.unit_price is None else line.unit_price
        settled.append(replace(line, unit_price=price, warehouse_id=before.warehouse_id))
    return settled


def _require_within_delivered(entry: OrderEntry, lines: Sequence[OrderLine]) -> None:
    known = {line.pk: line for line in lines}
    problems = []
    for index, line in enumerate(entry.lines):
        before = known.pop(line.line_id or 0, None)
        if before is None or line.quantity is None:
            continue
        if line.quantity < before.shipped_quantity:
            text = _("已发出 %(quantity)s，数量不能更少；要退的走售后") % {"quantity": _plain(before.shipped_quantity)}
            problems.append(FieldProblem(f"lines-{index}-quantity", "below_shipped", text))
        if before.done_at is not None and line.quantity != before.quantity:
            text = _("服务已经完成，数量不能再改")
            problems.append(FieldProblem(f"lines-{index}-quantity", "performed", text))
    for gone in known.values():
        if gone.shipped_quantity or gone.done_at is not None:
            text = _("第 %(line)s 行 %(code)s 已发出或已完成，不能去掉") % {
                "line": gone.position,
                "code": gone.item_code,
            }
            problems.append(FieldProblem("lines", "delivered", text))
    if problems:
        raise FieldErrors(problems)


def _require_settled_kept(
    order: Order, lines: Sequence[OrderLine], drafted: Sequence[DraftLine], totals: Totals
) -> None:
    """Money that was matched to a line stays with a line that costs as much (FIN-007)."""
    settled = {pk: amount for provider in SETTLED for pk, amount in provider(order, lines).items()}
    kept = {line.entry.line_id: index for index, line in enumerate(drafted)}
    problems = []
    for line in lines:
        if line.pk not in settled:
            continue
        index, floor = kept.get(line.pk), settled[line.pk]
        costs = _due(totals.lines[index], order) if index is not None else None
        if costs is not None and costs >= floor:
            continue
        facts = {"line": line.position, "amount": f"{floor:,.2f}"}
        text = _("第 %(line)s 行已核销 %(amount)s，不能去掉，也不能低于这个金额；先退款") % facts
        field = "lines" if index is None else f"lines-{index}-quantity"
        problems.append(FieldProblem(field, "settled", text))
    if problems:
        raise FieldErrors(problems)


def _due(amounts: LineAmounts, order: Order) -> Decimal:
    return amounts.amount if order.tax_included else amounts.amount + amounts.tax_amount


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def amend_order(
    order: Order,
    lines: Sequence[OrderLine],
    draft: OrderDraft,
    decided: Decided,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Make the locked order what the draft says; the caller has decided that it may be so.

    Only lines that change give back and claim anew. Raises what claiming raises (StockShort): then nothing has changed.
    """
    total_before, moved = order.total, changed_lines(lines, draft)
    give_back(order, moved.before, actor=actor, at=at)
    draft = with_warehouses(order, draft)
    line_changes, ids = write_lines(order, lines, draft)
    claim_open(order, lines, draft, moved.positions, ids, actor=actor, at=at)
    values = _values(order, draft, decided, at)
    change_order(order, values, actor=actor, at=at, reason=reason, extra=line_changes)
    _follow_shipping(order, draft, actor=actor, at=at)
    publish(
        OrderAmended(
            **facts_of(order), change_number=decided.number, total_before=total_before, overpayment=decided.overpayment
        )
    )


def _values(order: Order, draft: OrderDraft, decided: Decided, at: datetime) -> dict[str, Any]:
    """The order's columns; what was frozen about its customer and what the house keeps for itself stay."""
    values = {name: value for name, value in order_values(draft).items() if name in CHANGED}
    total = draft.totals.total
    state = payment_state_after(order, total)
    paid = order.paid_amount >= total and order.paid_amount > ZERO
    return values | {
        **_roles(order, decided),
        "search_tokens": order_tokens(order.external_number, draft, order.number), "payment_state": state,
        "paid_at": (order.paid_at or at) if paid else None,
    }  # fmt: skip


def _roles(order: Order, decided: Decided) -> dict[str, Any]:
    """Another payer or invoice customer comes with his own contact data; who stays keeps what stands on the order."""
    values: dict[str, Any] = {}
    for role in ROLES:
        chosen = getattr(decided, f"{role}_customer_id")
        if chosen == getattr(order, f"{role}_customer_id"):
            continue
        # whoever decides on the order has seen whom it names, whatever his scope over customers
        customer = order_customer(actor=Actor.system(), customer_id=chosen or order.customer_id)
        values |= copied(role, customer, is_signing=chosen is None)
    return values


def _follow_shipping(order: Order, draft: OrderDraft, *, actor: Actor, at: datetime) -> None:
    """Everything that is left may be out now, or something is to be shipped again (FUL-010)."""
    shipped_kinds = [code for code, kind in KINDS.items() if kind.is_shipped]
    if any(line.item.kind in shipped_kinds for line in draft.lines):
        record_quantities(order, shipped_kinds=shipped_kinds, actor=actor, at=at)
        return
    change_order(order, {"shipping_state": str(ShippingState.NOT_APPLICABLE)}, actor=actor, at=at)
