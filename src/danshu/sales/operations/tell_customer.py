"""Tell the customer by e-mail, once for each occasion, that his order was placed or changed (ORD-048)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.notices.letters import Words
from danshu.notices.operations.notify import notify
from danshu.sales.informing import amended_text, mail_address_of, placed_text
from danshu.sales.loading import locked_order
from danshu.sales.models import Order, OrderNote, Sending
from danshu.sales.operations.inform_customer import inform_customer

Occasion = Sending.Occasion


@operation("sales.tell_customer", permission=SYSTEM, label=("确认订单给客户", "Confirm the order to the customer"))
def tell_customer(
    *,
    order_id: int,
    occasion: str,
    reference: str = "",
    total_before: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> bool:
    """Queue the e-mail of an occasion in the customer's language and note it on the order; a second call does nothing.

    occasion: "placed", or "amended" with the number of the change order as `reference` and the amount before it.
    Where there is no address the owner is asked to tell the customer. Returns whether an e-mail was queued. Raises
    NotFound.
    """
    order = locked_order(order_id, actor=actor)
    if Sending.objects.filter(order=order, occasion=occasion, reference=reference).exists():
        return False
    address = mail_address_of(order)
    note = (
        _written(order, address, _text(order, occasion, reference, total_before), actor=actor, at=at)
        if address
        else None
    )
    if note is None:
        _ask_the_owner(order, at=at)
    Sending.objects.create(order=order, occasion=occasion, reference=reference, note=note, at=at)
    return note is not None


def _text(order: Order, occasion: str, reference: str, total_before: Decimal | None) -> Words:
    language = order.customer.language
    if occasion == Occasion.AMENDED:
        return amended_text(order, reference, order.total if total_before is None else total_before, language)
    return placed_text(order, language)


def _written(order: Order, address: str, text: Words, *, actor: Actor, at: datetime) -> OrderNote:
    return inform_customer.within(
        order_id=order.pk, address=address, subject=text.subject, body=text.body, recipient=order.contact_name,
        language=order.customer.language, actor=actor, at=at,
    )  # fmt: skip


def _ask_the_owner(order: Order, *, at: datetime) -> None:
    facts = {"number": order.number}
    if order.owner_id:
        notify([order.owner_id], kind="sales.not_confirmed", url=f"/orders/{order.number}/", at=at,
               text=lambda: _("订单 %(number)s 没有可用的客户邮箱，确认邮件未发出，请自行告知客户") % facts)  # fmt: skip
    changes = {"confirmation_not_sent": (None, _("没有可用的客户邮箱"))}
    current_context().changed("sales.order", order.pk, label=order.number, changes=changes)
