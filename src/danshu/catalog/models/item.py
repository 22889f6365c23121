"""One catalogue for goods, services and everything else that is sold (CAT-001)."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.catalog.models.triggers import no_revalidation
from danshu.custom_fields.storing import custom_index, custom_values
from danshu.kit.models import Versioned


class ItemKind(models.TextChoices):
    """What an item is; decides in which orders it can be sold (CAT-001)."""

    GOODS = "goods", pgettext_lazy("商品类型", "商品")
    SERVICE = "service", _("服务")
    MEMBERSHIP = "membership", _("会员")
    SUBSCRIPTION = "subscription", _("订阅产品")
    KEYWORD_AD = "keyword_ad", _("关键词广告")
    SOFTWARE = "software", _("软件")
    NUMBER_CARD = "number_card", _("号卡")


STOCKED_KINDS = (ItemKind.GOODS, ItemKind.NUMBER_CARD)
PRICES = ("sale_price", "guide_price", "purchase_price", "minimum_price")


def _price(**options: object) -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(max_digits=14, decimal_places=2, **options)  # type: ignore[arg-type]


class Item(Versioned):
    """A catalogue item. `search_text`, `search_tokens` and `sort_key` are derived (danshu.catalog.indexing)."""

    code = models.CharField(max_length=50)
    barcode = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=50)
    kind = models.CharField(max_length=20, choices=ItemKind.choices, default=ItemKind.GOODS)
    category = models.ForeignKey("catalog.Category", models.PROTECT, related_name="items")
    brand = models.ForeignKey("dictionaries.Value", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("dictionaries.Value", models.PROTECT, null=True, related_name="+")
    model = models.CharField(max_length=100, blank=True)
    specification = models.CharField(max_length=200, blank=True)

    sale_price = _price()
    guide_price = _price(null=True)
    purchase_price = _price(null=True)
    minimum_price = _price(null=True)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    currency = models.CharField(max_length=3, default="CNY")

    is_stock_managed = models.BooleanField(default=False)
    is_on_sale = models.BooleanField(default=True)
    is_on_storefront = models.BooleanField(default=False)
    is_valid = models.BooleanField(default=True)
    max_per_order = models.DecimalField(max_digits=12, decimal_places=3, null=True)

    # services only
    duration_minutes = models.PositiveIntegerField(null=True)
    responsible_unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    needs_appointment = models.BooleanField(default=False)

    description = models.TextField(max_length=2000, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    custom = custom_values()

    search_tokens = ArrayField(models.TextField(), default=list)
    search_text = models.TextField(default="")
    sort_key = models.CharField(max_length=100, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("code"), name="item_code_unique"),
            models.UniqueConstraint(
                fields=["barcode"], condition=Q(is_valid=True) & ~Q(barcode=""), name="item_barcode_unique"
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="item_code_and_name_given"),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="item_kind_known"),
            models.CheckConstraint(
                condition=Q(
                    *[Q(**{f"{name}__gte": 0}) | Q(**{f"{name}__isnull": True}) for name in PRICES],
                    sale_price__gte=0,
                ),
                name="item_prices_not_negative",
            ),
            models.CheckConstraint(condition=Q(tax_rate__gte=0, tax_rate__lte=100), name="item_tax_rate_range"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="item_currency_code"),
            models.CheckConstraint(
                condition=Q(is_stock_managed=False) | Q(kind__in=STOCKED_KINDS), name="item_stock_only_for_goods"
            ),
            models.CheckConstraint(condition=Q(is_valid=True) | Q(is_on_sale=False), name="item_invalid_not_sold"),
            models.CheckConstraint(
                condition=Q(max_per_order__gt=0) | Q(max_per_order__isnull=True), name="item_max_per_order_positive"
            ),
        ]
        indexes = [
            GinIndex(fields=["search_tokens"], name="item_search"),
            # the database's collation is not C on every server, and a prefix search needs one that is
            models.Index(Collate(Upper("code"), "C"), name="item_code_prefix"),
            models.Index(
                fields=["barcode"], opclasses=["text_pattern_ops"], name="item_barcode_prefix", condition=~Q(barcode="")
            ),
            models.Index(fields=["sort_key", "id"], name="item_sort"),
            models.Index(fields=["sale_price", "id"], name="item_price"),
        ]
        triggers = [no_revalidation(), *custom_index("catalog.item")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
