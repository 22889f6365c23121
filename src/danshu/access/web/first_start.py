"""The initial configuration (初始配置): the only page of a fresh installation (ACC-001)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.delivered import ADMINISTRATOR, ROLES
from danshu.access.operations.first_start import Company, FirstUser, first_start
from danshu.identity.queries import is_configured
from danshu.identity.rules.fields import CURRENCIES
from danshu.identity.rules.passwords import PreparedPassword, generated_password, prepare_password
from danshu.identity.web.fields import (
    LANGUAGE_CHOICES,
    PasswordField,
    StaffPhoneField,
    UserNameField,
    require_same,
    time_zone_choices,
)
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, NotFound
from danshu.kit.web import public
from danshu.ui.fields import ChoiceField, EmailField, NameField, TextField
from danshu.ui.forms import Form, Section, posted
from danshu.ui.responses import render_page

FIRST_USERS = 3
MAX_DEPARTMENTS = 50


class FirstStartForm(Form):
    """Administrator, company, and optionally departments and first users."""

    sections = [
        Section(gettext_lazy("系统管理员"), ["user_name:2", "full_name:2", "password:2", "password_again:2"]),
        Section(
            gettext_lazy("公司"),
            [
                "company_name:2",
                "company_phone",
                "company_email",
                "company_address:4",
                "currency",
                "time_zone:2",
                "language",
            ],
        ),
        Section(
            gettext_lazy("公司的部门"), ["departments:4"], gettext_lazy("选填，每行一个，以后可以在组织架构里修改")
        ),
        Section(
            gettext_lazy("首批用户"),
            [
                name
                for i in range(FIRST_USERS)
                for name in (f"user_{i}_name", f"user_{i}_full_name:2", f"user_{i}_role")
            ],
            gettext_lazy("选填，初始密码在保存后显示一次"),
        ),
    ]

    user_name = UserNameField(label=gettext_lazy("用户名"))
    full_name = NameField(label=gettext_lazy("姓名"))
    password = PasswordField(label=gettext_lazy("密码"), is_new=True)
    password_again = PasswordField(label=gettext_lazy("再输入一次密码"), is_new=True)
    company_name = NameField(label=gettext_lazy("公司名称"))
    company_phone = StaffPhoneField(label=gettext_lazy("电话"), required=False)
    company_email = EmailField(label=gettext_lazy("邮箱"), required=False, max_length=100)
    company_address = TextField(label=gettext_lazy("地址"), max_length=200, required=False)
    currency = ChoiceField(label=gettext_lazy("本位币"), choices=[(code, code) for code in CURRENCIES])
    time_zone = ChoiceField(label=gettext_lazy("公司时区"), choices=time_zone_choices)
    language = ChoiceField(label=gettext_lazy("默认语言"), choices=LANGUAGE_CHOICES)
    departments = forms.CharField(
        label=gettext_lazy("部门名称"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "currency": "CNY",
            "time_zone": "Asia/Shanghai",
            "language": "zh-hans",
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The two passwords agree."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        require_same(self, "password", "password_again")
        return cleaned

    def company(self) -> Company:
        """What was entered about the company."""
        v = self.cleaned_data
        names = [line.strip() for line in v["departments"].splitlines() if line.strip()]
        return Company(
            name=v["company_name"],
            phone=v["company_phone"],
            email=v["company_email"],
            address=v["company_address"],
            currency=v["currency"],
            time_zone=v["time_zone"],
            language=v["language"],
            departments=tuple(dict.fromkeys(names))[:MAX_DEPARTMENTS],
        )


def _first_user_fields() -> dict[str, forms.Field]:
    roles = [("", "—"), *((code, names[0]) for code, names in ROLES.items() if code != ADMINISTRATOR)]
    fields: dict[str, forms.Field] = {}
    for i in range(FIRST_USERS):
        fields[f"user_{i}_name"] = UserNameField(label=gettext_lazy("用户名"), required=False)
        fields[f"user_{i}_full_name"] = NameField(label=gettext_lazy("姓名"), required=False)
        fields[f"user_{i}_role"] = ChoiceField(label=gettext_lazy("角色"), choices=roles, required=False)
    return fields


FirstStartForm.base_fields.update(_first_user_fields())


@public
def first_start_page(request: HttpRequest) -> HttpResponse:
    """Ask for the configuration; once somebody exists there is no such page any more."""
    if is_configured():
        raise NotFound
    form = FirstStartForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _configure(request, form)
            except DomainError as refusal:
                form.refuse(refusal)
                status = refusal.status
    return render_page(request, "access/first_start.html", {"form": form}, status=status)


def _configure(request: HttpRequest, form: FirstStartForm) -> HttpResponse:
    v = form.cleaned_data
    password = prepare_password(v["password"], user_name=v["user_name"], full_name=v["full_name"])
    secrets, people = _first_users(form)
    first_start(
        company=form.company(),
        user_name=v["user_name"],
        full_name=v["full_name"],
        password=password,
        first_users=people,
        actor=Actor.system(),
        at=now(),
    )
    context = {"user_name": v["user_name"], "company": v["company_name"], "people": secrets}
    return render_page(request, "access/first_start_done.html", context)


def _first_users(form: FirstStartForm) -> tuple[list[tuple[str, str, str]], list[FirstUser]]:
    """(user name, name, initial password) to show once, and the people to make."""
    shown, people = [], []
    for i in range(FIRST_USERS):
        name, full_name = form.cleaned_data[f"user_{i}_name"], form.cleaned_data[f"user_{i}_full_name"]
        if not name and not full_name:
            continue
        if not name or not full_name:
            missing = f"user_{i}_name" if not name else f"user_{i}_full_name"
            raise FieldErrors([FieldProblem(missing, "required", _("填写用户名和姓名，或两项都不填"))])
        raw = generated_password()
        password: PreparedPassword = prepare_password(raw, user_name=name)
        role = form.cleaned_data[f"user_{i}_role"]
        people.append(FirstUser(user_name=name, full_name=full_name, role_code=role, password=password))
        shown.append((name, full_name, raw))
    return shown, people
