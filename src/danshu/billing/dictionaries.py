"""Lists of values of this module that have pages of their own (SYS-004)."""

from danshu.billing.permissions import CONFIGURE_METHODS
from danshu.dictionaries.registry import kept_elsewhere


def _methods() -> int:
    from danshu.billing.models import PaymentMethod

    return PaymentMethod.objects.filter(is_valid=True).count()


kept_elsewhere(
    "支付方式", "Payment methods", url_name="billing:method_list", permission=CONFIGURE_METHODS, count=_methods,
    used_in=("收款、订单", "receipts, orders"),
)  # fmt: skip
