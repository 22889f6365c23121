"""Menu entries of users and roles (用户信息管理)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.access.permissions import GROUP_VIEW, ROLE_VIEW
from danshu.identity.permissions import USER_CREATE, USER_VIEW
from danshu.identity.registrations import waiting_registrations
from danshu.kit.actor import Actor
from danshu.kit.navigation import entry


def _waiting(actor: Actor) -> Any:
    return waiting_registrations()


entry("system", _("用户管理"), "access:users", permission=USER_VIEW, icon="users", order=10)
entry(
    "system", _("员工账号申请"), "access:registrations", permission=USER_CREATE, icon="user-plus", order=12,
    count=_waiting,
)  # fmt: skip
entry("system", _("角色管理"), "access:roles", permission=ROLE_VIEW, icon="shield", order=15)
entry("system", _("用户组和团队"), "access:groups", permission=GROUP_VIEW, icon="user-share", order=17)
