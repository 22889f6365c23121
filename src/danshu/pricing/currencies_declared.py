"""Prices are in a currency (CAT-020)."""

from django.utils.translation import pgettext_lazy

from danshu.currencies.usage import used_in

used_in("pricing.PriceRule", pgettext_lazy("模块", "价格"))
