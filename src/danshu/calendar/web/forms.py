"""Forms of the calendar page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from danshu.calendar.models import DayKind
from danshu.ui.fields import ChoiceField, DateField, NameField
from danshu.ui.forms import Form, Section

WEEKDAYS = [
    (1, _("周一")),
    (2, _("周二")),
    (3, _("周三")),
    (4, _("周四")),
    (5, _("周五")),
    (6, _("周六")),
    (7, _("周日")),
]


class MarkForm(Form):
    """Days that are holidays or working days."""

    sections = [Section(_("标记日期"), ["first:2", "last:2", "kind:2", "name:2"])]
    first = DateField(label=_("开始日期"))
    last = DateField(label=_("结束日期"), required=False, help_text=_("不填则只标记一天"))
    kind = ChoiceField(label=_("类别"), choices=DayKind.choices)
    name = NameField(label=_("名称"), required=False, help_text=_("例如 公司年会"))


class WeekForm(Form):
    """Working weekdays and hours."""

    sections = [Section(_("工作时间"), ["weekdays:4", "opens:2", "closes:2"])]
    weekdays = forms.TypedMultipleChoiceField(
        label=_("工作日"), choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label=_("上班"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    closes = forms.TimeField(label=_("下班"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
