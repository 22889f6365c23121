"""Adding and maintaining staff users (用户管理, ACC-004, ACC-005)."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.access.handover import estate_of
from danshu.access.operations.set_user_access import add_user
from danshu.access.permissions import GRANT_EDIT
from danshu.access.web.matrix import groups
from danshu.access.web.user_forms import DisableForm, NewUserForm, PersonForm, initial_person
from danshu.access.web.user_page import crumbs, user_url
from danshu.identity.operations.change_password import issue_password_link, set_initial_password
from danshu.identity.operations.delete_user import delete_user
from danshu.identity.operations.disable_user import disable_user, enable_user, refuse_own
from danshu.identity.operations.edit_user import edit_user
from danshu.identity.operations.end_session import end_sessions_of_user, unlock_user
from danshu.identity.permissions import PASSWORD_RESET, USER_CREATE, USER_DELETE, USER_DISABLE, USER_EDIT
from danshu.identity.policy import policy
from danshu.identity.queries import user_in_scope
from danshu.identity.rules.passwords import generated_password, prepare_password
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@allowed_to(USER_CREATE)
def user_new(request: ActorRequest) -> HttpResponse:
    """Add a person; the initial password is shown once."""
    form, status = NewUserForm(posted(request), initial={"language": policy().default_language}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _added(request, form)
            except DomainError as refusal:
                form.refuse(refusal)
                status = refusal.status
    context = {
        "form": form,
        "title": _("添加用户"),
        "back_url": reverse("access:users"),
        "breadcrumb": crumbs(),
        "may_grant": request.actor.can(GRANT_EDIT),
        "groups": groups(form["granted"].value() or (), form["denied"].value() or ()),
    }
    return render_page(request, "access/user_form.html", context, status=status)


def _added(request: ActorRequest, form: NewUserForm) -> HttpResponse:
    v = form.cleaned_data
    typed = v["initial_password"]
    raw = typed or generated_password()
    password = prepare_password(raw, user_name=v["user_name"], full_name=v["full_name"], field_name="initial_password")
    user = add_user.keyed(form.token)(
        user_name=v["user_name"],
        data=form.user_data(),
        password=password,
        role_ids=form.role_ids(),
        grants=form.grants({}),
        actor=request.actor,
        at=now(),
    )
    done(request, _("用户 %(name)s 已添加") % {"name": user.full_name})
    # a repeated submission made nobody new: what it generated is not the password
    if typed or user.password != password.hash:
        return go(request, user_url(user.pk))
    return _secret(request, user.pk, _("初始密码"), raw, _("只显示这一次。交给本人，第一次登录时须修改。"))


@allowed_to(USER_EDIT)
def user_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change what is known about a person."""
    user = user_in_scope(pk, request.actor, USER_EDIT)
    form = PersonForm(posted(request), initial=initial_person(user), unit_id=user.unit_id)

    def save() -> str:
        edit_user(user_id=pk, seen_version=form.seen_version, data=form.user_data(), actor=request.actor, at=now())
        done(request, _("用户 %(name)s 已保存") % {"name": form.values["full_name"]})
        return user_url(pk)

    context = {"breadcrumb": [*crumbs(), (user.full_name, user_url(pk))]}
    return form_page(request, form, save, title=_("修改用户"), back_url=user_url(pk), context=context)


@allowed_to(USER_DISABLE)
def user_disable(request: ActorRequest, pk: int) -> HttpResponse:
    """Disable a person after naming who takes over what he owns."""
    user = user_in_scope(pk, request.actor, USER_DISABLE)
    refuse_own(pk, request.actor)
    estate = estate_of(pk)
    form = DisableForm(posted(request), needs_successor=bool(estate))

    def save() -> str:
        disable_user.keyed(form.token)(
            user_id=pk,
            successor_id=form.values["successor"],
            reason=form.values["reason"],
            actor=request.actor,
            at=now(),
        )
        done(request, _("用户 %(name)s 已停用") % {"name": user.full_name})
        return user_url(pk)

    context = {
        "breadcrumb": [*crumbs(), (user.full_name, user_url(pk))],
        "estate": estate,
        "save_label": _("停用用户"),
    }
    title = _("停用 %(name)s？") % {"name": user.full_name}
    return form_page(
        request, form, save, template="access/user_disable.html", title=title, back_url=user_url(pk), context=context
    )


@allowed_to(USER_DISABLE)
@require_POST
def user_enable(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Let a disabled person sign in again."""
    user = enable_user(user_id=pk, actor=request.actor, at=now())
    done(request, _("用户 %(name)s 已启用") % {"name": user.full_name})
    return go(request, user_url(pk))


@allowed_to(USER_DELETE)
def user_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Delete a person who left no trace."""
    user = user_in_scope(pk, request.actor, USER_DELETE)

    def impact() -> Impact:
        delete_user.dry_run(user_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除用户 %(name)s？") % {"name": user.full_name},
            do_label=_("删除用户"),
            keep_label=_("保留用户"),
            reason="",
            hint=_("此人没有任何业务记录；删除后不能恢复"),
        )

    def act(reason: str, key: str) -> str:
        delete_user.keyed(key)(user_id=pk, actor=request.actor, at=now())
        done(request, _("用户 %(name)s 已删除") % {"name": user.full_name})
        return reverse("access:users")

    return confirm(request, impact=impact, act=act, back_url=user_url(pk))


@allowed_to(PASSWORD_RESET)
def user_reset(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a person set a new password by a link, or give him a new initial one; either is shown once."""
    user = user_in_scope(pk, request.actor, PASSWORD_RESET)
    if request.method == "POST" and request.POST.get("way") == "password":
        raw = generated_password()
        password = prepare_password(raw, user_name=user.user_name, full_name=user.full_name)
        set_initial_password(user_id=pk, password=password, actor=request.actor, at=now())
        note = _("只显示这一次。原密码和所有会话已失效，第一次登录时须修改。")
        return _secret(request, pk, _("新的初始密码"), raw, note)
    if request.method == "POST":
        secret = issue_password_link(user_id=pk, actor=request.actor, at=now())
        url = request.build_absolute_uri(reverse("identity:password_link", args=[secret]))
        return _secret(
            request, pk, _("重置密码链接"), url, _("只显示这一次。24 小时内有效，只能用一次，直接交给本人。")
        )
    context = {"user": user, "title": _("重置密码"), "breadcrumb": [*crumbs(), (user.full_name, user_url(pk))]}
    return render_page(request, "access/user_reset.html", {**context, "back_url": user_url(pk)})


@allowed_to(PASSWORD_RESET)
@require_POST
def user_unlock(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Let a locked-out person try again."""
    unlock_user(user_id=pk, actor=request.actor, at=now())
    done(request, _("账号已解锁"))
    return go(request, user_url(pk))


@allowed_to(USER_DISABLE)
@require_POST
def user_sign_out(request: ActorRequest, pk: int) -> HttpResponseBase:
    """End all sessions of a person."""
    count = end_sessions_of_user(user_id=pk, actor=request.actor, at=now())
    done(request, with_count("已结束 %(count)s 个会话") % {"count": count})
    return go(request, user_url(pk))


def _secret(request: ActorRequest, pk: int, label: str, secret: str, note: str) -> HttpResponse:
    context = {
        "title": label,
        "secrets": [(label, secret)],
        "note": note,
        "back_url": user_url(pk),
        "breadcrumb": crumbs(),
    }
    return render_page(request, "identity/secret.html", context)
