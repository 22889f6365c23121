"""Words for what people choose on orders, for forms, pages and the history alike."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHECKS = (
    ("customer", _("客户信息完整无误")),
    ("products", _("商品名称、数量、规格已核对")),
    ("amount", _("金额已与客户确认")),
    ("discount", _("折扣与促销已核实")),
)
Text = str | Promise

CONFIRMATION_WORDS: dict[str, Text] = {"phone": _("电话"), "email": _("邮件"), "visit": _("当面")}
CONFIRMED_BY: list[tuple[str, Text]] = [("", "—"), *CONFIRMATION_WORDS.items()]
