"""Personal settings (个人设置, ACC-016, ACC-017)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import activate, gettext_lazy
from django.utils.translation import gettext as _

from danshu.identity.models import User
from danshu.identity.operations.edit_profile import (
    Profile,
    WrongCode,
    confirm_email,
    edit_profile,
    set_preferences,
)
from danshu.identity.queries import own, waiting_email
from danshu.identity.rules.fields import CURRENCIES
from danshu.identity.web.fields import LANGUAGE_CHOICES, StaffPhoneField, time_zone_choices
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, signed_in
from danshu.ui.fields import ChoiceField, EmailField, NameField, RemarkField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done

CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]


class ProfileForm(Form):
    """What people know best about themselves."""

    sections = [
        Section(gettext_lazy("语言与地区"), ["language", "time_zone:2", "office_location"]),
        Section(gettext_lazy("个人信息"), ["full_name", "phone", "email:2", "mail_signature:4"]),
    ]
    language = ChoiceField(label=gettext_lazy("语言"), choices=LANGUAGE_CHOICES)
    time_zone = ChoiceField(label=gettext_lazy("时区"), choices=time_zone_choices)
    office_location = TextField(label=gettext_lazy("办公地点"), max_length=100)
    full_name = NameField(label=gettext_lazy("姓名"))
    phone = StaffPhoneField(label=gettext_lazy("电话"), required=False)
    email = EmailField(
        label=gettext_lazy("邮箱"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("新邮箱要填写发到该邮箱的验证码后才启用"),
    )
    mail_signature = RemarkField(label=gettext_lazy("邮件签名"))


class PreferencesForm(ProfileForm):
    """The same later, with the currency in which prices are shown for information."""

    sections = [
        Section(gettext_lazy("语言与地区"), ["language", "time_zone", "currency", "office_location"]),
        ProfileForm.sections[1],
    ]
    currency = ChoiceField(
        label=gettext_lazy("显示货币"),
        choices=CURRENCY_CHOICES,
        help_text=gettext_lazy("商品价格按此折算，仅供参考"),
    )


class CodeForm(Form):
    """The code that was sent to a new address."""

    code = TextField(label=gettext_lazy("验证码"), max_length=6)


@signed_in
def account(request: ActorRequest) -> HttpResponse:
    """Personal settings; language and currency take effect at once."""
    user = own(request.actor)
    form = PreferencesForm(posted(request), initial=_initial(user))

    def save() -> str:
        values = form.values
        currency = values.pop("currency")
        set_preferences(currency=currency, actor=request.actor, at=now())
        _save(form, values, request.actor)
        done(request, _("个人设置已保存"))
        return reverse("identity:account")

    return _profile_page(request, form, save, user, title=_("个人设置"))


@signed_in
def set_up(request: ActorRequest) -> HttpResponse:
    """The first-login set-up: nobody gets further without language, time zone and office (ACC-016)."""
    user = own(request.actor)
    form = ProfileForm(posted(request), initial=_initial(user))

    def save() -> str:
        _save(form, form.values, request.actor)
        done(request, _("设置完成，可以开始工作了"))
        return "/"

    return _profile_page(request, form, save, user, title=_("完成账号设置"), template="identity/set_up.html")


@signed_in
def email(request: ActorRequest) -> HttpResponse:
    """Confirm a new e-mail address by the code that was sent to it."""
    user = own(request.actor)
    form = CodeForm(posted(request))

    def save() -> str:
        if not confirm_email(code=form.values["code"], actor=request.actor, at=now()):
            raise WrongCode
        done(request, _("新邮箱已启用"))
        return reverse("identity:account")

    context = {"address": waiting_email(user.pk), "save_label": _("启用新邮箱"), "breadcrumb": crumbs()}
    return form_page(request, form, save, title=_("确认新邮箱"), back_url=reverse("identity:account"), context=context)


def crumbs() -> list[tuple[str, str]]:
    """The way back to the personal settings."""
    return [(_("个人设置"), reverse("identity:account"))]


def _profile_page(
    request: ActorRequest,
    form: ProfileForm,
    save: Callable[[], str],
    user: User,
    *,
    title: str,
    template: str = "identity/account.html",
) -> HttpResponse:
    context = {"user": user, "waiting": waiting_email(user.pk)}
    return form_page(request, form, save, template=template, title=title, back_url="/", context=context)


def _save(form: ProfileForm, values: dict[str, Any], actor: Actor) -> None:
    edit_profile(seen_version=form.seen_version, profile=Profile(**values), actor=actor, at=now())
    activate(values["language"])


def _initial(user: User) -> dict[str, Any]:
    names = ("language", "time_zone", "office_location", "full_name", "phone", "email", "mail_signature", "currency")
    return {**{name: getattr(user, name) for name in names}, "version": user.version}
