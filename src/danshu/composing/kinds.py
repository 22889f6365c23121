"""What merging and splitting add to an order's page: the two buttons, and the orders it hangs together with."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.composing.models import LinkKind, OrderLink
from danshu.composing.permissions import COMPOSE
from danshu.composing.queries import links_of
from danshu.composing.rules import MERGEABLE, unsplittable
from danshu.kit.actor import Actor
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType
from danshu.sales.permissions import CREATE_ORDER, EDIT_APPROVED
from danshu.sales.ports import add_actions, add_cards
from danshu.sales.records import Order
from danshu.ui.detail import Action, Card, Link
from danshu.ui.formats import money_text


@add_actions
def composing_actions(order: Order, actor: Actor) -> Iterator[Action]:
    """Merge while nothing is approved; split while nothing is out."""
    if not actor.can(COMPOSE) or order.channel == Channel.IMPORT or order.type != OrderType.SALES:
        return
    if order.status in MERGEABLE:
        url = f"{reverse('composing:merge')}?with={order.number}"
        yield Action(label=_("合并订单"), url=url, icon="git-merge", menu=True)
    decided = order.status == OrderStatus.APPROVED
    if unsplittable(order, ()) or not actor.can(CREATE_ORDER) or (decided and not actor.can(EDIT_APPROVED)):
        return
    if order.line_count > 1 or decided or order.total:
        url = reverse("composing:split", args=[order.number])
        yield Action(label=_("拆分订单"), url=url, icon="git-branch", menu=True)


@add_cards
def linked_orders(order: Order, actor: Actor) -> Iterator[Card]:
    """Both ways: where it went, what came in."""
    if links := links_of(order.pk):
        yield Card(title=_("合并与拆分"), links=[_shown(each, order) for each in links])


def _shown(found: OrderLink, order: Order) -> Link:
    leaves = found.from_order_id == order.pk
    number = found.to_number if leaves else found.from_number
    words = {
        (LinkKind.MERGED, True): _("合并到这张"), (LinkKind.MERGED, False): _("已并入本单"),
        (LinkKind.SPLIT, True): _("从本单拆出"), (LinkKind.SPLIT, False): _("拆自这张"),
    }  # fmt: skip
    note = f"{words[LinkKind(found.kind), leaves]} · {money_text(found.amount, found.currency)}"
    return Link(label=number, url=reverse("sales:order", args=[number]), icon="file-text", note=note)
