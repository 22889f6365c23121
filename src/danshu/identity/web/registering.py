"""Employees apply for an account (ACC-006)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.identity.captcha import new_captcha, question_of, solved
from danshu.identity.operations.register_staff import Application, note_registration_try, register_staff
from danshu.identity.policy import policy
from danshu.identity.queries import unit_choices
from danshu.identity.rules.passwords import prepare_password
from danshu.identity.web.devices import client_address
from danshu.identity.web.fields import LANGUAGE_CHOICES, PasswordField, StaffPhoneField, UserNameField, require_same
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.web import public
from danshu.ui.fields import ChoiceField, EmailField, NameField, TextField
from danshu.ui.forms import Form, posted
from danshu.ui.responses import go, render_page

SECRET = ("captcha", "password", "password_again")


class RegisterForm(Form):
    """The data of a person without his roles, the password twice, a captcha."""

    user_name = UserNameField(label=gettext_lazy("用户名"))
    full_name = NameField(label=gettext_lazy("姓名"))
    email = EmailField(label=gettext_lazy("邮箱"), max_length=254, help_text=gettext_lazy("审批结果发到这里"))
    phone = StaffPhoneField(label=gettext_lazy("电话"), required=False)
    employee_number = TextField(label=gettext_lazy("工号"), max_length=30, required=False)
    unit = ChoiceField(label=gettext_lazy("主要组织"), required=False, choices=lambda: [("", "—"), *unit_choices()])
    position = NameField(label=gettext_lazy("职位"), required=False)
    language = ChoiceField(label=gettext_lazy("语言"), choices=LANGUAGE_CHOICES)
    password = PasswordField(label=gettext_lazy("密码"), is_new=True)
    password_again = PasswordField(label=gettext_lazy("再输入一次密码"), is_new=True)
    captcha = TextField(label=gettext_lazy("图形验证码"), max_length=20)
    captcha_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        """The two entries of the password agree."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        require_same(self, "password", "password_again")
        return cleaned

    def application(self) -> Application:
        """What was entered about the person."""
        v = self.values
        names = ("full_name", "email", "phone", "employee_number", "position", "language")
        return Application(**{name: v[name] for name in names}, unit_id=int(v["unit"]) if v["unit"] else None)


@public
def register(request: HttpRequest) -> HttpResponse:
    """GET: the form; POST: apply. Does not exist while parameter `staff_self_registration` is off."""
    rules = policy()
    if not rules.self_registration:
        raise NotFound
    form = RegisterForm(posted(request), initial={"language": rules.default_language})
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    v = form.cleaned_data
    if not solved(v["captcha_key"], v["captcha"], at=now()):
        form.add_error("captcha", _("验证码不正确或已过期，请看新的一张"))
        return _page(request, form, status=422)
    try:
        note_registration_try(ip_address=client_address(request), actor=Actor.system(), at=now())
        password = prepare_password(v["password"], user_name=v["user_name"], full_name=v["full_name"])
        register_staff(
            user_name=v["user_name"], data=form.application(), password=password, ip_address=client_address(request),
            actor=Actor.system(), at=now(),
        )  # fmt: skip
    except DomainError as refusal:
        form.refuse(refusal)
        response = _page(request, form, status=refusal.status)
        if "retry_after" in refusal.facts:
            response.headers["Retry-After"] = str(refusal.facts["retry_after"])
        return response
    return go(request, f"{reverse('identity:sign_in')}?registered=1")


def _page(request: HttpRequest, form: RegisterForm, *, status: int = 200) -> HttpResponse:
    """The form with a fresh captcha; entries stay, but for password and captcha."""
    readable = request.GET.get("captcha") == "text" or request.POST.get("captcha_kind") == "text"
    key = new_captcha(readable=readable)
    if form.is_bound:
        form.data = QueryDict(mutable=True)
        form.data.update({**request.POST.dict(), **dict.fromkeys(SECRET, "")})
    context = {"form": form, "key": key, "question": question_of(key), "readable": readable, "next": ""}
    return render_page(request, "identity/register.html", context, status=status)
