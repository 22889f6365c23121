"""Customers order in their currency (CAT-020)."""

from django.utils.translation import pgettext_lazy

from danshu.currencies.usage import used_in

used_in("parties.Customer", pgettext_lazy("模块", "客户"))
