"""Lists of users and roles (ACC-005, ACC-019)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.groups import memberships, roles_of
from danshu.access.models import DataScope, Role, UserRole
from danshu.access.operations.edit_role import delete_role
from danshu.access.permissions import GRANT_EDIT, GROUP_EDIT, ROLE_CREATE, ROLE_DELETE, ROLE_EDIT, ROLE_VIEW
from danshu.access.queries import roles_to_choose
from danshu.identity.operations.end_session import end_sessions_of_user
from danshu.identity.permissions import USER_CREATE, USER_DISABLE, USER_EDIT, USER_VIEW
from danshu.identity.queries import matching, unit_choices, users
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    RowAction,
    Tab,
    TextFilter,
)
from danshu.ui.statuses import Status, Statuses

USER_STATUSES = Statuses({"active": Status(_("在用"), "ok", "full"), "disabled": Status(_("已停用"), "neutral", "x")})


def _user_rows(actor: Actor) -> QuerySet[Any]:
    # two steps out: the roles are looked for by keys that a question inside the question finds
    roles = roles_of(OuterRef(OuterRef("pk"))).filter(is_valid=True).order_by("pk")
    english = (get_language() or "").startswith("en")
    return users(actor, USER_VIEW).annotate(
        role_names=ArraySubquery(roles.values("name_en" if english else "name")),
        status=Case(When(is_active=True, then=Value("active")), default=Value("disabled")),
        is_own=Case(When(pk=actor.user_id or 0, then=Value(True)), default=Value(False)),
    )


def _role_rows(_actor: Actor) -> QuerySet[Any]:
    return Role.objects.annotate(
        holder_count=Count("holders", distinct=True), permission_count=Count("permissions", distinct=True)
    )


def _with_role(rows: QuerySet[Any], wanted: list[str]) -> QuerySet[Any]:
    through_groups = memberships().filter(group__roles__role_id__in=wanted)
    own = UserRole.objects.filter(role_id__in=wanted)
    return rows.filter(Q(pk__in=own.values("user_id")) | Q(pk__in=through_groups.values("user_id")))


def _page(name: str, record: Any) -> str:
    return reverse(f"access:{name}", args=[record.pk])


def _new_user(actor: Actor) -> list[Action]:
    if not actor.can(USER_CREATE):
        return []
    return [Action(label=_("添加用户"), url=reverse("access:user_new"), tone="primary", icon="user-plus", key="N")]


def _new_role(actor: Actor) -> list[Action]:
    if not actor.can(ROLE_CREATE):
        return []
    return [Action(label=_("新建角色"), url=reverse("access:role_new"), tone="primary", icon="plus", key="N")]


USERS = ListSpec(
    name="access.users",
    title=_("用户管理"),
    noun=counter_word("people", "人"),
    section=_("系统"),
    url_name="access:users",
    permission=USER_VIEW,
    rows=_user_rows,
    label_of=lambda user: user.full_name,
    sort="-pk",
    search=lambda rows, text: rows.filter(matching(text)),
    search_hint=_("用户名、姓名、拼音、工号、电话"),
    columns=[
        Column(key="user_name", label=_("用户名"), kind="link", sort="user_name", card="number",
               url=lambda user: reverse("access:user", args=[user.pk])),
        Column(key="full_name", label=_("姓名"), sort="full_name", card="title"),
        Column(key="employee_number", label=_("工号"), hidden=True),
        Column(key="unit.name", label=_("主要组织"), card="left"),
        Column(key="position", label=_("职位"), hidden=True),
        Column(key="role_names", label=_("角色"), value=lambda user: " ".join(user.role_names), card="middle"),
        Column(key="phone", label=_("电话"), hidden=True),
        Column(key="last_login", label=_("最近登录"), kind="datetime", sort="last_login", nullable=True, card="date"),
        Column(key="status", label=_("状态"), kind="status", statuses=USER_STATUSES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="active", label=_("在用"), where=Q(is_active=True)),
        Tab(key="disabled", label=_("已停用"), where=Q(is_active=False)),
    ],
    filters=[
        TextFilter(key="user_name", label=_("用户名")),
        TextFilter(key="full_name", label=_("姓名")),
        ChoiceFilter(key="unit", label=_("主要组织"), path="unit_id", choices=lambda actor: unit_choices(), common=True),
        MultiChoiceFilter(key="role", label=_("角色"), choices=lambda actor: roles_to_choose(), apply=_with_role,
                          common=True),
        DateRangeFilter(key="last_login", label=_("最近登录"), path="last_login", moments=True),
    ],
    batch=[
        BatchAction(
            key="end_sessions",
            label=_("强制退出"),
            permission=USER_DISABLE,
            icon="logout",
            confirm=with_count("让 %(count)s 人退出登录？"),
            keep=_("保留登录"),
            effect=_("他们的所有会话马上结束，重新登录后可以继续工作"),
            done=with_count("已让 %(count)s 人退出登录"),
            run=lambda user, c: end_sessions_of_user(user_id=user.pk, actor=c.actor, at=c.at),
        ),
        BatchAction(
            key="join", label=_("加入用户组或团队"), permission=GROUP_EDIT, icon="user-plus", page="access:group_join",
            done=with_count("%(count)s 人已加入"), run=lambda user, c: None,
        ),
    ],
    row_actions=[
        RowAction(label=_("修改"), icon="pencil", permission=USER_EDIT, url=lambda user: _page("user_edit", user)),
        RowAction(label=_("角色和权限"), icon="shield", permission=GRANT_EDIT,
                  url=lambda user: "" if user.is_own else _page("user_rights", user)),
        RowAction(label=_("停用"), icon="user-off", permission=USER_DISABLE,
                  url=lambda user: _page("user_disable", user) if user.is_active and not user.is_own else ""),
    ],
    acts=_new_user,
    empty_title=_("还没有用户"),
    empty_text=_("添加第一位同事"),
)  # fmt: skip

ROLES = ListSpec(
    name="access.roles",
    title=_("角色管理"),
    noun=counter_word("roles", "个角色"),
    section=_("系统"),
    url_name="access:roles",
    permission=ROLE_VIEW,
    rows=_role_rows,
    label_of=lambda role: role.label,
    sort="pk",
    search=lambda rows, text: rows.filter(
        Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code__icontains=text) | Q(description__icontains=text)
    ),
    search_hint=_("编码、名称、说明"),
    columns=[
        Column(key="code", label=_("编码"), kind="link", sort="code", card="number",
               url=lambda role: reverse("access:role", args=[role.pk])),
        Column(key="label", label=_("名称"), card="title"),
        Column(key="data_scope", label=_("数据范围"), value=lambda role: role.get_data_scope_display(), card="left"),
        Column(key="permission_count", label=_("权限数"), kind="number", card="middle"),
        Column(key="holder_count", label=_("用户数"), kind="number", card="amount"),
        Column(key="is_delivered", label=_("系统自带"), kind="bool", hidden=True),
        Column(key="status", label=_("状态"), kind="status", value=lambda role: "valid" if role.is_valid else "invalid",
               statuses=Statuses({"valid": Status(_("有效"), "ok", "full"), "invalid": Status(_("已失效"), "neutral", "x")}),
               main=True, card="status"),
    ],
    filters=[
        ChoiceFilter(key="scope", label=_("数据范围"), path="data_scope", choices=DataScope.choices, common=True),
    ],
    batch=[
        BatchAction(
            key="delete",
            label=_("删除"),
            permission=ROLE_DELETE,
            danger=True,
            icon="trash",
            confirm=with_count("删除 %(count)s 个角色？"),
            keep=_("保留角色"),
            effect=_("仍分配给用户的角色不会删除"),
            done=with_count("已删除 %(count)s 个角色"),
            run=lambda role, c: delete_role.keyed(c.key(role))(role_id=role.pk, actor=c.actor, at=c.at),
        )
    ],
    row_actions=[
        RowAction(label=_("修改"), icon="pencil", permission=ROLE_EDIT,
                  url=lambda role: _page("role_edit", role) if role.is_valid else ""),
        RowAction(label=_("复制"), icon="copy", permission=ROLE_CREATE,
                  url=lambda role: f"{reverse('access:role_new')}?copy={role.pk}"),
        RowAction(label=_("删除"), icon="trash", permission=ROLE_DELETE, method="dialog",
                  url=lambda role: "" if role.code == ADMINISTRATOR else _page("role_delete", role)),
    ],
    acts=_new_role,
    page_size=50,
)  # fmt: skip
