"""Taking an import of orders back: untouched orders go, then the products and customers that were made for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.catalog.intake.undoing import undo_items
from danshu.exchange.importing import ImportContext, Imported, Kept, Ref
from danshu.files.queries import holding
from danshu.kit.context import current_context, publish
from danshu.kit.locks import lock
from danshu.kit.words import listed
from danshu.parties.intake.undoing import undo_customers
from danshu.sales.events import OrderRemoved
from danshu.sales.models import Order, OrderLine
from danshu.sales.telling import facts_of

PLACES = {
    "ordernote": gettext_lazy("订单备注"), "orderexception": gettext_lazy("订单异常"), "shipment": gettext_lazy("发货单"),
    "match": gettext_lazy("收款"), "refund": gettext_lazy("退款"),
}  # fmt: skip


def undo_orders(groups: Sequence[Imported], context: ImportContext) -> list[list[Kept]]:
    """Orders that nobody touched are removed with their lines; the others stay, each with its reason."""
    keys = [ref.pk for group in groups for ref in group.refs if ref.kind == "sales.order"]
    stored = {order.pk: order for order in lock(Order.objects.filter(pk__in=keys))}
    used = _used(list(stored))
    kept: list[list[Kept]] = []
    gone: list[Order] = []
    for group in groups:
        left = []
        for ref in _of(group, "sales."):
            order = stored.get(ref.pk)
            reason = _reason(ref, order, used.get(ref.pk, []))
            if reason:
                left.append(Kept(ref, reason))
            elif order is not None:
                gone.append(order)
        kept.append(left)
    _remove(gone)
    for prefix, undo in (("catalog.", undo_items), ("parties.", undo_customers)):
        parts = [replace(group, refs=tuple(_of(group, prefix))) for group in groups]
        for left, more in zip(kept, undo(parts, actor=context.actor, at=context.at), strict=True):
            left.extend(more)
    return kept


def changed_since(ref: Ref, order: Order) -> str:
    """Who changed an order after the import, "" when nobody did."""
    if order.version == ref.version:
        return ""
    return _("%(user)s 在 %(time)s 修改过") % {"user": order.updated_by_name, "time": f"{order.updated_at:%m-%d %H:%M}"}


def _of(group: Imported, prefix: str) -> Iterator[Ref]:
    return (ref for ref in group.refs if ref.kind.startswith(prefix))


def _reason(ref: Ref, order: Order | None, places: Sequence[str]) -> str:
    if order is None:
        return _("已经不存在")
    if reason := changed_since(ref, order):
        return reason
    return _("已有 %(places)s") % {"places": listed(places)} if places else ""


def _used(keys: Sequence[int]) -> dict[int, list[str]]:
    """What hangs on these orders in any module, one query per kind of record."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for relation in Order._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if model is OrderLine:
            continue
        label = str(PLACES.get(model._meta.model_name or "", model._meta.verbose_name))
        for key in model._default_manager.filter(**{f"{name}__in": keys}).values_list(name, flat=True).distinct():
            found[key].append(label)
    for key in holding("sales.order", keys):
        found[key].append(_("附件或备注"))
    return found


def _remove(orders: Sequence[Order]) -> None:
    for order in orders:
        changes = {"status": (order.status, None), "total": (order.total, None)}
        current_context().changed(
            "sales.order",
            order.pk,
            label=order.number,
            changes=changes,
            reason=pgettext("原因", "撤销导入"),
            action="sales.remove_order",
        )
        publish(OrderRemoved(**facts_of(order)))
    Order.objects.filter(pk__in=[order.pk for order in orders]).delete()
