"""Reads of stores: for pages, and for the orders above."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danshu.custom_fields.queries import with_linked_names
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.questions import Question, Rows
from danshu.stores.lifecycle import StoreStatus
from danshu.stores.models import Store, sees_branch
from danshu.stores.permissions import VIEW_STORE


def store_rows(actor: Actor) -> QuerySet[Store]:
    """Stores that exist for the actor, with what a list row shows."""
    rows = Store.objects.visible_to(actor, VIEW_STORE).select_related("unit", "manager", "warehouse")
    return with_linked_names(rows, "stores.store")


def store_by_id(actor: Actor, pk: int, permission: str = VIEW_STORE) -> Store:
    """One store. Raises NotFound, also when it is out of scope."""
    rows = Store.objects.visible_to(actor, permission).select_related("unit", "manager", "warehouse", "region")
    found = with_linked_names(rows, "stores.store").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def store_choices(actor: Actor) -> list[tuple[str, str]]:
    """(key, name) of all stores that exist for the actor, open ones first, for filters. One query."""
    rows = Store.objects.visible_to(actor, VIEW_STORE).values_list("pk", "name", "status")
    found = sorted(rows, key=lambda row: (row[2] != StoreStatus.OPEN, row[1]))
    labels = {str(code): str(label) for code, label in StoreStatus.choices}
    return [
        (str(pk), name if status == StoreStatus.OPEN else f"{name} · {labels[status]}") for pk, name, status in found
    ]


def open_stores(actor: Actor) -> list[tuple[str, str]]:
    """(key, name) of the stores that an order can belong to, by code. One query."""
    rows = Store.objects.visible_to(actor, VIEW_STORE).filter(status=StoreStatus.OPEN).order_by("code")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def store_label(actor: Actor, key: str) -> str:
    """The name of a store that exists for the actor, with its state unless it is open; "" for any other."""
    return dict(store_choices(actor)).get(key, "")


def store_names(ids: Collection[int]) -> dict[int, str]:
    """Names of stores, whoever asks. One query."""
    return dict(Store.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def store_name(pk: int) -> str:
    """The name of one store; its number when it is unknown."""
    return store_names([pk]).get(pk, str(pk))


@dataclass(frozen=True, slots=True)
class OrderStore:
    """A store as an order needs it. warehouse_id: where its goods come from by default, None without a valid one."""

    id: int
    name: str
    status: str
    warehouse_id: int | None

    @property
    def is_open(self) -> bool:
        """True while it takes orders."""
        return self.status == StoreStatus.OPEN

    @property
    def refusal(self) -> str:
        """Why it takes no orders, in the active language; "" while it does."""
        if self.is_open:
            return ""
        if self.status == StoreStatus.SUSPENDED:
            return _("门店 %(name)s 停业中，不接受新订单") % {"name": self.name}
        return _("门店 %(name)s 已关闭，不接受新订单") % {"name": self.name}


STORE = """
SELECT s.id, s.name, s.status, s.unit_id, s.manager_id, CASE WHEN w.is_valid THEN w.id END AS warehouse_id
FROM stores_store s LEFT JOIN inventory_warehouse w ON w.id = s.warehouse_id WHERE s.id = %(order_store)s::bigint
"""


def order_store_question(store_id: int, *, actor: Actor) -> Question[OrderStore | None]:
    """A store for an order, to be asked with its other questions; None when it does not exist for the actor."""
    scope = actor.scope(VIEW_STORE)

    def understand(rows: Rows) -> OrderStore | None:
        for row in rows:
            near = sees_branch(actor, VIEW_STORE) and row["unit_id"] == actor.unit_id
            if near or scope.covers(unit_id=row["unit_id"], owner_id=row["manager_id"]):
                return OrderStore(row["id"], row["name"], row["status"], row["warehouse_id"])
        return None

    return Question(STORE, {"order_store": store_id}, understand)
