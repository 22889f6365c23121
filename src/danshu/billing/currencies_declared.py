"""Receipts and refunds are documents in a currency (CAT-020)."""

from django.utils.translation import pgettext_lazy

from danshu.currencies.usage import used_in

used_in("billing.Receipt", pgettext_lazy("列表", "收款"), is_document=True)
used_in("billing.Refund", pgettext_lazy("列表", "退款"), is_document=True)
