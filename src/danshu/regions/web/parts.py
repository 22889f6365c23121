"""Names of the parts of an address, and what the scripts may say where an answer belongs."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

PART_LABELS = {
    "recipient": _("收货人"), "phone": _("电话"), "province": _("省份"), "city": _("城市"), "district": _("区县"),
    "town": _("街道乡镇"), "rest": _("详细地址"), "postal_code": _("邮政编码"),
}  # fmt: skip
_ID = re.compile(r"[A-Za-z][\w-]{0,60}")


def own_id(text: str) -> str:
    """An id for parts of the page, as the script names it."""
    return text if _ID.fullmatch(text) else "region"
