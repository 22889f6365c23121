"""The payment methods of delivery (FIN-001), made once; administrators change them afterwards."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from danshu.billing.models import PaymentMethod

ALL_CHANNELS = ["staff", "phone", "email", "shop", "integration"]

DELIVERED = (
    ("bank_transfer", "bank_transfer", "对公转账", "Bank transfer", ALL_CHANNELS),
    ("wechat", "online", "微信支付", "WeChat Pay", ALL_CHANNELS),
    ("alipay", "online", "支付宝", "Alipay", ALL_CHANNELS),
    ("cash", "cash", "现金", "Cash", ["staff", "phone"]),
    ("cash_on_delivery", "cash_on_delivery", "货到付款", "Cash on delivery", ALL_CHANNELS),
    ("balance", "balance", "账户余额", "Account balance", ["shop", "staff"]),
    ("credit", "credit", "账期结算", "On account", ["staff", "phone", "email"]),
)


def deliver_methods(**_signal: Any) -> None:
    """Insert those that were never there; nothing that exists is touched."""
    now = timezone.now()
    PaymentMethod.objects.bulk_create(
        [
            PaymentMethod(
                code=code, kind=kind, name=zh, name_en=en, channels=channels, currencies=["CNY"], position=place,
                created_at=now, updated_at=now,
            )
            for place, (code, kind, zh, en, channels) in enumerate(DELIVERED)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
