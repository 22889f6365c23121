"""Changing a password, at will, at the first sign-in or by a link (ACC-004, ACC-005, ACC-014)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.identity.authentication import verify_own_password
from danshu.identity.models import User
from danshu.identity.operations.change_password import LinkInvalid, change_password, use_password_link
from danshu.identity.queries import own, user_of_link
from danshu.identity.rules.passwords import prepare_password
from danshu.identity.web.devices import client_address, device_label, device_secret_of
from danshu.identity.web.fields import PasswordField, require_same
from danshu.identity.web.profile import crumbs
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.web import ActorRequest, public, signed_in
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(label=gettext_lazy("新密码"), is_new=True)
    password_again = PasswordField(label=gettext_lazy("再输入一次新密码"), is_new=True)

    def clean(self) -> dict[str, Any]:
        """The two entries agree."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        require_same(self, "password", "password_again")
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The old password, and the new one twice."""

    field_order = ["old_password", "password", "password_again"]
    old_password = PasswordField(label=gettext_lazy("原密码"), is_new=False)
    revokes_keys = forms.BooleanField(
        label=gettext_lazy("同时撤销 API 密钥"), required=False, initial=True,
        help_text=gettext_lazy("用这些密钥的程序会停止工作，需要换新的密钥"),
    )  # fmt: skip


@signed_in
def password(request: ActorRequest) -> HttpResponse:
    """Change the own password; the other sessions end."""
    return _change(request, title=_("修改密码"), target=reverse("identity:account"), template="ui/form_page.html")


@signed_in
def first_password(request: ActorRequest) -> HttpResponse:
    """Replace the initial password; nobody gets further before that."""
    target = "/" if own(request.actor).profile_completed_at else reverse("identity:set_up")
    return _change(request, title=_("设置自己的密码"), target=target, template="identity/first_password.html")


@public
def password_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a password by the link that an administrator gave; the page never tells whose link it is before it is used."""
    user = user_of_link(secret, at=now())
    if user is None:
        raise LinkInvalid
    form, status = NewPasswordForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _set_by_link(request, user, secret, form.values["password"])
            except DomainError as refusal:
                form.refuse(refusal)
                status = refusal.status
    response = render_page(request, "identity/password_link.html", {"form": form}, status=status)
    # never the secret in the address, yet an origin: a browser that tells none has its own form refused
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _set_by_link(request: HttpRequest, user: User, secret: str, raw: str) -> HttpResponse:
    prepared = prepare_password(raw, user_name=user.user_name, full_name=user.full_name, user_id=user.pk)
    use_password_link(secret=secret, password=prepared, actor=Actor.system(), at=now())
    done(request, _("密码已设置，用新密码登录"))
    return go(request, reverse("identity:sign_in"))


def _change(request: ActorRequest, *, title: str, target: str, template: str) -> HttpResponse:
    user = own(request.actor)
    form = ChangePasswordForm(posted(request))

    def save() -> str:
        values = form.values
        change_own_password(
            request, user, values["old_password"], values["password"], revokes_keys=bool(values["revokes_keys"])
        )
        done(request, _("密码已修改，其他设备上的登录已结束"))
        return target

    context = {"save_label": _("修改密码"), "breadcrumb": crumbs()}
    return form_page(request, form, save, template=template, title=title, back_url=target, context=context)


def change_own_password(request: ActorRequest, user: User, old: str, new: str, *, revokes_keys: bool) -> None:
    """Check the old password, prepare and store the new one. Raises FieldErrors beside the field that is wrong."""
    at = now()
    is_right = verify_own_password(
        user, old, ip_address=client_address(request), device=device_label(request),
        device_secret=device_secret_of(request), at=at,
    )  # fmt: skip
    if not is_right:
        raise FieldErrors([FieldProblem("old_password", "wrong", _("原密码不正确"))])
    prepared = prepare_password(new, user_name=user.user_name, full_name=user.full_name, user_id=user.pk)
    change_password(
        password=prepared,
        session_key=request.session.session_key,
        revokes_keys=revokes_keys,
        actor=request.actor,
        at=at,
    )
    request.session.cycle_key()
