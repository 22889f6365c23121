"""Tell customer and owner what was decided about an order (ORD-024)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.informing import mail_address_of, result_text
from danshu.sales.loading import locked_order
from danshu.sales.models import Order
from danshu.sales.operations.inform_customer import inform_customer


@operation("sales.tell_result", permission=SYSTEM, label=("通知审批结果", "Tell the result of the review"))
def tell_result(*, order_id: int, approved: bool, customer_reason: str = "", actor: Actor, at: datetime) -> bool:
    """Queue the e-mail to the customer in his language, note it on the order, put the result under the owner's bell.

    customer_reason: why not, in words that the customer may read; never the reviewer's own reason. The address is the
    order's contact, else the customer's own; where neither is an address the owner is asked to tell the customer.
    Returns whether an e-mail was queued. The rejection itself already told the owner. Raises NotFound.
    """
    order = locked_order(order_id, actor=actor)
    if approved:
        _tell_owner(order, "sales.approved", _approved_words, at)
    address = mail_address_of(order)
    if not address:
        _tell_owner(order, "sales.result_not_sent", _unsent_words, at)
        changes = {"result_not_sent": (None, _("没有可用的客户邮箱"))}
        current_context().changed("sales.order", order.pk, label=order.number, changes=changes)
        return False
    language = order.customer.language
    text = result_text(order, approved=approved, reason=customer_reason, language=language)
    inform_customer.within(
        order_id=order.pk, address=address, subject=text.subject, body=text.body, recipient=order.contact_name,
        language=language, actor=actor, at=at,
    )  # fmt: skip
    return True


def _approved_words(number: str) -> str:
    return _("订单 %(number)s 已审核通过") % {"number": number}


def _unsent_words(number: str) -> str:
    return _("订单 %(number)s 没有可用的客户邮箱，审批结果未发出，请自行告知客户") % {"number": number}


def _tell_owner(order: Order, kind: str, words: Callable[[str], str], at: datetime) -> None:
    if order.owner_id:
        notify([order.owner_id], kind=kind, url=f"/orders/{order.number}/", at=at,
               text=lambda: words(order.number))  # fmt: skip
