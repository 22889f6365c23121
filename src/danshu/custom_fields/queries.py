"""Reading fields: one query for all of them, together with the parameters, kept as long as these (CC-14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from danshu.custom_fields.definitions import CustomField, field_of, in_use
from danshu.custom_fields.hosts import TARGETS
from danshu.custom_fields.kinds import FieldKind
from danshu.custom_fields.models import FieldDefinition, FieldEntry
from danshu.custom_fields.wording import shown
from danshu.kit.actor import Actor
from danshu.kit.questions import Question, Rows
from danshu.kit.reader import reader
from danshu.parameters.queries import kept

Rowset = TypeVar("Rowset", bound=QuerySet[Any])
NAME = "custom_fields"
Fields = dict[str, list[CustomField]]
ALL = "SELECT * FROM custom_fields_fielddefinition ORDER BY host, position, id"
PREFIX = "custom."


def definitions_question() -> Question[Fields]:
    """The reading of all fields, for whoever asks it together with other questions."""
    return kept(NAME, definitions_question_anew)


def definitions_question_anew() -> Question[Fields]:
    """The same, asked anew."""
    return Question(ALL, {}, _by_host)


def _by_host(rows: Rows) -> Fields:
    found: Fields = {}
    for row in rows:
        found.setdefault(row["host"], []).append(field_of(row))
    return found


def every_field(host: str) -> list[CustomField]:
    """All fields of a kind of record in their order, those switched off and retired included."""
    return definitions_question().answer().get(host, [])


def fields_in_use(host: str) -> list[CustomField]:
    """The fields that forms show."""
    return in_use(every_field(host))


def fields_for(host: str, actor: Actor) -> list[CustomField]:
    """The fields in use that an actor may read."""
    return [each for each in fields_in_use(host) if each.seen_by(actor)]


def printed_pairs(host: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(title, value) of what a document of the record prints: fields marked for it that everybody may read."""
    chosen = [each for each in fields_in_use(host) if each.is_printed and not each.is_confidential]
    return [(each.label, shown(each, values[each.code])) for each in chosen if each.code in values]


def fields_with_values(host: str, actor: Actor, values: Mapping[str, Any]) -> list[CustomField]:
    """For a page: the fields in use, and those switched off or retired that this record still says something of."""
    seen = [each for each in every_field(host) if each.seen_by(actor)]
    return [each for each in seen if (each.is_on and each.is_valid) or each.code in values]


def history_label(kind: str, name: str) -> str | None:
    """The title of a field in the trail, also of a retired one; None for what is no custom field."""
    if not name.startswith(PREFIX):
        return None
    found = _named(kind, name)
    return found.label if found else name.removeprefix(PREFIX)


def history_is_secret(kind: str, name: str) -> bool:
    """True for a field that the reader of this moment may not read today, also for what was written while it was open.

    A field that is not defined any more could have been a restricted one.
    """
    if not name.startswith(PREFIX):
        return False
    found = _named(kind, name)
    if found is None or not found.is_confidential:
        return found is None
    person = reader()
    return person is None or not found.seen_by(person)


def _named(kind: str, name: str) -> CustomField | None:
    code = name.removeprefix(PREFIX)
    return next((each for each in every_field(kind) if each.code == code), None)


def definitions(host: str) -> QuerySet[FieldDefinition]:
    """The stored fields of a kind of record, for its administrators."""
    return FieldDefinition.objects.filter(host=host)


def records_with(found: CustomField, **condition: Any) -> QuerySet[FieldEntry, int]:
    """Keys of the records whose value of a searchable field fulfils the condition, by the index."""
    return FieldEntry.objects.filter(definition_id=found.id, **condition).values_list("record_id", flat=True)


def with_linked_names(rows: Rowset, host: str) -> Rowset:
    """Add the names that the records' links and dictionary values stand for, read with the rows themselves."""
    names: dict[str, Any] = {}
    for each in every_field(host):
        if each.kind in TARGETS:
            target = TARGETS[each.kind]
            names[linked_name(each)] = _name(target.model, target.label, each)
        elif each.kind == FieldKind.CHOICE and each.dictionary:
            names[linked_name(each)] = _name("dictionaries.Value", "name", each)
            names[f"{linked_name(each)}_en"] = _name("dictionaries.Value", "name_en", each)
    return rows.annotate(**names) if names else rows


def linked_name(found: CustomField) -> str:
    """The name under which `with_linked_names` adds what a value stands for."""
    return f"custom_{found.code}_name"


def _name(model: str, label: str, found: CustomField) -> Subquery:
    key = Cast(KeyTextTransform(found.code, OuterRef("custom")), models.BigIntegerField())
    return Subquery(apps.get_model(model)._default_manager.filter(pk=key).values(label)[:1])


def taken(found: CustomField, key: str, *, besides: Collection[int] = ()) -> bool:
    """True when another record holds this value of a unique field."""
    rows = FieldEntry.objects.filter(definition_id=found.id, unique_key=key.lower()[:200])
    return rows.exclude(record_id__in=list(besides)).exists()
