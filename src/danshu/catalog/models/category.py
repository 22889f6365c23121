"""The tree of product categories (CAT-005)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from danshu.catalog.models.triggers import no_revalidation
from danshu.kit.models import Versioned

MAX_LEVELS = 5

# Deferred, so that a move may pass through states in which the levels of a branch do not fit yet. Levels that grow by
# one from parent to child also make loops impossible.
LEVELS_FIT = """
IF EXISTS (
    SELECT 1 FROM catalog_category child LEFT JOIN catalog_category parent ON parent.id = child.parent_id
    WHERE (child.id = NEW.id OR child.parent_id = NEW.id) AND child.level <> COALESCE(parent.level, 0) + 1
) THEN
    RAISE EXCEPTION 'category % does not fit below its parent', NEW.id
    USING ERRCODE = '23514', CONSTRAINT = 'category_levels_fit';
END IF;
RETURN NULL;
"""


class Category(Versioned):
    """A branch of the catalogue; at most five levels, the root is level 1."""

    name = models.CharField(max_length=50)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    level = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)
    # derived: the positions from the root down, so that lists can follow the tree
    tree_key = models.CharField(max_length=40, blank=True, db_index=True)
    is_on_storefront = models.BooleanField(default=False)
    remark = models.CharField(max_length=500, blank=True)
    is_valid = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(Upper("name"), condition=Q(is_valid=True), name="category_name_unique"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=MAX_LEVELS), name="category_level_range"),
            models.CheckConstraint(condition=~Q(name=""), name="category_name_given"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="category_not_own_parent"),
            models.CheckConstraint(
                condition=Q(parent=None, level=1) | Q(parent__isnull=False, level__gt=1), name="category_root_level"
            ),
        ]
        triggers = [
            no_revalidation(),
            pgtrigger.Trigger(
                name="levels_fit",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "level"),
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=LEVELS_FIT,
            ),
        ]

    def __str__(self) -> str:
        return self.name
