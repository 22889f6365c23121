"""Facts about customers that other modules react to. Payloads carry keys, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from danshu.kit.events import Event, published


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(Event):
    """A customer exists."""

    name: ClassVar[str] = "parties.customer_created"

    owner_id: int | None
    unit_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Event):
    """Fields of a customer, its contacts or addresses changed."""

    name: ClassVar[str] = "parties.customer_changed"

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerOwnerChanged(Event):
    """Another person is responsible now; with_open_documents: drafts, plans, tasks move with the customer (CUS-014).

    new_owner_id None: nobody is, the customer is open to all sales people (CUS-016).
    """

    name: ClassVar[str] = "parties.customer_owner_changed"

    old_owner_id: int | None
    new_owner_id: int | None
    old_unit_id: int | None
    new_unit_id: int | None
    with_open_documents: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerInvalidated(Event):
    """No new documents for this customer."""

    name: ClassVar[str] = "parties.customer_invalidated"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDeleted(Event):
    """Went to the recycle bin."""

    name: ClassVar[str] = "parties.customer_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRestored(Event):
    """Came back from the recycle bin."""

    name: ClassVar[str] = "parties.customer_restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreditChanged(Event):
    """Limit, terms or block changed."""

    name: ClassVar[str] = "parties.customer_credit_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(Event):
    """Another customer was taken into this one: everything that named it names this one now (CUS-003)."""

    name: ClassVar[str] = "parties.customers_merged"

    loser_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersSeparated(Event):
    """A merge was undone."""

    name: ClassVar[str] = "parties.customers_separated"

    loser_id: int


published(CustomerCreated, _("新建了客户"), of="parties.customer")
published(CustomerChanged, _("客户资料已修改"), of="parties.customer")
published(CustomerOwnerChanged, _("客户的负责人已变更"), of="parties.customer")
published(CustomerInvalidated, _("客户被设为失效"), of="parties.customer")
