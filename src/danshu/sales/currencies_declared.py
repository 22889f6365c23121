"""Orders are documents in a currency (CAT-020)."""

from django.utils.translation import pgettext_lazy

from danshu.currencies.usage import used_in

used_in("sales.Order", pgettext_lazy("模块", "订单"), is_document=True)
