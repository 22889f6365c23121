"""The form of a value (COM-008, COM-015)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.ui.fields import NameField, RemarkField
from danshu.ui.forms import Form, Section


class ValueForm(Form):
    """Name, English name, remark."""

    sections = [Section(_("内容"), ["name:2", "name_en:2", "remark:4"])]
    name = NameField(label=_("名称"), help_text=_("在本资料的有效值里唯一"))
    name_en = NameField(label=_("英文名称"), required=False, help_text=_("英文界面显示；不填则显示名称"))
    remark = RemarkField()
