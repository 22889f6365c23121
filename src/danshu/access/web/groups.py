"""Maintaining user groups and teams (用户组/团队, ACC-024)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.access.groups import group_in_scope, groups_in_scope, members_of
from danshu.access.models import UserGroup
from danshu.access.operations.edit_group import (
    add_group_members,
    create_group,
    edit_group,
    invalidate_group,
    remove_group_members,
)
from danshu.access.permissions import GRANT_EDIT, GROUP_EDIT, GROUP_VIEW
from danshu.access.rules import GroupInvalid
from danshu.access.web.group_forms import GroupForm, JoinForm, MemberForm, initial_of
from danshu.access.web.group_lists import VALIDITY, group_url
from danshu.identity.queries import full_name_of, names_of
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.history import history
from danshu.kit.keys import keys_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import listed, with_count
from danshu.ui.detail import Action, Card, DetailPage, Fact
from danshu.ui.formats import date_text
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

AT_ONCE = 500


@allowed_to(GROUP_VIEW)
def group(request: ActorRequest, pk: int) -> HttpResponse:
    """One group with its members, those who were, its roles and its history."""
    found = group_in_scope(pk, request.actor, GROUP_VIEW)
    members = list(members_of(found))
    page = DetailPage(
        title=found.name,
        status=VALIDITY[str(found.is_valid)],
        tags=[found.get_type_display()],
        actions=_actions(request, found) if found.is_valid and request.actor.can(GROUP_EDIT) else [],
        cards=[Card(title=_("基本信息"), pairs=_pairs(found))],
        timeline=history("access.group", found.pk),
        breadcrumb=crumbs(),
    )
    context = {
        "page": page, "group": found, "present": [m for m in members if m.to_at is None],
        "former": [m for m in members if m.to_at is not None][:100],
        "may_remove": found.is_valid and request.actor.can(GROUP_EDIT),
    }  # fmt: skip
    return render_page(request, "access/group.html", context)


@allowed_to(GROUP_EDIT)
def group_new(request: ActorRequest) -> HttpResponse:
    """Add a group."""
    form = GroupForm(posted(request), may_grant=request.actor.can(GRANT_EDIT))

    def save() -> str:
        made = create_group.keyed(form.token)(
            data=form.group_data(), role_ids=form.role_ids() or (), actor=request.actor, at=now()
        )
        done(request, _("「%(name)s」已添加") % {"name": made.name})
        return group_url(made)

    title = _("新建用户组或团队")
    return form_page(
        request, form, save, title=title, back_url=reverse("access:groups"), context={"breadcrumb": crumbs()}
    )


@allowed_to(GROUP_EDIT)
def group_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a group; its members obey with their next action."""
    found = _valid(request, pk)
    may_grant = request.actor.can(GRANT_EDIT)
    form = GroupForm(posted(request), may_grant=may_grant, unit_id=found.unit_id, initial=initial_of(found))

    def save() -> str:
        edit_group.keyed(form.token)(
            group_id=pk, seen_version=form.seen_version, data=form.group_data(), role_ids=form.role_ids(),
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("「%(name)s」已保存，成员的下一步操作即按新的规定") % {"name": form.values["name"]})
        return group_url(found)

    context = {"breadcrumb": crumbs(found)}
    return form_page(request, form, save, title=_("修改用户组或团队"), back_url=group_url(found), context=context)


