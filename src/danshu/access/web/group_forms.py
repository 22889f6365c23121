"""Forms of user groups and teams; they lay out and convert, the operations decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.access.groups import roles_for_groups
from danshu.access.models import GroupType, UserGroup
from danshu.access.operations.edit_group import GroupData
from danshu.identity.queries import unit_choices
from danshu.identity.web.fields import Ticks
from danshu.identity.web.unit_forms import person_field
from danshu.ui.fields import ChoiceField, DateField, NameField, RemarkField
from danshu.ui.forms import Form, Section


class GroupForm(Form):
    """A group with the roles that its members have."""

    name = NameField(label=_("名称"))
    type = ChoiceField(label=_("类型"), choices=GroupType.choices)
    leader = person_field(label=pgettext_lazy("团队", "组长"), required=False)
    unit = ChoiceField(label=_("组织"), required=False, choices=())
    valid_from = DateField(label=_("有效期起"), required=False)
    valid_to = DateField(label=_("有效期止"), required=False)
    description = RemarkField(label=_("说明"))
    roles = forms.MultipleChoiceField(
        label=_("角色"), required=False, choices=roles_for_groups, widget=Ticks,
        help_text=_("成员在组内期间有这些角色，离开后马上没有"),
    )  # fmt: skip
    sections = [
        Section(_("基本信息"), ["name:2", "type", "leader", "unit:2", "valid_from", "valid_to", "description:4"]),
        Section(_("角色"), ["roles:4"]),
    ]

    def __init__(self, *args: Any, unit_id: int | None = None, may_grant: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = [("", "—"), *unit_choices(including=unit_id)]
        if not may_grant:
            del self.fields["roles"]

    def group_data(self) -> GroupData:
        """What was entered."""
        v = self.values
        unit_id = int(v["unit"]) if v["unit"] else None
        names = ("name", "type", "description", "valid_from", "valid_to")
        return GroupData(leader_id=v["leader"], unit_id=unit_id, **{name: v[name] for name in names})

    def role_ids(self) -> list[int] | None:
        """The chosen roles; None when the person may not choose."""
        return [int(pk) for pk in self.values["roles"]] if "roles" in self.fields else None


class MemberForm(Form):
    """Somebody joins."""

    user = person_field(label=_("人员"))
    sections = [Section(_("添加成员"), ["user:2"])]


class JoinForm(Form):
    """Several people join one group."""

    group = ChoiceField(label=_("用户组或团队"), choices=())
    sections = [Section(_("加入用户组或团队"), ["group:2"])]

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.choices = groups


def initial_of(group: UserGroup) -> dict[str, Any]:
    """The entries of an existing group."""
    names = ("name", "type", "description", "valid_from", "valid_to", "version")
    return {
        **{name: getattr(group, name) for name in names},
        "leader": group.leader_id or "",
        "unit": group.unit_id or "",
        "roles": [str(pk) for pk in group.roles.values_list("role_id", flat=True)],
    }
