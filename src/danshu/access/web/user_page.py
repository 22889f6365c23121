"""The page of one user, his rights and where they come from (ACC-005, ACC-020)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.effective import effective_rights
from danshu.access.groups import group_names_of
from danshu.access.module_names import module_name
from danshu.access.operations.set_user_access import set_user_access
from danshu.access.permissions import GRANT_EDIT, GRANT_VIEW
from danshu.access.queries import role_names_of, single_rights_of
from danshu.access.rules import OwnRights
from danshu.access.web.lists import USER_STATUSES
from danshu.access.web.matrix import LEVELS, groups
from danshu.access.web.user_forms import RightsForm, held_grants, initial_rights
from danshu.identity.permissions import PASSWORD_RESET, USER_DELETE, USER_DISABLE, USER_EDIT, USER_VIEW
from danshu.identity.queries import locked_user_ids, open_sessions, user_in_scope
from danshu.identity.web.fields import LANGUAGE_CHOICES
from danshu.kit.clock import now
from danshu.kit.history import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage, Notice
from danshu.ui.formats import date_text, datetime_text
from danshu.ui.forms import form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import render_page


@allowed_to(USER_VIEW)
def user(request: ActorRequest, pk: int) -> HttpResponse:
    """One person."""
    found = user_in_scope(pk, request.actor, USER_VIEW)
    at = now()
    sessions = open_sessions(pk, current=None, at=at)
    is_locked = bool(locked_user_ids([found], at=at))
    page = DetailPage(
        title=found.full_name,
        subtitle=found.user_name,
        status=USER_STATUSES["active" if found.is_active else "disabled"],
        actions=_actions(request, found),
        notices=_notices(request, found, is_locked=is_locked),
        cards=_cards(found, len(sessions)),
        timeline=history("identity.user", pk),
        breadcrumb=crumbs(),
    )
    context = {"page": page, "user": found, "roles": role_names_of(pk), "single": single_rights_of(pk)}
    return render_page(request, "access/user.html", context)


@allowed_to(GRANT_EDIT)
def user_rights(request: ActorRequest, pk: int) -> HttpResponse:
    """Grant and revoke roles and single permissions."""
    found = user_in_scope(pk, request.actor, GRANT_EDIT)
    if pk == request.actor.user_id:
        raise OwnRights
    held = held_grants(pk)
    form = RightsForm(posted(request), initial=initial_rights(found))

    def save() -> str:
        set_user_access(
            user_id=pk, seen_version=form.seen_version, role_ids=form.role_ids(), grants=form.grants(held),
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("%(name)s 的权限已保存，下一步操作即生效") % {"name": found.full_name})
        return user_url(pk)

    context = {
        "breadcrumb": [*crumbs(), (found.full_name, user_url(pk))],
        "may_grant": True,
        "with_denials": True,
        "groups": groups(form["granted"].value() or (), form["denied"].value() or ()),
    }
    return form_page(
        request,
        form,
        save,
        template="access/user_form.html",
        title=_("角色和权限"),
        back_url=user_url(pk),
        context=context,
    )


@allowed_to(GRANT_VIEW)
def user_effective(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything a person may do, with the origin of each right."""
    found = user_in_scope(pk, request.actor, GRANT_VIEW)
    rights = [
        (module_name(r.permission.module), str(LEVELS[r.permission.level]), r)
        for r in effective_rights(pk, actor=request.actor, permission=GRANT_VIEW)
    ]
    context = {
        "title": _("%(name)s 的有效权限") % {"name": found.full_name},
        "rights": rights,
        "breadcrumb": [*crumbs(), (found.full_name, user_url(pk))],
    }
    return render_page(request, "access/effective.html", context)


def crumbs() -> list[tuple[str, str]]:
    """The way back to the list."""
    return [(_("用户管理"), reverse("access:users"))]


def user_url(pk: int) -> str:
    """The page of a person."""
    return reverse("access:user", args=[pk])


def _actions(request: ActorRequest, found: Any) -> list[Action]:
    can, args, is_other = request.actor.can, [found.pk], found.pk != request.actor.user_id
    toggle = (
        Action(label=_("停用"), url=reverse("access:user_disable", args=args), tone="danger")
        if found.is_active
        else Action(label=_("启用"), url=reverse("access:user_enable", args=args), method="post")
    )
    offers = [
        (USER_EDIT, True, Action(label=_("修改"), url=reverse("access:user_edit", args=args), icon="pencil", key="E")),
        (GRANT_EDIT, is_other, Action(label=_("角色和权限"), url=reverse("access:user_rights", args=args), icon="shield")),
        (GRANT_VIEW, True, Action(label=_("有效权限"), url=reverse("access:user_effective", args=args), icon="list-check",
                                  menu=True)),
        (PASSWORD_RESET, is_other, Action(label=_("重置密码"), url=reverse("access:user_reset", args=args), icon="lock")),
        (USER_DISABLE, is_other, toggle),
        (USER_DISABLE, is_other, Action(label=_("强制退出"), url=reverse("access:user_sign_out", args=args), method="post",
                                        menu=True)),
        (USER_DELETE, is_other, Action(label=_("删除"), url=reverse("access:user_delete", args=args), method="dialog",
                                       menu=True, tone="danger")),
    ]  # fmt: skip
    return [action for permission, possible, action in offers if possible and can(permission)]


def _notices(request: ActorRequest, found: Any, *, is_locked: bool) -> list[Notice]:
    notices = []
    if is_locked:
        unlock = Action(label=_("解锁"), url=reverse("access:user_unlock", args=[found.pk]), method="post")
        actions = [unlock] if request.actor.can(PASSWORD_RESET) else []
        notices.append(Notice(title=_("账号已锁定"), text=_("登录失败次数太多，到时自动解锁"), actions=actions))
    if found.must_change_password:
        notices.append(Notice(title=_("还没有设置自己的密码"), text=_("下次登录时须修改密码"), tone="neutral"))
    return notices


def _cards(found: Any, sessions: int) -> list[Card]:
    languages = dict(LANGUAGE_CHOICES)
    validity = " – ".join((date_text(found.valid_from), date_text(found.valid_to)))
    return [
        Card(
            title=_("个人信息"),
            pairs=[
                (_("工号"), found.employee_number),
                (_("主要组织"), found.unit),
                (_("职位"), found.position),
                (_("上级"), found.manager),
                (_("电话"), found.phone),
                (_("邮箱"), found.email),
                (_("办公地点"), found.office_location),
                (_("用户组和团队"), " ".join(group_names_of(found.pk))),
            ],
        ),
        Card(
            title=_("登录"),
            pairs=[
                (_("最近登录"), datetime_text(found.last_login) if found.last_login else ""),
                (_("当前会话"), sessions),
                (_("有效期"), validity if found.valid_from or found.valid_to else ""),
                (_("允许的登录地址"), " ".join(found.allowed_addresses)),
                (_("语言"), languages.get(found.language, found.language)),
                (_("时区"), found.time_zone),
            ],
        ),
    ]
