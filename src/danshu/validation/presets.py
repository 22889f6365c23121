"""Ready patterns of format rules."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Preset:
    """A pattern with its name and an example."""

    label: Promise
    expression: str
    example: str


PRESETS: dict[str, Preset] = {
    "mobile": Preset(_("手机号码"), r"(\+86)?1[3-9]\d{9}", "13800000000"),
    "phone": Preset(_("固定电话"), r"(\+86)?0\d{2,3}-?\d{7,8}(-\d{1,6})?", "0571-88000000"),
    "email": Preset(_("邮箱"), r"[\w.+\-]+@[\w\-]+(\.[\w\-]+)+", "name@example.com"),
    "credit_code": Preset(_("统一社会信用代码"), r"[0-9A-HJ-NPQRTUWXY]{18}", "91330100MA27XF6A0Q"),
    "postal_code": Preset(_("邮政编码"), r"\d{6}", "310000"),
    "chinese": Preset(_("只有汉字"), r"[一-鿿·]+", "单枢商贸"),
    "letters_digits": Preset(_("只有字母和数字"), r"[A-Za-z0-9]+", "AB12"),
    "digits": Preset(_("只有数字"), r"\d+", "2026"),
    "web": Preset(_("网址"), r"https?://[A-Za-z0-9.\-]+(:\d+)?(/\S*)?", "https://example.com"),
}
