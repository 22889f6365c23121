"""Customers and contacts have custom fields, and fields of other records can point at a customer (CUS-024)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.custom_fields.hosts import Host, Target, register_host, register_target
from danshu.custom_fields.kinds import FieldKind
from danshu.kit.actor import Actor
from danshu.parties.queries import customers_to_choose, matching
from danshu.parties.queries.naming import customer_names

CUSTOMER, CONTACT = "parties.customer", "parties.contact"


def _known(actor: Actor, keys: Collection[int]) -> set[int]:
    return set(customers_to_choose(actor).filter(pk__in=keys).values_list("pk", flat=True))


def _search(actor: Actor, text: str) -> Sequence[tuple[int, str]]:
    return [(row.pk, row.name) for row in matching(customers_to_choose(actor), text)[:20]]


register_host(Host(CUSTOMER, pgettext_lazy("列表", "客户"), "parties_customer"))
register_host(Host(CONTACT, _("联系人"), "parties_contact"))
register_target(
    Target(
        FieldKind.CUSTOMER, model="parties.Customer", label="name", url=lambda: reverse("parties:find"),
        names=customer_names, known=_known, search=_search,
    )
)  # fmt: skip
