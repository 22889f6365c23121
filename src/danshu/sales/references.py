"""What an entry points at: its address, its delivery method, the warehouses it is to come from (ORD-004)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from danshu.dictionaries.queries import is_choosable
from danshu.inventory.queries import warehouses_for
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldProblem
from danshu.parties.queries import OrderCustomer
from danshu.sales.delivering import region_problems
from danshu.sales.drafting import OrderEntry

DELIVERY_METHOD = "delivery_method"


def reference_problems(
    entry: OrderEntry, customer: OrderCustomer | None, *, actor: Actor, stored: OrderEntry | None = None
) -> Iterator[FieldProblem]:
    """What an entry names and may not, beside `address_id`, `delivery_method`, `delivery_region`, `warehouse` and `lines-<index>-warehouse`.

    What the `stored` order has already stays. No statement of its own for an entry that names no warehouse, once its
    delivery method has been looked up.
    """
    if customer and entry.address_id and entry.address_id not in {address.id for address in customer.addresses}:
        yield FieldProblem("address_id", "unknown", _("客户没有这个收货地址"))
    method = entry.delivery_method_id
    kept = stored is not None and stored.delivery_method_id == method
    if method is not None and not kept and not is_choosable(DELIVERY_METHOD, method):
        yield FieldProblem("delivery_method", "unknown", _("没有这种配送方式"))
    yield from region_problems(entry, stored)
    yield from _warehouse_problems(entry, customer, actor, stored)


def _warehouse_problems(
    entry: OrderEntry, customer: OrderCustomer | None, actor: Actor, stored: OrderEntry | None
) -> Iterator[FieldProblem]:
    named = _warehouses(entry) - (_warehouses(stored) if stored else set())
    wrong = named - _serving(actor) if named else set()
    if wrong and customer is not None and customer.unit_id is not None:
        # the order desk also sells for a branch, out of what serves the customer's own unit
        wrong -= _serving(customer.unit_id)
    if not wrong:
        return
    # the same words whether it does not exist or serves others: nobody learns of a warehouse that is not his
    text = _("没有这个发货仓库，或它不为你的单位供货")
    if entry.warehouse_id in wrong:
        yield FieldProblem("warehouse", "unknown", text)
    for index, line in enumerate(entry.lines):
        if line.warehouse_id in wrong:
            yield FieldProblem(f"lines-{index}-warehouse", "unknown", text)


def _serving(whose: Actor | int) -> set[int]:
    return {choice.id for choice in warehouses_for(whose)}


def _warehouses(entry: OrderEntry) -> set[int]:
    named = {entry.warehouse_id, *(line.warehouse_id for line in entry.lines)}
    return {warehouse for warehouse in named if warehouse is not None}
