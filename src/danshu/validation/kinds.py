"""Kinds of rules, of what they demand, and states of what breaks them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class RuleKind(models.TextChoices):
    """What a rule asks of a field."""

    REQUIRED = "required", pgettext_lazy("验证规则", "必填")
    FORMAT = "format", pgettext_lazy("验证规则", "格式")
    RANGE = "range", pgettext_lazy("验证规则", "范围")
    UNIQUE = "unique", pgettext_lazy("验证规则", "唯一")
    DEPENDENCY = "dependency", pgettext_lazy("验证规则", "依赖")


class Severity(models.TextChoices):
    """What becomes of an entry that breaks the rule."""

    REFUSE = "refuse", pgettext_lazy("验证规则", "拒绝保存")
    WARN = "warn", pgettext_lazy("验证规则", "只提醒")


class ValueType(models.TextChoices):
    """How a field's value is compared."""

    TEXT = "text", pgettext_lazy("字段类型", "文本")
    NUMBER = "number", pgettext_lazy("字段类型", "数字")
    DATE = "date", pgettext_lazy("字段类型", "日期")
    CHOICE = "choice", pgettext_lazy("字段类型", "选项")
    BOOLEAN = "boolean", pgettext_lazy("字段类型", "是或否")


class Demand(models.TextChoices):
    """What a dependency asks of its field once its condition is met."""

    REQUIRED = "required", pgettext_lazy("依赖要求", "必须填写")
    ONE_OF = "one_of", pgettext_lazy("依赖要求", "只能是其中之一")
    LATER = "later", pgettext_lazy("依赖要求", "不能早于或小于另一字段")


class Category(models.TextChoices):
    """Why a record stands in the review."""

    RULE = "rule", pgettext_lazy("数据问题", "违反规则")
    DUPLICATE = "duplicate", pgettext_lazy("数据问题", "疑似重复")
    ORPHAN = "orphan", pgettext_lazy("数据问题", "失去归属")


class FaultState(models.TextChoices):
    """How far the matter is. corrected: the record is right again; dropped: it, or its rule, is no more."""

    OPEN = "open", pgettext_lazy("数据问题", "待处理")
    ASSIGNED = "assigned", pgettext_lazy("数据问题", "已分派")
    CORRECTED = "corrected", pgettext_lazy("数据问题", "已改正")
    ACCEPTED = "accepted", pgettext_lazy("数据问题", "已接受")
    DROPPED = "dropped", pgettext_lazy("数据问题", "不再适用")


STANDING = (FaultState.OPEN, FaultState.ASSIGNED)
NAME_LENGTH, MESSAGE_LENGTH, EXPRESSION_LENGTH = 50, 200, 200
MOST_VALUES = 50
