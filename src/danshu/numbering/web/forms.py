"""The form of one number pattern."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from danshu.numbering.queries import RESET_LABELS
from danshu.numbering.registry import Pattern
from danshu.ui.fields import ChoiceField, IntegerField, TextField
from danshu.ui.forms import Form, Section

DATE_CHOICES = [
    ("%y%m%d", _("年月日（260918）")),
    ("%Y%m%d", _("四位年月日（20260918）")),
    ("%y%m", _("年月（2609）")),
    ("%Y%m", _("四位年月（202609）")),
    ("%y", _("年（26）")),
    ("%Y", _("四位年（2026）")),
    ("", _("不含日期")),
]


class PatternForm(Form):
    """Prefix, date, digits, reset."""

    sections = [Section(_("编号规则"), ["prefix:2", "date_part:2", "digits:2", "reset:2", "with_branch:4"])]
    prefix = TextField(  # type: ignore[assignment]  # the form's own prefix is an attribute of instances
        label=_("前缀"), max_length=8, help_text=_("1 到 8 位大写字母或数字")
    )
    date_part = ChoiceField(label=_("日期部分"), choices=DATE_CHOICES, required=False)
    digits = IntegerField(label=_("流水号位数"), help_text=_("用完后自动变长，不会重复"))
    reset = ChoiceField(label=_("重新计数"), choices=list(RESET_LABELS.items()), help_text=_("不能比日期部分更频繁"))
    with_branch = forms.BooleanField(label=_("编号里带分公司代码"), required=False, help_text=_("各分公司分别计数"))

    def pattern(self) -> Pattern:
        """The pattern as entered; meaningful when the form is valid."""
        values = self.values
        return Pattern(
            values["prefix"].strip().upper(), values["date_part"], values["digits"], values["reset"],
            values["with_branch"],
        )  # fmt: skip
