"""Maintaining roles (角色管理, ACC-019)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.models import Role
from danshu.access.operations.edit_role import create_role, delete_role, edit_role
from danshu.access.permissions import ROLE_CREATE, ROLE_DELETE, ROLE_EDIT, ROLE_VIEW
from danshu.access.queries import holders_of, role_by_id
from danshu.access.web.matrix import groups
from danshu.access.web.role_forms import RoleForm, initial_of
from danshu.kit.clock import now
from danshu.kit.history import history
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import render_page
from danshu.ui.statuses import Status


@allowed_to(ROLE_VIEW)
def role(request: ActorRequest, pk: int) -> HttpResponse:
    """One role with its permissions and holders."""
    found = role_by_id(pk)
    held = set(found.permissions.values_list("permission", flat=True))
    count, names = holders_of(found)
    pairs = [
        (_("编码"), found.code),
        (_("数据范围"), found.get_data_scope_display()),
        (_("指定部门"), " ".join(u.unit.name for u in found.units.select_related("unit"))),
        (_("允许的登录地址"), " ".join(found.allowed_addresses)),
        (_("说明"), found.description),
        (_("用户数"), count),
        (_("用户"), " ".join(names)),
    ]
    page = DetailPage(
        title=found.label,
        status=Status(_("有效"), "ok", "full") if found.is_valid else Status(_("已失效"), "neutral", "x"),
        tags=[_("系统自带")] if found.is_delivered else [],
        actions=_actions(request, found),
        cards=[Card(title=_("基本信息"), pairs=pairs)],
        timeline=history("access.role", found.pk),
        breadcrumb=crumbs(),
    )
    shown = [group for group in groups(held) if group.count]
    return render_page(request, "access/role.html", {"page": page, "role": found, "groups": shown})


@allowed_to(ROLE_CREATE)
def role_new(request: ActorRequest) -> HttpResponse:
    """Add a role; ?copy= starts from another one."""
    initial = {}
    copied = key_of(request.GET.get("copy"))
    if copied is not None:
        origin = role_by_id(copied)
        initial = initial_of(origin) | {"code": "", "version": None}
        initial["name"] = (_("%(name)s 副本") % {"name": origin.name})[:50]
    form = RoleForm(posted(request), initial=initial)

    def save() -> str:
        made = create_role.keyed(form.token)(
            code=form.values["code"], data=form.role_data(), actor=request.actor, at=now()
        )
        done(request, _("角色 %(name)s 已添加") % {"name": made.label})
        return reverse("access:role", args=[made.pk])

    return _page(request, form, save, title=_("新建角色"), back=reverse("access:roles"))


@allowed_to(ROLE_EDIT)
def role_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a role; its holders have the new rights with their next action."""
    found = role_by_id(pk)
    form = RoleForm(posted(request), initial=initial_of(found))
    form.fields["code"].disabled = True
    back = reverse("access:role", args=[pk])

    def save() -> str:
        edit_role(role_id=pk, seen_version=form.seen_version, data=form.role_data(), actor=request.actor, at=now())
        done(request, _("角色 %(name)s 已保存，持有人的下一步操作即按新权限") % {"name": form.values["name"]})
        return back

    return _page(request, form, save, title=_("修改角色"), back=back)


@allowed_to(ROLE_DELETE)
def role_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Delete a role that nobody holds."""
    found = role_by_id(pk)

    def impact() -> Impact:
        delete_role.dry_run(role_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除角色「%(name)s」？") % {"name": found.label},
            do_label=_("删除角色"),
            keep_label=_("保留角色"),
            reason="",
            hint=_("没有用户持有这个角色，删除不影响任何人"),
        )

    def act(reason: str, key: str) -> str:
        delete_role.keyed(key)(role_id=pk, actor=request.actor, at=now())
        done(request, _("角色 %(name)s 已删除") % {"name": found.label})
        return reverse("access:roles")

    return confirm(request, impact=impact, act=act, back_url=reverse("access:role", args=[pk]))


def crumbs() -> list[tuple[str, str]]:
    """The way back to the list."""
    return [(_("角色管理"), reverse("access:roles"))]


def _page(request: ActorRequest, form: RoleForm, save: Callable[[], str], *, title: str, back: str) -> HttpResponse:
    context = {"breadcrumb": crumbs(), "groups": groups(form["permissions"].value() or ())}
    return form_page(
        request,
        form,
        save,
        template="access/role_form.html",
        title=title,
        back_url=back,
        context=context,
    )


def _actions(request: ActorRequest, found: Role) -> list[Action]:
    can, args = request.actor.can, [found.pk]
    actions = []
    if can(ROLE_EDIT):
        actions.append(Action(label=_("修改"), url=reverse("access:role_edit", args=args), icon="pencil", key="E"))
    if can(ROLE_CREATE):
        url = f"{reverse('access:role_new')}?copy={found.pk}"
        actions.append(Action(label=_("复制"), url=url, icon="copy"))
    if can(ROLE_DELETE) and found.code != ADMINISTRATOR:
        url = reverse("access:role_delete", args=args)
        actions.append(Action(label=_("删除"), url=url, method="dialog", tone="danger"))
    return actions