@allowed_to(GROUP_EDIT)
def group_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Somebody joins; several at once are chosen in the list of users."""
    found = _valid(request, pk)
    form = MemberForm(posted(request))

    def save() -> str:
        user_id = form.values["user"]
        add_group_members.keyed(form.token)(group_id=pk, user_ids=[user_id], actor=request.actor, at=now())
        facts = {"who": full_name_of(user_id), "name": found.name}
        done(request, _("%(who)s 已加入「%(name)s」") % facts)
        return group_url(found)

    context = {"breadcrumb": crumbs(found), "save_label": _("添加成员")}
    return form_page(request, form, save, title=_("添加成员"), back_url=group_url(found), context=context)


@allowed_to(GROUP_EDIT)
def join(request: ActorRequest) -> HttpResponse:
    """The people chosen in the list of users (?ids=) join one group, all of them or none."""
    chosen = names_of(keys_of(request.GET.get("ids", "").split(","))[:AT_ONCE])
    if not chosen:
        raise NotFound
    rows = groups_in_scope(request.actor, GROUP_EDIT).filter(is_valid=True).order_by("name")
    form = JoinForm(posted(request), groups=[(str(row.pk), row.name) for row in rows])

    def save() -> str:
        pk = int(form.values["group"])
        count = add_group_members.keyed(form.token)(group_id=pk, user_ids=list(chosen), actor=request.actor, at=now())
        done(request, with_count("%(count)s 人已加入") % {"count": count})
        return reverse("access:group", args=[pk])

    names = listed(list(chosen.values())[:20])
    context = {"breadcrumb": crumbs(), "subject": [Fact(label=_("人员"), value=names)], "save_label": _("加入")}
    title = _("加入用户组或团队")
    return form_page(request, form, save, title=title, back_url=reverse("access:users"), context=context)


@require_POST
@allowed_to(GROUP_EDIT)
def group_remove(request: ActorRequest, pk: int, user_id: int) -> HttpResponse:
    """Somebody leaves at once (POST)."""
    found = _valid(request, pk)
    if remove_group_members(group_id=pk, user_ids=[user_id], actor=request.actor, at=now()):
        done(request, _("%(who)s 已移出「%(name)s」") % {"who": full_name_of(user_id), "name": found.name})
    return go(request, group_url(found))


@allowed_to(GROUP_EDIT)
def group_invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then let the group give nothing any more."""
    found = group_in_scope(pk, request.actor, GROUP_EDIT)
    call: dict[str, Any] = {"group_id": pk, "actor": request.actor}

    def impact() -> Impact:
        invalidate_group.dry_run(**call, at=now())
        text = _("成员马上失去由此得到的角色和共享，历史保留；失效后不能恢复")
        return Impact(
            title=_("失效「%(name)s」？") % {"name": found.name}, effects=[Effect("access.group_ends", text, "warn")],
            do_label=_("失效"), keep_label=pgettext("团队", "保留"), reason="optional",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        invalidate_group.keyed(key)(**call, reason=reason, at=now())
        done(request, _("「%(name)s」已失效") % {"name": found.name})
        return group_url(found)

    return confirm(request, impact=impact, act=act, back_url=group_url(found))


def crumbs(found: UserGroup | None = None) -> list[tuple[str, str]]:
    """The way back to the list, or to the group."""
    path = [(_("用户组和团队"), reverse("access:groups"))]
    return [*path, (found.name, group_url(found))] if found else path


def _valid(request: ActorRequest, pk: int) -> UserGroup:
    found = group_in_scope(pk, request.actor, GROUP_EDIT)
    if not found.is_valid:
        raise GroupInvalid(name=found.name)
    return found


def _pairs(found: UserGroup) -> list[tuple[str, Any]]:
    days = " – ".join((date_text(found.valid_from), date_text(found.valid_to)))
    roles = [link.role.label for link in found.roles.select_related("role").order_by("role_id")]
    return [
        (pgettext("团队", "组长"), found.leader),
        (_("组织"), found.unit),
        (_("有效期"), days if found.valid_from or found.valid_to else ""),
        (_("角色"), " ".join(roles)),
        (_("说明"), found.description),
    ]


def _actions(request: ActorRequest, found: UserGroup) -> list[Action]:
    args = [found.pk]
    return [
        Action(label=_("修改"), url=reverse("access:group_edit", args=args), icon="pencil", key="E"),
        Action(label=_("添加成员"), url=reverse("access:group_add", args=args), icon="user-plus", tone="primary"),
        Action(label=_("失效"), url=reverse("access:group_invalidate", args=args), method="dialog", tone="danger", menu=True),
    ]  # fmt: skip
