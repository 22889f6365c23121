"""An e-mail address that was corrected on an order becomes that of the customer as well (ORD-010)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.operation import operation
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.sales.models import Order
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.roles import ROLES

# role -> the customer's own column for such mail
COLUMNS = {"paying": "payment_email", "invoice": "invoice_email"}


class NoEmail(DomainError):
    """The order has nothing to take over."""

    code = "no_email"
    message = gettext_lazy("订单 %(number)s 上没有这个邮箱")
    way_out = gettext_lazy("先在订单上填写邮箱")


@operation(
    "sales.take_over_email", permission=EDIT_CUSTOMERS, label=("邮箱更新到客户资料", "Take over e-mail to customer")
)
def take_over_email(*, order_id: int, role: str, actor: Actor, at: datetime) -> str:
    """Store the order's payment ("paying") or invoice ("invoice") address with the customer of this role, for those who
    see the order and may edit that customer. Returns his number.

    Raises NotFound, NoEmail, FieldErrors for an address that is none. The same address again changes nothing.
    """
    if role not in ROLES:
        raise NotFound()
    order = Order.objects.visible_to(actor, VIEW_ORDER).filter(pk=order_id).first()
    if order is None:
        raise NotFound()
    email = getattr(order, f"{role}_email")
    if not email:
        raise NoEmail(number=order.number)
    customer_id = getattr(order, f"{role}_customer_id") or order.customer_id
    customer = edit_customer.within(customer_id=customer_id, changes={COLUMNS[role]: email}, actor=actor, at=at)
    return customer.number
