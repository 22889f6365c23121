"""Administrative divisions with their codes, what they were called before, and which editions were taken over."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from danshu.kit.models import AppendOnly

PROVINCE, CITY, DISTRICT, TOWN = 1, 2, 3, 4
CODE_LENGTHS = {PROVINCE: 2, CITY: 4, DISTRICT: 6, TOWN: 9}


class Division(models.Model):
    """A province (code of 2 digits), city (4), district or county (6), street or township (9).

    The code of a division begins with that of the one it belongs to: everything inside 4403 is found by prefix.
    is_placeholder: a step that the statistics need and no address names ("市辖区", "省直辖县级行政区划").
    initials, pinyin: derived from the name, for the search. retired_at: no longer in the newest edition; records keep the
    code, nobody can choose it any more. Rows are never deleted.
    """

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=50)
    level = models.PositiveSmallIntegerField()
    # checked by the reading of each edition: forty thousand checks row by row would triple the time of the first start.
    # What lies inside is found by the prefix of the code
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", db_constraint=False, db_index=False
    )
    is_placeholder = models.BooleanField(default=False)
    initials = models.CharField(max_length=50, blank=True, default="")
    pinyin = models.CharField(max_length=200, blank=True, default="")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(level=PROVINCE, code__regex=r"^\d{2}$", parent__isnull=True)
                    | Q(level=CITY, code__regex=r"^\d{4}$", parent__isnull=False)
                    | Q(level=DISTRICT, code__regex=r"^\d{6}$", parent__isnull=False)
                    | Q(level=TOWN, code__regex=r"^\d{9}$", parent__isnull=False)
                ),
                name="division_code_of_level",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="division_named"),
        ]
        triggers = [pgtrigger.Protect(name="division_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class FormerName(AppendOnly):
    """What a division was called until an edition gave it another name."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=50)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["division", "name", "until"], name="former_name_once")]

    def __str__(self) -> str:
        return self.name


class Edition(AppendOnly):
    """A set of divisions that was taken over. digest: of its content, so that the same one is not taken twice in a row."""

    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=100)
    taken_at = models.DateTimeField()
    taken_by_name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.source} {self.taken_at:%Y-%m-%d}"
