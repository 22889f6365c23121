"""The form of a role (ACC-019)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danshu.access.models import DataScope, Role
from danshu.access.operations.edit_role import RoleData
from danshu.access.web.matrix import permission_choices
from danshu.identity.queries import unit_choices
from danshu.identity.rules.addresses import parse_addresses
from danshu.ui.fields import ChoiceField, NameField, RemarkField, TextField
from danshu.ui.forms import Form, Section


class AddressesField(forms.CharField):
    """Network addresses or ranges, one per line; the operation checks them."""

    span = 2

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("允许的登录地址"),
            required=False,
            max_length=3000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("每行一个地址或网段，例如 10.0.0.0/24；不填表示不限"),
            **kwargs,
        )


class RoleForm(Form):
    """A role with its data scope and permissions."""

    sections = [
        Section(_("基本信息"), ["code", "name", "name_en", "valid", "description:4"]),
        Section(_("数据范围"), ["data_scope:2", "units:2", "allowed_addresses:4"]),
    ]
    code = TextField(label=_("编码"), max_length=20, help_text=_("保存后不能修改"))
    name = NameField(label=_("名称"))
    name_en = NameField(label=_("英文名称"), required=False)
    valid = forms.BooleanField(label=_("有效"), required=False, initial=True)
    description = RemarkField(label=_("说明"))
    data_scope = ChoiceField(label=_("数据范围"), choices=DataScope.choices)
    units = forms.MultipleChoiceField(
        label=_("指定部门"), required=False, choices=unit_choices, widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text=_("只在数据范围为「指定部门」时选择"),
    )  # fmt: skip
    allowed_addresses = AddressesField()
    permissions = forms.MultipleChoiceField(
        label=_("权限"), required=False, choices=permission_choices, widget=forms.CheckboxSelectMultiple
    )

    def role_data(self) -> RoleData:
        """What was entered. Raises FieldErrors for malformed addresses."""
        v = self.values
        return RoleData(
            name=v["name"],
            name_en=v["name_en"],
            description=v["description"],
            data_scope=v["data_scope"],
            permissions=frozenset(v["permissions"]),
            unit_ids=tuple(int(unit) for unit in v["units"]),
            allowed_addresses=tuple(parse_addresses(v["allowed_addresses"])),
            is_valid=v["valid"],
        )


def initial_of(role: Role) -> dict[str, Any]:
    """The entries of an existing role."""
    names = ("code", "name", "name_en", "description", "data_scope", "version")
    return {
        "valid": role.is_valid,
        **{name: getattr(role, name) for name in names},
        "units": [str(pk) for pk in role.units.values_list("unit_id", flat=True)],
        "allowed_addresses": "\n".join(role.allowed_addresses),
        "permissions": list(role.permissions.values_list("permission", flat=True)),
    }
