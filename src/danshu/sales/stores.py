"""The store of an order: whether it takes orders, and where its goods come from by default (ACC-003)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.constraints import explain
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.questions import Question
from danshu.kit.words import with_count
from danshu.recycling.queries import uses
from danshu.sales.drafting import OrderDraft, OrderEntry
from danshu.sales.lifecycle import PROCESSED, SUBMITTABLE, OrderStatus
from danshu.sales.models import Order
from danshu.sales.permissions import VIEW_ORDER
from danshu.stores.ports import add_links
from danshu.stores.queries import OrderStore, order_store_question
from danshu.stores.usage import add_consequences, register
from danshu.ui.detail import Action

Questions = Sequence[Question[OrderStore | None]]


def _is_kept(entry: OrderEntry, stored: OrderEntry | None) -> bool:
    return stored is not None and stored.store_id == entry.store_id


def store_questions(entry: OrderEntry, stored: OrderEntry | None, *, actor: Actor) -> Questions:
    """What an order with a store wants to know besides, nothing without one; the store it has already, whoever asks."""
    if entry.store_id is None:
        return []
    return [order_store_question(entry.store_id, actor=Actor.system() if _is_kept(entry, stored) else actor)]


def store_problems(entry: OrderEntry, stored: OrderEntry | None, asked: Questions) -> Iterator[FieldProblem]:
    """A store that does not exist for the person or takes no orders, beside `store`; the one stored stays."""
    if entry.store_id is None or _is_kept(entry, stored):
        return
    store = next((question.answer() for question in asked), None)
    if store is None:
        yield FieldProblem("store", "unknown", _("没有这个门店，或不在你的数据范围内"))
    elif not store.is_open:
        yield FieldProblem("store", "store_not_open", store.refusal)


def of_store(draft: OrderDraft, stored: OrderEntry | None, asked: Questions) -> OrderDraft:
    """The draft with its store, whose warehouse serves it where nobody chose one, or left that of another store standing."""
    store = next((question.answer() for question in asked), None)
    if store is None:
        return draft
    entry, chosen = draft.entry, draft.warehouse_id
    if stored is not None and stored.store_id != entry.store_id and stored.warehouse_id == entry.warehouse_id:
        chosen = store.warehouse_id or chosen
    return replace(draft, store=store, warehouse_id=chosen or store.warehouse_id)


def _taken_meanwhile() -> FieldErrors:
    """The store was suspended or closed while the order was being placed; the database refused it."""
    return FieldErrors([FieldProblem("store", "store_not_open", _("门店刚刚停业或关闭，不接受新订单"))])


explain("order_of_open_store", _taken_meanwhile)


def orders_of_stores(store_ids: Sequence[int]) -> Mapping[int, int]:
    """How many orders each store has."""
    rows = Order.objects.filter(store_id__in=store_ids).order_by().values_list("store_id")
    return {pk: number for pk, number in rows.annotate(number=Count("pk")) if pk is not None}


register(gettext_lazy("订单"), orders_of_stores, code="sales.order")
# what lies in the bin can come back: its store must still be there then
register(
    gettext_lazy("回收站中的订单"), lambda ids: uses("sales.order", "stores.store", ids), code="sales.deleted_order"
)

OPEN = """
SELECT count(*) FILTER (WHERE status = ANY(%(entered)s)), count(*) FILTER (WHERE status = ANY(%(running)s))
FROM sales_order WHERE store_id = %(store)s
"""


@add_consequences
def consequences(store_id: int) -> Iterator[tuple[str, str, str]]:
    """What becomes of the orders of a store that takes no new ones."""
    entered = [str(status) for status in SUBMITTABLE]
    running = [str(status) for status in (OrderStatus.AWAITING_REVIEW, *PROCESSED)]
    with connection.cursor() as cursor:
        cursor.execute(OPEN, {"entered": entered, "running": running, "store": store_id})
        waiting, under_way = cursor.fetchone()
    if waiting:
        text = with_count("%(count)s 张草稿或被驳回的订单要改选门店才能提交") % {"count": waiting}
        yield "drafts", text, "warn"
    if under_way:
        text = with_count("%(count)s 张已提交的订单照常处理") % {"count": under_way}
        yield "running", text, "info"


@add_links
def links(store_id: int, actor: Actor) -> Iterator[Action]:
    """The orders of a store."""
    if actor.can(VIEW_ORDER):
        url = f"{reverse('sales:order_list')}?view=0&store={store_id}"
        yield Action(label=_("查看订单"), url=url, icon="clipboard-list")
