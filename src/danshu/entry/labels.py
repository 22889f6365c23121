"""Words for the trail of modules that stand below the audit trail: accounts, units, roles, keys."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.access.effective import role_label, scope_label
from danshu.audit.labels import audited, field_labels, sensitive
from danshu.identity.queries import full_name_of, unit_name_of
from danshu.identity.scopes import scope_label as scope_label_of_key
from danshu.kit.permissions import label_of
from danshu.kit.records import record_pages
from danshu.kit.words import bracketed, listed


def _grant(text: Any) -> str:
    """+sales.order.view:own or -sales.order.view in words."""
    code, _colon, scope = str(text).lstrip("+-").partition(":")
    sign = "−" if str(text).startswith("-") else "+"
    return f"{sign}{label_of(code)}" + (bracketed(scope_label(scope)) if scope else "")


def _grants(value: Any) -> str:
    return " ".join(_grant(item) for item in value) if isinstance(value, list) else _grant(value)


def _permissions(value: Any) -> str:
    return " ".join(label_of(str(code)) for code in (value if isinstance(value, list) else [value]))


def _scopes(value: Any) -> str:
    return listed(scope_label_of_key(str(scope)) for scope in (value if isinstance(value, list) else [value]))


def _person(value: Any) -> str:
    return full_name_of(int(value))


def _unit(value: Any) -> str:
    return unit_name_of(int(value)) if str(value).isdecimal() else str(value)


def _roles(value: Any) -> str:
    return listed(role_label(code) for code in value) if isinstance(value, list) else role_label(str(value))


field_labels(
    "identity.user",
    {
        "user_name": _("用户名"),
        "full_name": _("姓名"),
        "employee_number": _("工号"),
        "email": _("邮箱"),
        "phone": _("电话"),
        "unit_id": _("主要组织"),
        "unit": _("组织"),
        "manager_id": _("上级"),
        "position": _("职位"),
        "office_location": _("办公地点"),
        "mail_signature": _("邮件签名"),
        "language": _("语言"),
        "currency": _("显示货币"),
        "time_zone": _("时区"),
        "theme": _("深浅色"),
        "valid_from": _("有效期起"),
        "valid_to": _("有效期止"),
        "allowed_addresses": _("允许的登录地址"),
        "api_keys": _("有效的 API 密钥"),
        "is_active": _("在用"),
        "roles": _("角色"),
        "grants": _("单独授权"),
    },
    name=_("用户"),
    values={"unit_id": _unit, "manager_id": _person, "grants": _grants, "roles": _roles},
)
field_labels(
    "identity.unit",
    {
        "code": _("编码"),
        "name": _("名称"),
        "type": _("类型"),
        "parent_id": _("上级组织"),
        "head_id": _("负责人"),
        "phone": _("电话"),
        "address": _("地址"),
        "office_location": _("办公地点"),
        "is_valid": _("有效"),
    },
    name=_("组织"),
    values={"parent_id": _unit, "head_id": _person},
)
field_labels(
    "access.role",
    {
        "name": _("名称"),
        "name_en": _("英文名称"),
        "description": _("说明"),
        "data_scope": _("数据范围"),
        "permissions": _("权限"),
        "units": _("指定部门"),
        "allowed_addresses": _("允许的登录地址"),
        "is_valid": _("有效"),
    },
    name=_("角色"),
    values={"permissions": _permissions, "data_scope": lambda value: scope_label(str(value))},
)
field_labels("identity.api_token", {"scopes": _("权限范围")}, name=_("API 密钥"), values={"scopes": _scopes})
sensitive("identity.disable_user", "identity.set_initial_password", "identity.issue_password_link",
          "identity.create_api_token", "identity.issue_api_token")  # fmt: skip
audited("identity.user", "identity_user")
audited("identity.unit", "identity_unit")
audited("access.role", "access_role", "not r.is_delivered")
record_pages({"identity.user": "access:user", "identity.unit": "identity:unit", "access.role": "access:role"})
