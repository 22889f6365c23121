"""The types of custom fields, and how each value lies in the record's `custom` column.

Everything is JSON: texts, true, whole numbers and keys of other records as they are, numbers with decimals as texts
("12.50", so that nothing is rounded), days and moments in ISO form, several choices as a list. An empty value is absent.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class FieldKind(models.TextChoices):
    """What a field takes."""

    TEXT = "text", pgettext_lazy("自定义字段类型", "文本")
    NOTE = "note", pgettext_lazy("自定义字段类型", "多行文本")
    INTEGER = "integer", pgettext_lazy("自定义字段类型", "整数")
    DECIMAL = "decimal", pgettext_lazy("自定义字段类型", "小数")
    MONEY = "money", pgettext_lazy("自定义字段类型", "金额")
    DATE = "date", pgettext_lazy("自定义字段类型", "日期")
    MOMENT = "moment", pgettext_lazy("自定义字段类型", "日期时间")
    BOOLEAN = "boolean", pgettext_lazy("自定义字段类型", "是或否")
    CHOICE = "choice", pgettext_lazy("自定义字段类型", "下拉列表")
    MULTI = "multi", pgettext_lazy("自定义字段类型", "多选列表")
    USER = "user", pgettext_lazy("自定义字段类型", "人员")
    CUSTOMER = "customer", pgettext_lazy("自定义字段类型", "客户")
    ITEM = "item", pgettext_lazy("自定义字段类型", "商品")
    EMAIL = "email", pgettext_lazy("自定义字段类型", "邮箱")
    PHONE = "phone", pgettext_lazy("自定义字段类型", "电话")
    URL = "url", pgettext_lazy("自定义字段类型", "网址")


TEXTS = frozenset({FieldKind.TEXT, FieldKind.NOTE, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL})
NUMBERS = frozenset({FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.MONEY})
WITH_PLACES = frozenset({FieldKind.DECIMAL, FieldKind.MONEY})
MOMENTS = frozenset({FieldKind.DATE, FieldKind.MOMENT})
LISTS = frozenset({FieldKind.CHOICE, FieldKind.MULTI})
LINKS = frozenset({FieldKind.USER, FieldKind.CUSTOMER, FieldKind.ITEM})
# data by which people are reached: shortened like the record's own (PRV-1)
CONTACT_KINDS = frozenset({FieldKind.EMAIL, FieldKind.PHONE})
# what two records must not have alike; a list or yes and no would be used up at once
CAN_BE_UNIQUE = frozenset({FieldKind.TEXT, FieldKind.INTEGER, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL})
# a long text is read, not looked for
CAN_BE_FOUND = frozenset(FieldKind) - {FieldKind.NOTE}

TITLE_LENGTH = 16
OPTION_LENGTH = 50
TEXT_LENGTH, NOTE_LENGTH = 200, 2000
