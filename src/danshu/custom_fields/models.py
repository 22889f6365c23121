"""Fields that administrators define, and the index by which records are found by their values.

The value of a record lies in the record itself, in its `custom` column; FieldEntry is derived from it by a trigger of
the host's table (danshu.custom_fields.storing) and written by nobody else.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from danshu.custom_fields.kinds import FieldKind
from danshu.kit.models import Versioned


def role_codes() -> Any:
    """Codes of roles; empty = everybody."""
    return ArrayField(models.CharField(max_length=60), default=list, blank=True)


class FieldDefinition(Versioned):
    """One field of one kind of record.

    code: its name in the column, in the interface and in imports; it never changes, nor does the type. options: the own
    list, each with code, name, name_en, remark and is_valid; dictionary: the list of a dictionary instead. pattern: how
    a text is built (danshu.custom_fields.patterns). is_on: shown in forms; is_valid: False once retired, for good.
    """

    host = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=16)
    label_en = models.CharField(max_length=40, blank=True, default="")
    help_text = models.CharField(max_length=200, blank=True, default="")
    section = models.CharField(max_length=30, blank=True, default="")
    kind = models.CharField(max_length=10, choices=FieldKind.choices)
    dictionary = models.CharField(max_length=60, blank=True, default="")
    options = models.JSONField(default=list, db_default=[])
    is_required = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    is_searchable = models.BooleanField(default=False)
    is_printed = models.BooleanField(default=False)
    places = models.PositiveSmallIntegerField(default=0)
    minimum = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    maximum = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    max_length = models.PositiveSmallIntegerField(null=True)
    pattern = models.CharField(max_length=60, blank=True, default="")
    default_value = models.JSONField(null=True)
    view_roles = role_codes()
    edit_roles = role_codes()
    remark = models.CharField(max_length=500, blank=True, default="")
    position = models.PositiveIntegerField()
    is_on = models.BooleanField(default=False)
    is_valid = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["host", "position", "id"], name="custom_field_order")]
        constraints = [
            models.UniqueConstraint(fields=["host", "code"], name="custom_field_code_unique"),
            models.UniqueConstraint(
                fields=["host", "label"], condition=Q(is_valid=True), name="custom_field_label_unique"
            ),
            models.CheckConstraint(condition=~Q(label="") & ~Q(code=""), name="custom_field_label_given"),
            models.CheckConstraint(condition=Q(kind__in=FieldKind.values), name="custom_field_kind_known"),
            models.CheckConstraint(condition=Q(places__lte=6), name="custom_field_places"),
            models.CheckConstraint(
                condition=Q(is_unique=False) | Q(is_searchable=True), name="custom_field_unique_is_searchable"
            ),
            models.CheckConstraint(condition=Q(is_on=False) | Q(is_valid=True), name="custom_field_retired_is_off"),
        ]

    def __str__(self) -> str:
        english = (get_language() or "zh").startswith("en")
        return self.label_en if english and self.label_en else self.label


class FieldEntry(models.Model):
    """A value of one record as it is looked for: a number, or words; `unique_key` where no two records may agree."""

    definition = models.ForeignKey(FieldDefinition, models.CASCADE, related_name="+", db_index=False)
    record_id = models.BigIntegerField()
    number = models.DecimalField(max_digits=26, decimal_places=6, null=True)
    words = models.CharField(max_length=200, null=True, db_collation="C")
    unique_key = models.CharField(max_length=200, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["definition", "words", "record_id"], name="custom_entry_words"),
            models.Index(
                fields=["definition", "number", "record_id"], name="custom_entry_number",
                condition=Q(number__isnull=False),
            ),
            models.Index(fields=["record_id", "definition"], name="custom_entry_record"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "unique_key"], condition=Q(unique_key__isnull=False), name="custom_entry_unique"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(words__isnull=False), name="custom_entry_says_something"
            ),
        ]
