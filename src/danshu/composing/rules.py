"""When orders may be merged and an order split.

Merged are drafts and orders under review, none of which claims or owes anything yet. Split is also an approved order that
nothing was shipped of: what it claims and owes is divided with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.catalog.queries import order_items
from danshu.composing.errors import NothingToMerge, NotMergeable, NotSplittable, TooManyToMerge, Unlike
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.money import ZERO
from danshu.kit.quantities import quantity_problem
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType, PaymentState
from danshu.sales.permissions import EDIT_APPROVED, REVIEW_ORDER
from danshu.sales.records import Order, OrderLine

MERGEABLE = (OrderStatus.DRAFT, OrderStatus.AWAITING_REVIEW)
SPLITTABLE = (OrderStatus.DRAFT, OrderStatus.REJECTED, OrderStatus.AWAITING_REVIEW, OrderStatus.APPROVED)
AT_ONCE = 20
# what an order has only once; its value on the order that stays is the value of all
ALIKE = {
    "customer_id": gettext_lazy("客户"), "currency": gettext_lazy("币种"), "rate": gettext_lazy("汇率"), "type": gettext_lazy("类型"),
    "unit_id": gettext_lazy("组织"), "store_id": gettext_lazy("门店"), "paying_customer_id": gettext_lazy("付款客户"),
    "invoice_customer_id": gettext_lazy("收票客户"), "tax_included": gettext_lazy("含税方式"),
    "channel": gettext_lazy("来源"), "is_foreign": gettext_lazy("国内外"),
}  # fmt: skip
BUSY = (PaymentState.PAYING, PaymentState.REFUND_RUNNING)


def require_number(count: int) -> None:
    """Raise NothingToMerge below two orders, TooManyToMerge above what one page can show."""
    if count < 2:
        raise NothingToMerge()
    if count > AT_ONCE:
        raise TooManyToMerge(limit=AT_ONCE, count=count)


def require_mergeable(kept: Order, others: Sequence[Order], actor: Actor) -> None:
    """Raise NotMergeable or Unlike for the first order that stands against it.

    Orders of several people become one person's: only who reviews or administers orders merges those (ORD-014).
    """
    if not (actor.can(EDIT_APPROVED) or actor.can(REVIEW_ORDER)):
        for order in others:
            if order.owner_id != kept.owner_id:
                raise NotMergeable(number=order.number, reason=_("由别人负责，请审核人或订单管理员合并"))
    for order in (kept, *others):
        if reason := _unmergeable(order):
            raise NotMergeable(number=order.number, reason=reason)
    for order in others:
        for name, what in ALIKE.items():
            if getattr(order, name) != getattr(kept, name):
                raise Unlike(number=order.number, kept=kept.number, what=what)


def _unmergeable(order: Order) -> str:
    if order.status not in MERGEABLE:
        return _("现在是「%(state)s」，只合并草稿和待审核的订单") % {"state": OrderStatus(order.status).label}
    return _off_hand(order) or (_("已收过款") if order.paid_amount or order.payment_state in BUSY else "")


def _off_hand(order: Order) -> str:
    if order.channel == Channel.IMPORT:
        return _("是导入的历史订单")
    return "" if order.type == OrderType.SALES else _("只有销售订单能这样处理")


def require_splittable(order: Order, lines: Iterable[OrderLine], actor: Actor) -> None:
    """Raise NotSplittable, or Forbidden for an approved order without the right to edit those."""
    if order.status == OrderStatus.APPROVED:
        actor.require(EDIT_APPROVED)
    if reason := unsplittable(order, lines):
        raise NotSplittable(number=order.number, reason=reason)


def unsplittable(order: Order, lines: Iterable[OrderLine]) -> str:
    """Why an order cannot be split, "" when it can be."""
    if order.status not in SPLITTABLE:
        return _("现在是「%(state)s」") % {"state": OrderStatus(order.status).label}
    if reason := _off_hand(order):
        return reason
    if order.refunded_amount or order.payment_state in BUSY:
        return _("有退款或正在支付")
    if any(line.shipped_quantity or line.done_at for line in lines):
        return _("已有商品发出或服务完成")
    return ""


def require_takeable(lines: Sequence[OrderLine], taken: Mapping[int, Decimal]) -> None:
    """Raise FieldErrors (line-<id>) for quantities that a line does not have, for nothing, and for everything."""
    problems, known = [], {line.pk: line for line in lines}
    items = order_items({line.item_id for line in lines})
    for pk, quantity in taken.items():
        line = known.get(pk)
        if line is None:
            problems.append(FieldProblem(f"line-{pk}", "unknown", _("订单里没有这一行")))
        elif quantity and (text := _quantity_text(line, quantity, items[line.item_id].decimals)):
            problems.append(FieldProblem(f"line-{pk}", "quantity", text))
    if problems:
        raise FieldErrors(problems)
    if not any(taken.values()):
        raise FieldErrors([FieldProblem("lines", "required", _("填写拆到新订单的数量，至少一行"))])
    if all(taken.get(line.pk, ZERO) == line.quantity for line in lines):
        raise FieldErrors([FieldProblem("lines", "everything", _("全部拆走就没有剩下的了，至少留一部分在原订单"))])


def _quantity_text(line: OrderLine, quantity: Decimal, decimals: int) -> str:
    problem = quantity_problem(quantity, decimals)
    if problem == "too_fine":
        return _("数量的小数位超过单位允许的")
    if problem or quantity > line.quantity:
        return _("应在 0 到 %(most)s 之间") % {"most": f"{line.quantity.normalize():f}"}
    return ""
