"""Which records have rules, and which standing checks the review makes; upper modules register both.

    register_host(Host("parties.customer", _("客户"), model="parties.Customer", fields=(...), ...))   # validation_declared.py
    register_check(Check("parties.suspects", Category.DUPLICATE, "parties.customer", _("疑似重复"), find))

A host calls `danshu.validation.judging.judge` in each operation that writes its records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise

from danshu.kit.actor import Actor
from danshu.validation.kinds import Category, ValueType

Text = str | Promise
Options = Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class HostField:
    """A field that rules can speak of.

    name: as forms and interface call it; attribute: of the model; options: what can be chosen, as (stored, name);
    is_indexed: values are looked up quickly, so the field may be asked to be unique.
    """

    name: str
    label: Text
    type: ValueType = ValueType.TEXT
    attribute: str = ""
    options: Options | None = None
    is_indexed: bool = False

    @property
    def column(self) -> str:
        """The attribute of the model."""
        return self.attribute or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A kind of record that rules are laid down for.

    permission: who may see such records; visible(actor): those that exist for the actor; alive(): all that are not
    deleted and not over; known(): those that are over too, where events tell of them. unit, person: paths to the unit it belongs to and to who is responsible, "" where there is none; number,
    title: paths to what people call it by.
    """

    kind: str
    label: Text
    model: str
    permission: str
    fields: Sequence[HostField]
    visible: Callable[[Actor], QuerySet[Any]]
    alive: Callable[[], QuerySet[Any]]
    known: Callable[[], QuerySet[Any]] | None = None
    unit: str = ""
    person: str = ""
    number: str = ""
    title: str = "name"

    @property
    def model_class(self) -> type[models.Model]:
        """The table."""
        return apps.get_model(self.model)

    def defaults(self) -> dict[str, Any]:
        """What a new record says where nothing was entered."""
        names = {each.column for each in self.fields}
        return {
            field.attname: field.get_default()
            for field in self.model_class._meta.concrete_fields
            if field.attname in names
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record that a check found; other: the second one of a pair."""

    record_id: int
    other_id: int = 0
    other_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A standing check of the review: duplicates and orphans, which no single entry shows."""

    code: str
    category: Category
    host: str
    label: Text
    find: Callable[[], Iterable[Found]]


HOSTS: dict[str, Host] = {}
CHECKS: dict[str, Check] = {}


def register_host(host: Host) -> None:
    """Let rules be laid down for a kind of record. Raises ValueError for one registered twice."""
    if host.kind in HOSTS:
        raise ValueError(f"host registered twice: {host.kind}")
    HOSTS[host.kind] = host


def register_check(check: Check) -> None:
    """Add a standing check. Raises ValueError for one registered twice."""
    if check.code in CHECKS:
        raise ValueError(f"check registered twice: {check.code}")
    CHECKS[check.code] = check


def facts_of(host: str, record: Any) -> dict[str, Any]:
    """What a stored record says in the fields that rules speak of, with its custom values."""
    declared = HOSTS[host]
    return {each.column: getattr(record, each.column) for each in declared.fields} | {"custom": dict(record.custom)}


def facts_for_new(host: str, given: Mapping[str, Any], custom: Mapping[str, Any]) -> dict[str, Any]:
    """What a new record will say: what was given, defaults for the rest."""
    return HOSTS[host].defaults() | dict(given) | {"custom": dict(custom)}
