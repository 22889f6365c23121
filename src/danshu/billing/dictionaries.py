"""Lists of values of this module that have pages of their own (SYS-004), and payment methods for orders (FIN-001)."""

from collections.abc import Collection, Mapping, Sequence

from danshu.billing.permissions import CONFIGURE_METHODS
from danshu.dictionaries.registry import kept_elsewhere
from danshu.sales.payment_methods import keep_payment_methods


def _methods() -> int:
    from danshu.billing.models import PaymentMethod

    return PaymentMethod.objects.filter(is_valid=True).count()


kept_elsewhere(
    "支付方式", "Payment methods", url_name="billing:method_list", permission=CONFIGURE_METHODS, count=_methods,
    used_in=("收款、订单", "receipts, orders"),
)  # fmt: skip


def _names() -> Mapping[str, str]:
    from danshu.billing.queries import method_names

    return method_names()


def _offered(channels: Collection[str]) -> Sequence[tuple[str, str]]:
    from danshu.billing.queries import valid_methods

    return [(method.code, method.label) for method in valid_methods() if set(method.channels) & set(channels)]


keep_payment_methods(names=_names, offered=_offered)
