"""Values of all dictionaries in one table (COM-015, COM-005, COM-006)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from danshu.kit.models import Versioned


def label_in_language(name: str, name_en: str) -> str:
    """A value's name in the active language; the Chinese one when there is no English one."""
    english = (get_language() or "zh").startswith("en")
    return name_en if english and name_en else name


class Value(Versioned):
    """One value; once used it is invalidated, never removed."""

    dictionary = models.CharField(max_length=60)
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=50)
    name_en = models.CharField(max_length=50, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    # what the dictionary's attributes state, by their code
    attributes = models.JSONField(default=dict, db_default={}, blank=True)
    position = models.PositiveIntegerField()
    is_valid = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["dictionary", "position", "id"], name="dictionary_order")]
        constraints = [
            models.UniqueConstraint(
                "dictionary", "name", name="dictionary_name_unique", condition=models.Q(is_valid=True)
            ),
            models.UniqueConstraint("dictionary", "code", name="dictionary_code_unique", condition=~models.Q(code="")),
            models.CheckConstraint(condition=~models.Q(name=""), name="dictionary_name_given"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the active language."""
        return label_in_language(self.name, self.name_en)
