"""My API keys (ASVS V7)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from danshu.identity.operations.create_api_token import create_api_token, revoke_api_token
from danshu.identity.permissions import API_KEY
from danshu.identity.queries import own_tokens
from danshu.identity.scopes import group_scopes, scope_label
from danshu.identity.web.fields import Ticks
from danshu.identity.web.profile import crumbs
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import listed
from danshu.ui.fields import ChoiceField, NameField
from danshu.ui.forms import Form, Section, posted
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

DAYS = [
    ("30", gettext_lazy("30 天")),
    ("90", gettext_lazy("90 天")),
    ("365", gettext_lazy("一年")),
    ("", gettext_lazy("不过期")),
]


class KeyForm(Form):
    """A name by which its owner knows it, what it may do, until when."""

    sections = [Section(gettext_lazy("新密钥"), ["name:2", "days", "scopes:4"])]
    name = NameField(label=gettext_lazy("用途"), help_text=gettext_lazy("例如：ERP 同步"))
    days = ChoiceField(label=gettext_lazy("有效期"), choices=DAYS, required=False, initial="90")
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("权限范围"),
        required=False,
        choices=lambda: [(scope, scope_label(scope)) for scope in group_scopes()],
        widget=Ticks,
        help_text=gettext_lazy("不选表示与本人的业务权限相同；密钥从不能管理账号和权限"),
    )


@allowed_to(API_KEY)
def keys(request: ActorRequest) -> HttpResponse:
    """The own keys and a form for another one; the new key is shown once."""
    form, status = KeyForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _created(request, form)
            except DomainError as refusal:
                form.refuse(refusal)
                status = refusal.status
    keys_with_scopes = [(key, listed(map(scope_label, key.scopes))) for key in own_tokens(request.actor)]
    context = {"form": form, "keys": keys_with_scopes, "at": now(), "breadcrumb": crumbs()}
    return render_page(request, "identity/keys.html", {**context, "title": pgettext("列表", "API 密钥")}, status=status)


@allowed_to(API_KEY)
@require_POST
def revoke_key(request: ActorRequest, pk: int) -> HttpResponseBase:
    """End a key at once."""
    revoke_api_token(token_id=pk, actor=request.actor, at=now())
    done(request, _("密钥已撤销"))
    return go(request, reverse("identity:keys"))


def _created(request: ActorRequest, form: KeyForm) -> HttpResponse:
    v = form.values
    days = int(v["days"]) if v["days"] else None
    key = create_api_token(name=v["name"], scopes=v["scopes"], days=days, actor=request.actor, at=now())
    context = {
        "title": _("密钥已生成"),
        "secrets": [(v["name"], key)],
        "note": _("只显示这一次，离开本页后无法再看到。现在复制到要使用它的程序里。"),
        "back_url": reverse("identity:keys"),
        "breadcrumb": [*crumbs(), (pgettext("列表", "API 密钥"), reverse("identity:keys"))],
    }
    return render_page(request, "identity/secret.html", context)
