"""Parts of an order that its own page and the review queue show alike."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.kit.context import Effect
from danshu.sales.kinds import kind_of
from danshu.sales.models import Order, OrderLine
from danshu.sales.words import CHECKS, CONFIRMED_BY
from danshu.ui.formats import money_text


def checklist_shown(order: Order) -> list[tuple[str, bool]]:
    """The checklist as the reviewer reads it, then with whom it was confirmed (ORD-008)."""
    given = order.checklist
    shown = [(str(label), bool(given.get(name))) for name, label in CHECKS]
    if who := given.get("confirmed_with"):
        how = str(dict(CONFIRMED_BY).get(given.get("confirmed_by", ""), "")) if given.get("confirmed_by") else ""
        said = " ".join(filter(None, (str(who), how, str(given.get("confirmed_on", "")))))
        shown.append((_("已与 %(who)s 确认") % {"who": said}, True))
    return shown


def effects(order: Order, lines: list[OrderLine]) -> list[Effect]:
    """What approving does, with its figures."""
    quantity = sum((line.quantity for line in lines if kind_of(line.kind).is_shipped), Decimal(0))
    stock = _("占用库存 %(quantity)s") % {"quantity": f"{quantity.normalize():f}"}
    owed = _("增加应收 %(amount)s") % {"amount": money_text(order.total, order.currency)}
    return [*([Effect("stock", stock)] if quantity else []), Effect("receivable", owed)]


def margin(amount: Decimal, cost: Decimal) -> Decimal | None:
    """Margin in percent; None without costs. Only for people who may see purchase prices."""
    if not cost or not amount:
        return None
    rate: Decimal = (amount - cost) / amount * 100
    return rate
