"""Forgot password (忘记密码): name, address, code, new password; every name sees the same pages (ACC-013)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.identity.captcha import new_captcha, question_of, solved
from danshu.identity.models import User
from danshu.identity.operations.recover_password import (
    EMAIL,
    RecoveryCodeWrong,
    RecoveryOver,
    check_recovery_code,
    proven,
    recover_password,
    send_recovery_code,
)
from danshu.identity.rules.passwords import prepare_password
from danshu.identity.web.devices import client_address, device_secret_of
from danshu.identity.web.passwords import NewPasswordForm
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.masking import STARS
from danshu.kit.web import public
from danshu.ui.fields import TextField
from danshu.ui.forms import Form, posted
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

SALT, LASTS = "danshu.identity.recover", 30 * 60
ADDRESS = f"{STARS}@{STARS}"  # of every account and of none: one letter of it would tell which names exist
AT_LEAST = 0.35  # seconds for every answer about a name: what takes longer for one that exists is not seen


class NameForm(Form):
    """Whose password was forgotten."""

    user_name = TextField(label=gettext_lazy("用户名"), max_length=150)
    captcha = TextField(label=gettext_lazy("图形验证码"), max_length=20)
    captcha_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class CodeForm(Form):
    """The code that was sent."""

    code = TextField(label=gettext_lazy("验证码"), max_length=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(autocomplete="one-time-code", inputmode="numeric")


@public
def recover(request: HttpRequest) -> HttpResponse:
    """All steps at one address; each form carries, signed, what the steps before it found."""
    step = request.POST.get("step", "") if request.method == "POST" else ""
    steps: dict[str, Callable[[HttpRequest], HttpResponse]] = {
        "name": _name, "send": _send, "code": _code, "password": _password,
    }  # fmt: skip
    begun = time.monotonic()
    try:
        response = steps[step](request) if step in steps else _name_page(request, NameForm())
    except (signing.BadSignature, RecoveryOver):
        form = NameForm()
        form.refusal = RecoveryOver()
        response = _name_page(request, form, status=RecoveryOver.status)
    if step in ("name", "send", "code"):
        time.sleep(max(0.0, AT_LEAST - (time.monotonic() - begun)))
    return response


def _name(request: HttpRequest) -> HttpResponse:
    form = NameForm(posted(request))
    if not form.is_valid():
        return _name_page(request, form, status=422)
    v = form.cleaned_data
    if not solved(v["captcha_key"], v["captcha"], at=now()):
        form.add_error("captcha", _("验证码不正确或已过期，请看新的一张"))
        return _name_page(request, form, status=422)
    return _channel_page(request, v["user_name"])


def _send(request: HttpRequest) -> HttpResponse:
    name = str(_opened(request)["name"])
    try:
        recovery_id = send_recovery_code(
            user_name=name, channel=EMAIL, ip_address=client_address(request), device_secret=device_secret_of(request),
            actor=Actor.system(), at=now(),
        )  # fmt: skip
    except DomainError as refusal:
        response = _channel_page(request, name, refusal=refusal)
        response.headers["Retry-After"] = str(refusal.facts.get("retry_after", ""))
        return response
    return _code_page(request, CodeForm(), name, recovery_id)


def _code(request: HttpRequest) -> HttpResponse:
    held = _opened(request)
    form = CodeForm(posted(request))
    status = 422
    if form.is_valid():
        secret = check_recovery_code(
            recovery_id=int(held["recovery"]), code=form.values["code"], actor=Actor.system(), at=now()
        )
        if secret:
            return _password_page(request, NewPasswordForm(), secret)
        form.refuse(RecoveryCodeWrong())
    return _code_page(request, form, str(held["name"]), int(held["recovery"]), status=status)


def _password(request: HttpRequest) -> HttpResponse:
    secret = str(_opened(request)["secret"])
    row = proven(secret, now()).select_related("user").first()
    if row is None or row.user is None:
        raise RecoveryOver
    form, status = NewPasswordForm(posted(request)), 422
    if form.is_valid():
        try:
            return _done(request, row.user, secret, form.values["password"])
        except RecoveryOver:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            status = refusal.status
    return _password_page(request, form, secret, status=status)


def _done(request: HttpRequest, user: User, secret: str, raw: str) -> HttpResponse:
    prepared = prepare_password(raw, user_name=user.user_name, full_name=user.full_name, user_id=user.pk)
    recover_password(secret=secret, password=prepared, actor=Actor.system(), at=now())
    done(request, _("密码已设置，用新密码登录"))
    return go(request, reverse("identity:sign_in"))


# ---- pages ------------------------------------------------------------------------------------------------------------
def _name_page(request: HttpRequest, form: NameForm, *, status: int = 200) -> HttpResponse:
    readable = request.GET.get("captcha") == "text" or request.POST.get("captcha_kind") == "text"
    key = new_captcha(readable=readable)
    context = {"key": key, "question": question_of(key), "readable": readable, "next": ""}
    return _page(request, "name", form, context, status=status)


def _channel_page(request: HttpRequest, name: str, *, refusal: DomainError | None = None) -> HttpResponse:
    form = Form()
    form.refusal = refusal
    context = {"address": ADDRESS, "token": _signed(name=name)}
    return _page(request, "send", form, context, status=refusal.status if refusal else 200)


def _code_page(request: HttpRequest, form: CodeForm, name: str, recovery: int, *, status: int = 200) -> HttpResponse:
    context = {
        "address": ADDRESS,
        "token": _signed(name=name, recovery=recovery),
        "again": _signed(name=name),
    }
    return _page(request, "code", form, context, status=status)


def _password_page(request: HttpRequest, form: NewPasswordForm, secret: str, *, status: int = 200) -> HttpResponse:
    return _page(request, "password", form, {"token": _signed(secret=secret)}, status=status)


def _page(request: HttpRequest, step: str, form: Form, context: dict[str, Any], *, status: int) -> HttpResponse:
    return render_page(request, "identity/recover.html", {"step": step, "form": form, **context}, status=status)


def _signed(**held: Any) -> str:
    return signing.dumps(held, salt=SALT)


def _opened(request: HttpRequest) -> dict[str, Any]:
    """What the steps before found. Raises BadSignature for anything that we did not sign, or too long ago."""
    held: dict[str, Any] = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=LASTS)
    wanted = {"send": {"name"}, "code": {"name", "recovery"}, "password": {"secret"}}[request.POST["step"]]
    if set(held) != wanted:
        raise signing.BadSignature("of another step")
    return held
