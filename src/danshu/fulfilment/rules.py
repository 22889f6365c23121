"""What must hold before goods leave (FUL-009)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from danshu.fulfilment.models import Shipment
from danshu.kit.findings import Blocked, Finding, Severity, blocking
from danshu.kit.words import with_count
from danshu.sales.lifecycle import OrderStatus, PaymentTerms
from danshu.sales.ports import shipping_stops
from danshu.sales.records import Order

SHIPPABLE = (OrderStatus.APPROVED, OrderStatus.IN_PROGRESS)


def shipping_findings(order: Order) -> Iterator[Finding]:
    """Everything that stops shipping this order now."""
    if order.status not in SHIPPABLE:
        text = _("订单 %(number)s 现在是「%(state)s」，不能发货") % {
            "number": order.number, "state": OrderStatus(order.status).label,
        }  # fmt: skip
        yield Finding("status", Severity.BLOCK, text)
    open_amount = order.open_amount
    if order.payment_terms == PaymentTerms.PREPAID and open_amount > 0:
        text = _("先款后货的订单还有 %(amount)s 未收，收款后再发货") % {"amount": f"{open_amount:,.2f}"}
        yield Finding("unpaid", Severity.BLOCK, text)
    if order.open_exceptions:
        text = with_count("还有 %(count)s 个异常没有解决") % {"count": order.open_exceptions}
        yield Finding("exceptions", Severity.BLOCK, text)
    yield from shipping_stops(order)


def require_shippable(order: Order) -> None:
    """Raise Blocked with every reason."""
    if found := blocking(shipping_findings(order)):
        raise Blocked(found)


def duplicate_tracking(shipment: Shipment, carrier_id: int | None, tracking_number: str) -> str | None:
    """The number of another note with the same tracking number of the same carrier; None when there is none."""
    if not tracking_number:
        return None
    same = Shipment.objects.filter(carrier_id=carrier_id, tracking_number=tracking_number).exclude(pk=shipment.pk)
    return same.exclude(status="reversed").values_list("number", flat=True).first()
