"""New customers written by sets: one statement for each table, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.refs import SourceRef
from danshu.kit.sql import insert_rows, next_ids
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.parameters.queries import value
from danshu.parties.events import CustomerCreated
from danshu.parties.indexing import search_columns
from danshu.parties.intake.preparing import Prepared
from danshu.parties.intake.types import Manner
from danshu.parties.models import Contact, Customer, DeliveryAddress, InvoiceProfile
from danshu.parties.numbers import CUSTOMER_SERIES
from danshu.parties.reviewing import entry_state, submit_entries

TYPES: Mapping[type[models.Field[Any, Any]], str] = {
    ArrayField: "text[]",
    models.BooleanField: "boolean",
    models.DateField: "date",
    models.DateTimeField: "timestamptz",
    models.DecimalField: "numeric",
    models.ForeignKey: "bigint",
    models.JSONField: "jsonb",
    models.OneToOneField: "bigint",
    models.BigAutoField: "bigint",
    models.PositiveIntegerField: "integer",
    models.PositiveSmallIntegerField: "integer",
}


@cache
def _columns(model: type[models.Model]) -> dict[str, str]:
    """Column -> PostgreSQL type; texts stay text, so that nothing is cut off in silence."""
    fields = model._meta.concrete_fields
    return {str(field.column): TYPES.get(type(_stored_as(field)), "text") for field in fields}


def _stored_as(field: Any) -> Any:
    """The field that decides the column's type: a division is named by a text, other records by a number."""
    return field.target_field if field.is_relation and field.target_field.get_internal_type() == "CharField" else field


def _insert(model: type[models.Model], records: Iterable[models.Model]) -> None:
    columns = _columns(model)
    insert_rows(model._meta.db_table, columns, [{name: getattr(r, name) for name in columns} for r in records])


def write(entries: Sequence[Prepared], *, manner: Manner, actor: Actor, at: datetime) -> None:
    """Store new customers with contacts, addresses and invoice data; numbers are taken last."""
    if not entries:
        return
    limit = value("new_customer_credit")
    profiles = [_invoice(each, actor, at) for each in entries if any(each.invoice.values())]
    contacts = [contact for each in entries for contact in each.contacts]
    addresses = [address for each in entries for address in each.addresses]
    everything: list[tuple[type[models.Model], Sequence[Any]]] = [
        (Customer, [each.customer for each in entries]), (Contact, contacts), (DeliveryAddress, addresses),
        (InvoiceProfile, profiles),
    ]  # fmt: skip
    keys = next_ids(*((model._meta.db_table, len(rows)) for model, rows in everything))
    for (_model, rows), ids in zip(everything, keys, strict=True):
        for row, pk in zip(rows, ids, strict=True):
            row.pk = pk
    numbers, state = next_numbers(CUSTOMER_SERIES, count=len(entries), at=at), entry_state()
    for each, number in zip(entries, numbers, strict=True):
        _complete(each, number, limit, actor)
        for name, content in state.items():
            setattr(each.customer, name, content)
    for profile in profiles:
        profile.customer_id = profile.customer.pk  # known only now
    for model, rows in everything:
        _insert(model, rows)
    _record(entries, manner)
    submit_entries([each.customer for each in entries], actor=actor, at=at)


def _complete(each: Prepared, number: str, limit: Any, actor: Actor) -> None:
    customer, owner = each.customer, each.entry.owner
    customer.number, customer.credit_limit = number, limit
    for name, content in each.entry.credit.items():
        setattr(customer, name, content)
    customer.owner_id = owner.id if owner else actor.user_id
    customer.unit_id = owner.unit_id if owner else actor.unit_id
    customer.search_tokens, customer.search_text = search_columns(customer, each.contacts)
    parts: list[Any] = [*each.contacts, *each.addresses]
    for part in parts:
        part.customer_id = customer.pk
    each.taken.action, each.taken.pk, each.taken.label = "created", customer.pk, str(customer)


def _invoice(each: Prepared, actor: Actor, at: datetime) -> InvoiceProfile:
    return InvoiceProfile(
        customer=each.customer, created_at=at, updated_at=at, updated_by_name=actor.name, **each.invoice
    )


def _record(entries: Sequence[Prepared], manner: Manner) -> None:
    context = current_context()
    for each in entries:
        customer = each.customer
        changes = {"name": (None, customer.name), "external_code": (None, customer.external_code)}
        changes |= {name: (None, content) for name, content in each.entry.credit.items()}
        changes |= each.custom_changes
        context.changed(
            "parties.customer", customer.pk, label=str(customer), changes=changes, reason=manner.reason,
            action="parties.create_customer",
        )  # fmt: skip
        subject = SourceRef("parties.customer", customer.pk)
        publish(CustomerCreated(aggregate=subject, version=1, owner_id=customer.owner_id, unit_id=customer.unit_id))
