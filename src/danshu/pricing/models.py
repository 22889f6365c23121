"""Prices besides the list price, and the history of all prices (CAT-006)."""

from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from danshu.kit.models import AppendOnly, Versioned
from danshu.pricing.points import CurrencyPoint, NumericPoint, Point


class RuleKind(models.TextChoices):
    """For whom or what a price holds; the first that fits wins in this order (CAT-006)."""

    CUSTOMER = "customer", _("客户价")
    LEVEL = "level", _("级别价")
    STEP = "step", _("数量阶梯")


class ChangeKind(models.TextChoices):
    """Which price a line of the history is about."""

    SALE = "sale_price", _("销售价")
    GUIDE = "guide_price", _("指导价")
    PURCHASE = "purchase_price", _("进价")
    MINIMUM = "minimum_price", _("最低价")
    CUSTOMER = "customer", _("客户价")
    LEVEL = "level", _("级别价")
    STEP = "step", _("数量阶梯")


def _only(kind: str, **given: bool) -> Q:
    return Q(kind=kind, **{f"{name}__isnull": not here for name, here in given.items()})


class PriceRule(Versioned):
    """A price of an item for a customer, a price level, or from a quantity on; `valid` are days [first, day after last)."""

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=RuleKind.choices)
    customer = models.ForeignKey("parties.Customer", models.PROTECT, null=True, related_name="+")
    price_level = models.ForeignKey("dictionaries.Value", models.PROTECT, null=True, related_name="+", db_index=False)
    min_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    currency = models.CharField(max_length=3, default="CNY")
    valid = DateRangeField()

    class Meta:
        indexes = [models.Index(fields=["item", "currency"], name="price_rule_item")]
        constraints = [
            models.CheckConstraint(
                name="price_rule_one_kind",
                condition=_only("customer", customer=True, price_level=False, min_quantity=False)
                | _only("level", customer=False, price_level=True, min_quantity=False)
                | _only("step", customer=False, price_level=False, min_quantity=True),
            ),
            models.CheckConstraint(name="price_rule_not_negative", condition=Q(price__gte=0)),
            models.CheckConstraint(name="price_rule_quantity", condition=Q(min_quantity=None) | Q(min_quantity__gt=0)),
            models.CheckConstraint(name="price_rule_currency", condition=Q(currency__regex="^[A-Z]{3}$")),
            models.CheckConstraint(name="price_rule_days", condition=Q(valid__isempty=False, valid__lower_inf=False)),
            ExclusionConstraint(
                name="price_no_overlap",
                expressions=[
                    (Point(F("item_id")), RangeOperators.OVERLAPS),
                    (Point(Coalesce(F("customer_id"), Value(0))), RangeOperators.OVERLAPS),
                    (Point(Coalesce(F("price_level_id"), Value(0))), RangeOperators.OVERLAPS),
                    (NumericPoint(Coalesce(F("min_quantity"), Value(0))), RangeOperators.OVERLAPS),
                    (CurrencyPoint(F("currency")), RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    @property
    def first_day(self) -> date:
        """The first day on which the price holds."""
        first: date = self.valid.lower
        return first

    @property
    def last_day(self) -> date | None:
        """The last day on which the price holds; None when it has no end."""
        end: date | None = self.valid.upper
        return None if end is None else end - timedelta(days=1)


class PriceChange(AppendOnly):
    """One line of the history: which price of which item went from old to new, for which days, by whom (CAT-006).

    Plain keys and labels: the history outlives items, customers and rules. purchase prices are for holders of
    catalog.cost.view.
    """

    item_id = models.BigIntegerField()
    item_label = models.CharField(max_length=110)
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    customer_id = models.BigIntegerField(null=True)
    price_level_id = models.BigIntegerField(null=True)
    target = models.CharField(max_length=100, blank=True)
    min_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    currency = models.CharField(max_length=3)
    old = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    new = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["item_id", "-id"], name="price_change_item"),
            models.Index(fields=["-at", "-id"], name="price_change_at"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
