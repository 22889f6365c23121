"""Rules for customers and contacts, and what the review looks for among them (SYS-011, CUS-003)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.dictionaries.queries import choices
from danshu.parties.custom_declared import CONTACT, CUSTOMER
from danshu.parties.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, Kind, PartyField
from danshu.parties.models import Contact, Customer
from danshu.parties.models.suspicion import Suspicion
from danshu.parties.permissions import VIEW_CONTACTS, VIEW_CUSTOMERS
from danshu.parties.queries import contacts, customers
from danshu.validation.hosts import Check, Found, Host, HostField, register_check, register_host
from danshu.validation.kinds import Category, ValueType

TYPES = {
    Kind.INTEGER: ValueType.NUMBER, Kind.DATE: ValueType.DATE, Kind.MOMENT: ValueType.DATE, Kind.BOOLEAN: ValueType.BOOLEAN,
    Kind.CHOICE: ValueType.CHOICE, Kind.VALUE: ValueType.CHOICE, Kind.CUSTOMER: ValueType.CHOICE, Kind.TAGS: ValueType.CHOICE,
}  # fmt: skip
INDEXED = {"name", "licence_number", "external_code"}


def _named(dictionary: str) -> list[tuple[str, str]]:
    return [(str(pk), label) for pk, label in choices(dictionary)]


def _field(declared: PartyField) -> HostField:
    options = None
    if declared.dictionary:
        options = partial(_named, declared.dictionary)
    elif declared.options:
        options = partial(list, [(key, label) for key, label in declared.options])
    kind = TYPES.get(declared.kind, ValueType.TEXT)
    return HostField(declared.name, declared.label, kind, declared.attribute, options, declared.name in INDEXED)


def _fields(fields: Mapping[str, PartyField]) -> list[HostField]:
    return [_field(each) for each in fields.values()]


register_host(
    Host(
        kind=CUSTOMER, label=pgettext_lazy("列表", "客户"), model="parties.Customer", permission=VIEW_CUSTOMERS,
        fields=_fields(CUSTOMER_FIELDS), visible=customers, alive=Customer.objects.usable, known=Customer.objects.alive, unit="unit_id",
        person="owner_id", number="number",
    )
)  # fmt: skip
register_host(
    Host(
        kind=CONTACT, label=_("联系人"), model="parties.Contact", permission=VIEW_CONTACTS, fields=_fields(CONTACT_FIELDS),
        visible=contacts, alive=lambda: Contact.objects.alive().filter(is_valid=True), unit="customer__unit_id",
        person="customer__owner_id",
    )
)  # fmt: skip


def _suspects() -> Iterable[Found]:
    for pair in Suspicion.objects.standing().select_related("second").order_by("pk"):
        yield Found(record_id=pair.first_id, other_id=pair.second_id, other_label=str(pair.second))


def _ownerless() -> Iterable[Found]:
    rows = Customer.objects.usable().exclude(owner__is_active=True)
    return [Found(record_id=pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


def _without_contact() -> Iterable[Found]:
    rows = Customer.objects.usable().exclude(pk__in=Contact.objects.alive().filter(is_valid=True).values("customer_id"))
    return [Found(record_id=pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


register_check(
    Check(code="parties.suspects", category=Category.DUPLICATE, host=CUSTOMER, label=_("疑似同一客户"), find=_suspects)
)
register_check(
    Check(
        code="parties.ownerless", category=Category.ORPHAN, host=CUSTOMER, label=_("没有在职的负责人"), find=_ownerless
    )
)
register_check(
    Check(
        code="parties.without_contact", category=Category.ORPHAN, host=CUSTOMER, label=_("没有任何有效联系人"),
        find=_without_contact,
    )
)  # fmt: skip
