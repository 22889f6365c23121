"""Forms of the organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.identity.models import UnitType
from danshu.identity.queries import staff_label, unit_choices, user_pairs
from danshu.identity.web.fields import StaffPhoneField
from danshu.regions.web.fields import AddressLineWidget
from danshu.ui.fields import ChoiceField, DateField, NameField, PickerField, TextField
from danshu.ui.forms import Form, Section


def person_field(**kwargs: Any) -> PickerField:
    """A picker over all active accounts, as mail, files, tasks and the administration of users need it."""
    return PickerField(url=lambda: reverse("identity:user_options"), label_of=staff_label, search=user_pairs, **kwargs)


class UnitForm(Form):
    """A unit of the organisation."""

    sections = [
        Section(_("基本信息"), ["code", "name:2", "type", "parent:2", "head:2"]),
        Section(_("联系方式"), ["phone", "office_location:2", "address:4"]),
    ]
    code = TextField(label=_("编码"), max_length=30)
    name = NameField(label=_("名称"))
    type = ChoiceField(label=_("类型"), choices=UnitType.choices)
    parent = ChoiceField(label=_("上级组织"), required=False, choices=())
    head = person_field(label=_("负责人"), required=False)
    phone = StaffPhoneField(label=_("电话"), required=False)
    address = TextField(label=_("地址"), max_length=200, required=False, widget=AddressLineWidget())
    office_location = TextField(label=_("办公地点"), max_length=100, required=False)

    def __init__(self, *args: Any, parent_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.choices = [("", "—"), *unit_choices(including=parent_id)]


class AssignmentForm(Form):
    """Somebody works in a unit."""

    sections = [Section(_("人员分配"), ["user:2", "position:2", "is_main", "from_date", "to_date"])]
    user = person_field(label=_("人员"))
    position = NameField(label=_("职位"), required=False)
    is_main = forms.BooleanField(label=_("主要组织"), required=False, help_text=_("从今天起代替原来的主要组织"))
    from_date = DateField(label=_("开始日期"), required=False)
    to_date = DateField(label=_("结束日期"), required=False)
