"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class LabelTaken(DomainError):
    """Another valid field of the same records has this title."""

    code, status = "label_taken", 422
    message = _("标题「%(label)s」已经存在")
    way_out = _("换一个标题，或使用已有的字段")


class FieldRetired(DomainError):
    """The field is retired (COM-005)."""

    code = "field_retired"
    message = _("字段「%(label)s」已失效，失效数据只能查看")
    way_out = _("需要时新增一个同名的字段")


class OptionsRest(DomainError):
    """The list of a field that is switched on is only viewed (CUS-024)."""

    code = "options_rest"
    message = _("字段「%(label)s」正在使用，选项只能查看")
    way_out = _("先关闭这个字段，再修改选项")


class NoOptions(DomainError):
    """A list without a valid option cannot be switched on (CUS-024)."""

    code, status = "no_options", 422
    message = _("字段「%(label)s」还没有有效的选项，不能开启")
    way_out = _("先设置至少一个选项")


class ValuesRepeat(DomainError):
    """Records hold equal values already, so the field cannot become unique."""

    code, status = "values_repeat", 422
    message = _("已有记录在「%(label)s」上的值相同，不能要求唯一")
    way_out = _("先用筛选找出相同的值并改正")


class ValueTaken(DomainError):
    """Another record holds this value of a unique field."""

    code, status = "value_taken", 422
    message = _("自定义字段里有一个值已被另一条记录使用")
    way_out = _("重新保存会指出是哪个字段")


explain("custom_field_label_unique", lambda: LabelTaken(field="label", label="…"))
explain("custom_entry_unique", ValueTaken)
