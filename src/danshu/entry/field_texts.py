"""What is wrong with a field of a request, in the caller's language: the checks of its shape, told like our own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic_core.core_schema import ErrorType

from danshu.kit.rest import ONE_LINE
from danshu.kit.words import told, with_count

_EXPECTED = gettext_lazy("应为以下之一：%(expected)s")
_NUMBER = gettext_lazy("应为数字")
_WHOLE = gettext_lazy("应为整数")
_DATE = gettext_lazy("应为日期，例如 2026-09-18")
_MOMENT = gettext_lazy("应为带时区的时间，例如 2026-09-18T08:00:00+08:00")
_YES_OR_NO = gettext_lazy("应为 true 或 false")
_OBJECT = gettext_lazy("应为对象")
# by the type of the error as pydantic names it; the placeholders are its own facts
_TEXTS: dict[str, object] = {
    "missing": gettext_lazy("必填"),
    "extra_forbidden": gettext_lazy("没有这个字段"),
    "string_type": gettext_lazy("应为文本"),
    "string_unicode": gettext_lazy("含有无法保存的字符"),
    "string_pattern_mismatch": gettext_lazy("格式应为 %(pattern)s"),
    "string_too_short": with_count("至少 %(min_length)s 个字", "min_length"),
    "string_too_long": with_count("最多 %(max_length)s 个字", "max_length"),
    "too_short": with_count("至少 %(min_length)s 项", "min_length"),
    "too_long": with_count("最多 %(max_length)s 项", "max_length"),
    "greater_than": gettext_lazy("应大于 %(gt)s"),
    "greater_than_equal": gettext_lazy("不能小于 %(ge)s"),
    "less_than": gettext_lazy("应小于 %(lt)s"),
    "less_than_equal": gettext_lazy("不能大于 %(le)s"),
    "decimal_max_places": with_count("最多 %(decimal_places)s 位小数", "decimal_places"),
    "decimal_max_digits": with_count("最多 %(max_digits)s 位数字", "max_digits"),
    "decimal_whole_digits": with_count("整数部分最多 %(whole_digits)s 位", "whole_digits"),
    "list_type": gettext_lazy("应为列表"),
    **dict.fromkeys(("literal_error", "enum"), _EXPECTED),
    **dict.fromkeys(("decimal_parsing", "decimal_type", "float_parsing", "float_type", "finite_number"), _NUMBER),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DATE
    ),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _MOMENT),
    **dict.fromkeys(("bool_type", "bool_parsing"), _YES_OR_NO),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _OBJECT),
}  # fmt: skip
_PYDANTICS_OWN = frozenset(get_args(ErrorType))


def field_text(error: Mapping[str, Any]) -> str:
    """One sentence for an error that pydantic reports. Our own checks bring their words, its own are English only."""
    kind = str(error["type"])
    if kind == "string_pattern_mismatch" and (error.get("ctx") or {}).get("pattern") == ONE_LINE:
        return _("不能含有换行或控制字符")
    if kind in _TEXTS:
        return told(_TEXTS[kind], error.get("ctx") or {})
    return _("格式不正确") if kind in _PYDANTICS_OWN else str(error["msg"])
