"""Currencies and the history of their rates (CAT-020)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from danshu.kit.models import Versioned

MOST_DECIMALS = 2  # what the columns of amounts hold


class Currency(Versioned):
    """A currency by its three letters, which never change.

    decimals: those of its amounts. is_orderable: offered for new orders while there is a rate.
    """

    code = models.CharField(max_length=3)
    name = models.CharField(max_length=50)
    name_en = models.CharField(max_length=50, blank=True, default="")
    symbol = models.CharField(max_length=8, blank=True, default="")
    decimals = models.PositiveSmallIntegerField(default=2)
    is_orderable = models.BooleanField(default=False)
    is_valid = models.BooleanField(default=True)
    remark = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="currency_code_unique"),
            models.CheckConstraint(condition=Q(code__regex="^[A-Z]{3}$"), name="currency_code_letters"),
            models.CheckConstraint(condition=Q(decimals__lte=MOST_DECIMALS), name="currency_decimals"),
            models.CheckConstraint(condition=~Q(name=""), name="currency_named"),
            models.CheckConstraint(condition=Q(is_valid=True) | Q(is_orderable=False), name="currency_orderable_valid"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_revalidation",
                operation=pgtrigger.UpdateOf("is_valid"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__is_valid=False, new__is_valid=True),
                func="RAISE EXCEPTION 'an invalid record cannot become valid again' "
                "USING ERRCODE = '23514', CONSTRAINT = 'no_revalidation';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        """Its name in the active language."""
        return self.name_en if self.name_en and (get_language() or "zh").startswith("en") else self.name


class Rate(models.Model):
    """What one unit of a currency is worth in `base`, from a day on until the next one; the last one entered counts.

    A wrong one is withdrawn and stays in the history; documents keep the rate that they were made with.
    """

    currency = models.ForeignKey(Currency, models.CASCADE, related_name="rates")
    base = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=14, decimal_places=6)
    effective_date = models.DateField()
    remark = models.CharField(max_length=200, blank=True, default="")
    entered_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=150, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["currency", "base", "-effective_date", "-id"], name="rate_in_force",
                condition=Q(withdrawn_at=None),
            ),
            models.Index(fields=["-effective_date", "-id"], name="rate_by_date"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
            models.CheckConstraint(condition=Q(base__regex="^[A-Z]{3}$"), name="rate_base_letters"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="rate_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.withdrawn_at IS NOT NULL OR ROW(OLD.currency_id, OLD.base, OLD.rate, OLD.effective_date) "
                    "IS DISTINCT FROM ROW(NEW.currency_id, NEW.base, NEW.rate, NEW.effective_date)"
                ),
                func="RAISE EXCEPTION 'a rate of the history does not change' "
                "USING ERRCODE = '23514', CONSTRAINT = 'rate_stays';",
            )
        ]

    def __str__(self) -> str:
        return f"1 {self.currency.code} = {self.rate.normalize():f} {self.base}"
