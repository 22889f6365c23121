"""Forms about people (ACC-004, ACC-005, ACC-020)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.models import DataScope, UserGrant, UserRole
from danshu.access.operations.set_user_access import Grant
from danshu.access.queries import roles_to_choose
from danshu.access.web.matrix import permission_choices
from danshu.access.web.role_forms import AddressesField
from danshu.identity.operations.create_user import UserData
from danshu.identity.queries import unit_choices
from danshu.identity.rules.addresses import parse_addresses
from danshu.identity.web.fields import LANGUAGE_CHOICES, PasswordField, StaffPhoneField, Ticks, UserNameField
from danshu.identity.web.unit_forms import person_field
from danshu.ui.fields import ChoiceField, DateField, EmailField, NameField, RemarkField, TextField
from danshu.ui.forms import Form, Section

SCOPES = [choice for choice in DataScope.choices if choice[0] != DataScope.NAMED_UNITS]
PERSON = Section(
    gettext_lazy("个人信息"),
    ["full_name", "employee_number", "phone", "email", "unit:2", "position", "manager"],
)
VALIDITY = Section(gettext_lazy("登录"), ["language", "valid_from", "valid_to", "allowed_addresses:4"])


class PersonForm(Form):
    """What an administrator enters about a person."""

    sections = [PERSON, VALIDITY]
    full_name = NameField(label=gettext_lazy("姓名"))
    employee_number = TextField(label=gettext_lazy("工号"), max_length=30, required=False)
    phone = StaffPhoneField(label=gettext_lazy("电话"), required=False)
    email = EmailField(label=gettext_lazy("邮箱"), required=False, max_length=254)
    unit = ChoiceField(label=gettext_lazy("主要组织"), required=False, choices=())
    position = NameField(label=gettext_lazy("职位"), required=False)
    manager = person_field(label=gettext_lazy("上级"), required=False)
    language = ChoiceField(label=gettext_lazy("语言"), choices=LANGUAGE_CHOICES)
    valid_from = DateField(label=gettext_lazy("有效期起"), required=False)
    valid_to = DateField(label=gettext_lazy("有效期止"), required=False)
    allowed_addresses = AddressesField()

    def __init__(self, *args: Any, unit_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = [("", "—"), *unit_choices(including=unit_id)]

    def user_data(self) -> UserData:
        """What was entered. Raises FieldErrors for malformed addresses."""
        v = self.values
        return UserData(
            full_name=v["full_name"],
            employee_number=v["employee_number"],
            phone=v["phone"],
            email=v["email"],
            unit_id=int(v["unit"]) if v["unit"] else None,
            manager_id=v["manager"],
            position=v["position"],
            language=v["language"],
            valid_from=v["valid_from"],
            valid_to=v["valid_to"],
            allowed_addresses=tuple(parse_addresses(v["allowed_addresses"])),
        )


class RightsFields(forms.Form):
    """Roles, single permissions and denials."""

    roles = forms.MultipleChoiceField(label=gettext_lazy("角色"), required=False, choices=roles_to_choose, widget=Ticks)
    granted = forms.MultipleChoiceField(
        label=gettext_lazy("单独授权"), required=False, choices=permission_choices, widget=forms.CheckboxSelectMultiple
    )
    denied = forms.MultipleChoiceField(
        label=gettext_lazy("禁止"), required=False, choices=permission_choices, widget=forms.CheckboxSelectMultiple
    )
    grant_scope = ChoiceField(
        label=gettext_lazy("单独授权的数据范围"), choices=SCOPES, required=False, initial=DataScope.OWN
    )

    def clean(self) -> dict[str, Any]:
        """Nothing is granted and denied at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        both = set(cleaned.get("granted", ())) & set(cleaned.get("denied", ()))
        if both:
            raise ValidationError(_("同一项权限不能既授权又禁止"), code="both")
        return cleaned

    def role_ids(self) -> list[int]:
        """The chosen roles."""
        return [int(pk) for pk in self.cleaned_data["roles"]]

    def grants(self, held: dict[str, Grant]) -> list[Grant]:
        """The chosen grants and denials; those that were there keep their scope unless another one was chosen."""
        scope = self.cleaned_data["grant_scope"] or str(DataScope.OWN)
        was = self.initial.get("grant_scope")
        found = [Grant(code, is_denied=True) for code in self.cleaned_data["denied"]]
        for code in self.cleaned_data["granted"]:
            former = held.get(code)
            keeps = former is not None and not former.is_denied and scope == was
            found.append(former if keeps and former else Grant(code, scope))
        return sorted(found)


class NewUserForm(RightsFields, PersonForm):
    """A person with his first password and his permissions on one page."""

    sections = [
        Section(gettext_lazy("账号"), ["user_name:2", "initial_password:2"]),
        PERSON,
        VALIDITY,
        Section(gettext_lazy("角色"), ["roles:4"]),
    ]
    user_name = UserNameField(label=gettext_lazy("用户名"))
    initial_password = PasswordField(
        label=gettext_lazy("初始密码"),
        is_new=True,
        required=False,
        help_text=gettext_lazy("不填时自动生成，保存后显示一次；第一次登录时须修改"),
    )


class RightsForm(RightsFields, Form):
    """The rights of an existing person."""

    sections = [Section(gettext_lazy("角色"), ["roles:4"])]


class DisableForm(Form):
    """Who takes over, and why."""

    sections = [Section(gettext_lazy("停用"), ["successor:2", "reason:4"])]
    successor = person_field(
        label=gettext_lazy("接手人"), required=False, help_text=gettext_lazy("名下的记录连同历史移交给此人")
    )
    reason = RemarkField(label=gettext_lazy("原因"))

    def __init__(self, *args: Any, needs_successor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_successor:  # the operation decides; the mark tells it before (COM-008)
            self.fields["successor"].widget.attrs["aria-required"] = "true"
            self.fields["successor"].required = True
            self.fields["successor"].error_messages["required"] = _("选择接手人，此人名下的记录要移交")


def initial_person(user: Any) -> dict[str, Any]:
    """The entries of an existing person."""
    names = (
        "full_name",
        "employee_number",
        "phone",
        "email",
        "position",
        "language",
        "valid_from",
        "valid_to",
        "version",
    )
    return {
        **{name: getattr(user, name) for name in names},
        "unit": user.unit_id or "",
        "manager": user.manager_id or "",
        "allowed_addresses": "\n".join(user.allowed_addresses),
    }


def held_grants(user_id: int) -> dict[str, Grant]:
    """The personal grants and denials of a person."""
    rows = UserGrant.objects.filter(user_id=user_id)
    return {row.permission: Grant(row.permission, row.data_scope, row.is_denied) for row in rows}


def initial_rights(user: Any) -> dict[str, Any]:
    """The rights of an existing person as entries."""
    held = held_grants(user.pk)
    scopes = [grant.scope for grant in held.values() if not grant.is_denied]
    return {
        "roles": [str(pk) for pk in UserRole.objects.filter(user_id=user.pk).values_list("role_id", flat=True)],
        "granted": [code for code, grant in held.items() if not grant.is_denied],
        "denied": [code for code, grant in held.items() if grant.is_denied],
        "grant_scope": max(set(scopes), key=scopes.count) if scopes else str(DataScope.OWN),
        "version": user.version,
    }
