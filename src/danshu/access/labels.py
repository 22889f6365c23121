"""Words of groups and teams for the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.access.groups import people_in_words
from danshu.access.models import GroupType
from danshu.identity.models import RegistrationState
from danshu.identity.queries import full_name_of, unit_name_of
from danshu.kit.records import record_pages
from danshu.kit.trail import audited, field_labels

field_labels(
    "access.group",
    {
        "name": _("名称"), "type": _("类型"), "leader_id": pgettext_lazy("团队", "组长"), "unit_id": _("组织"),
        "description": _("说明"), "valid_from": _("有效期起"), "valid_to": _("有效期止"), "is_valid": _("有效"),
        "roles": _("角色"), "members": pgettext_lazy("团队", "成员"),
    },
    name=_("用户组和团队"),
    values={"type": GroupType, "leader_id": full_name_of, "unit_id": unit_name_of, "members": people_in_words},
)  # fmt: skip
audited("access.group", "access_usergroup")
field_labels(
    "identity.registration", {"user_name": _("用户名"), "state": _("状态")}, name=pgettext_lazy("列表", "员工账号申请"),
    values={"state": RegistrationState},
)  # fmt: skip
audited("identity.registration", "identity_registration")
record_pages({"identity.registration": "access:registration"})
record_pages({"access.group": "access:group"})
