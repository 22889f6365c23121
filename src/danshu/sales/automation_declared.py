"""To whom automatic rules about orders write (SYS-029)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from danshu.automation.mailboxes import Mailbox, register_mailbox
from danshu.sales.custom_declared import ORDER
from danshu.sales.informing import language_of, mail_address_of
from danshu.sales.models import Order


def _mailbox_of(pk: int) -> Mailbox | None:
    order = Order.objects.select_related("customer").filter(pk=pk).first()
    address = mail_address_of(order) if order is not None else ""
    if order is None or not address:
        return None
    return Mailbox(order.contact_name or order.customer_name, address, language_of(order))


register_mailbox(ORDER, gettext_lazy("订单的客户"), _mailbox_of)
