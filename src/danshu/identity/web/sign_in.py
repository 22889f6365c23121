"""Signing in and out (ACC-011, ACC-012, ACC-015)."""

from __future__ import annotations

from typing import Any

from captcha.views import captcha_image
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.identity.authentication import Recognised, SignInLocked, authenticate
from danshu.identity.captcha import is_picture, new_captcha, question_of, solved
from danshu.identity.models import User
from danshu.identity.operations.note_sign_in import Attempt, note_sign_out
from danshu.identity.policy import policy
from danshu.identity.sessions import SIGNED_IN_AT, USER_KEY
from danshu.identity.web.devices import DEVICE_COOKIE, NAME_COOKIE, YEAR, client_address, device_label, device_secret_of
from danshu.identity.web.fields import PasswordField
from danshu.identity.web.resume import continued, ended_with, read_blob
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.web import ActorRequest, public
from danshu.ui.fields import TextField
from danshu.ui.forms import Form, posted
from danshu.ui.responses import go, render_page


class SignInForm(Form):
    """User name, password, captcha; the name may be remembered on this device, never the password."""

    user_name = TextField(label=gettext_lazy("用户名"), max_length=150)
    password = PasswordField(label=gettext_lazy("密码"), is_new=False)
    captcha = TextField(label=gettext_lazy("图形验证码"), max_length=20)
    captcha_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    remember = forms.BooleanField(label=gettext_lazy("记住用户名"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_name"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        self.fields["captcha"].widget.attrs.update(autocomplete="off", autocapitalize="characters", spellcheck="false")


@public
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page. One message for wrong name, wrong password and disabled account; a wrong captcha says so."""
    if getattr(request, "actor", None) is not None and request.method == "GET" and "keep" not in request.GET:
        return HttpResponseRedirect(_target(request))
    remembered = request.COOKIES.get(NAME_COOKIE, "")[:16]
    form = SignInForm(posted(request), initial={"user_name": remembered, "remember": bool(remembered)})
    if request.method != "POST":
        return sign_in_page(request, form)
    if not form.is_valid():
        return sign_in_page(request, form, status=422)
    v = form.cleaned_data
    if not solved(v["captcha_key"], v["captcha"], at=now()):
        form.add_error("captcha", _("验证码不正确或已过期，请看新的一张"))
        return sign_in_page(request, form, status=422)
    try:
        found = authenticate(
            user_name=v["user_name"],
            password=v["password"],
            ip_address=client_address(request),
            device=device_label(request),
            device_secret=device_secret_of(request),
            at=now(),
        )
    except DomainError as refusal:
        form.refusal = refusal
        return sign_in_page(request, form, status=refusal.status)
    return _begun(request, found, v["remember"])


@public
def captcha_part(request: HttpRequest) -> HttpResponse:
    """A new captcha in place of the old one, as a picture or as a question."""
    return render_page(request, "identity/captcha.html", _captcha(request))


@public
def captcha_picture(request: HttpRequest, key: str) -> HttpResponseBase:
    """The picture of a captcha that is still valid."""
    if not is_picture(key, at=now()):
        raise NotFound
    response: HttpResponse = captcha_image(request, key, scale=2)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@public
@require_POST
def sign_out(request: ActorRequest) -> HttpResponseBase:
    """End the session at once; nobody signed in is fine too."""
    if request.actor is not None:
        user = User.objects.get(pk=request.actor.user_id)
        attempt = Attempt(user.user_name, user.pk, client_address(request), device_label(request))
        note_sign_out(attempt=attempt, actor=request.actor, at=now())
    request.session.flush()
    return go(request, f"{reverse('identity:sign_in')}?signed_out=1")


def begin_session(request: HttpRequest, user: User, *, rotate: bool = True) -> None:
    """Begin a new session under a new key (ASVS V7)."""
    request.session.flush()
    request.session.update(
        {
            USER_KEY: str(user.pk),
            SIGNED_IN_AT: now().isoformat(),
            "ip_address": client_address(request),
            "device": device_label(request),
        }
    )
    if rotate:
        rotate_token(request)


def _begun(request: HttpRequest, found: Recognised, remember: bool) -> HttpResponseBase:
    keep = "keep" in request.GET
    # a page that stayed open in another tab must be able to send its form with the token it has
    begin_session(request, found.user, rotate=not keep)
    blob = read_blob(request.POST.get("resume", ""), user_id=found.user.pk)
    if blob is not None:
        response: HttpResponseBase = continued(request, blob)
    elif keep:
        response = render_page(request, "identity/signed_in_again.html", {})
    else:
        response = go(request, _target(request))
    _remember(response, found, remember)
    return response


def _remember(response: HttpResponseBase, found: Recognised, remember: bool) -> None:
    options: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_cookie(DEVICE_COOKIE, found.device_secret, max_age=YEAR, **options)
    readable = {**options, "httponly": False}
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, found.user.language, max_age=YEAR, **readable)
    if remember:
        response.set_cookie(NAME_COOKIE, found.user.user_name, max_age=YEAR, **options)
    else:
        response.delete_cookie(NAME_COOKIE, samesite="Lax")


def sign_in_page(request: HttpRequest, form: SignInForm, *, status: int = 200) -> HttpResponse:
    """The page with a fresh captcha; entries stay, but for password and captcha."""
    resume = request.POST.get("resume", "")
    context = {
        "form": form,
        "next": _target(request),
        "resume": resume,
        "ended": ended_with(request),
        "may_register": policy().self_registration,
        **_captcha(request),
    }
    form.fields["captcha"].label = _("验证问题") if context["question"] else _("图形验证码")
    if form.is_bound:
        form.data = QueryDict(mutable=True)
        form.data.update({**request.POST.dict(), "captcha": "", "password": ""})
    response = render_page(request, "identity/sign_in.html", context, status=status)
    if isinstance(form.refusal, SignInLocked):
        response.headers["Retry-After"] = str(form.refusal.retry_after)
    return response


def _captcha(request: HttpRequest) -> dict[str, Any]:
    readable = request.GET.get("captcha") == "text" or request.POST.get("captcha_kind") == "text"
    key = new_captcha(readable=readable)
    return {"key": key, "question": question_of(key), "readable": readable}


def _target(request: HttpRequest) -> str:
    """Where to go: the wanted page when it is one of ours, else the home page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and not wanted.startswith(reverse("identity:sign_in")) else "/"
