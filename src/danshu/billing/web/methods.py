"""Pages to maintain payment methods (FIN-001)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from danshu.billing.methods import DELIVERY_METHODS, KINDS, LEVELS, MethodValues
from danshu.billing.operations.create_payment_method import create_payment_method
from danshu.billing.operations.edit_payment_method import edit_payment_method
from danshu.billing.permissions import CONFIGURE_METHODS
from danshu.billing.queries import method_by_code
from danshu.dictionaries.queries import choices, coded_choices
from danshu.identity.web.fields import Ticks
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.lifecycle import Channel
from danshu.ui.fields import ChoiceField, IntegerField, NameField, RemarkField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done


class MethodForm(Form):
    """A payment method. Without ticks at levels and delivery methods it is open to all of them."""

    sections = [
        Section(gettext_lazy("基本信息"), ["code", "name", "name_en", "kind", "currencies", "position", "in_use:2",
                                       "instructions:4"]),
        Section(pgettext_lazy("支付方式", "渠道"), ["channels:4"], gettext_lazy("一个都不选：谁也不能选用")),
        Section(gettext_lazy("适用范围"), ["customer_levels:4", "delivery_methods:4"],
                gettext_lazy("不选表示全部适用")),
    ]  # fmt: skip
    code = TextField(
        label=gettext_lazy("编码"), max_length=30, help_text=gettext_lazy("小写字母、数字、下划线；保存后不能改")
    )
    name = NameField(label=gettext_lazy("名称"))
    name_en = NameField(label=gettext_lazy("英文名称"), required=False)
    kind = ChoiceField(label=gettext_lazy("类型"), choices=list(KINDS.items()))
    currencies = TextField(
        label=gettext_lazy("币种"), max_length=100, help_text=gettext_lazy("代码，多个用逗号分隔，例如 CNY, USD")
    )
    position = IntegerField(label=gettext_lazy("顺序"), min_value=0, max_value=9999)
    in_use = forms.BooleanField(
        label=gettext_lazy("有效"), required=False, help_text=gettext_lazy("失效后不能再选用，已付的款照常入账")
    )
    instructions = RemarkField(label=gettext_lazy("付款说明"))
    channels = forms.MultipleChoiceField(
        label=pgettext_lazy("支付方式", "渠道"), required=False, choices=Channel.choices, widget=Ticks
    )
    customer_levels = forms.MultipleChoiceField(
        label=pgettext_lazy("支付方式", "客户级别"), required=False, choices=lambda: coded_choices(LEVELS),
        widget=Ticks,
    )  # fmt: skip
    delivery_methods = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("支付方式", "配送方式"), required=False, coerce=int, choices=lambda: choices(DELIVERY_METHODS),
        widget=Ticks,
    )  # fmt: skip

    def entered(self) -> MethodValues:
        """The entries as the operation takes them."""
        given: dict[str, Any] = dict(self.values)
        given.pop("code", None)
        given["is_valid"] = given.pop("in_use")
        codes = given["currencies"].replace("，", ",").replace("、", ",").split(",")
        given["currencies"] = list(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
        given["instructions"] = given["instructions"] or ""
        return given  # type: ignore[return-value]


def _list() -> str:
    return reverse("billing:method_list")


@allowed_to(CONFIGURE_METHODS)
def method_new(request: ActorRequest) -> HttpResponse:
    """GET: an empty form; POST: add a payment method."""
    initial = {"in_use": True, "currencies": "CNY", "position": 100, "channels": ["staff"]}
    form = MethodForm(posted(request), initial=initial)

    def save() -> str:
        create = create_payment_method.keyed(form.token)
        made = create(code=form.values["code"], values=form.entered(), actor=request.actor, at=now())
        done(request, _("支付方式 %(name)s 已保存") % {"name": made.name})
        return _list()

    return form_page(
        request,
        form,
        save,
        title=_("新建支付方式"),
        back_url=_list(),
        context={"breadcrumb": [(pgettext("列表", "支付方式"), _list())]},
    )


@allowed_to(CONFIGURE_METHODS)
def method_edit(request: ActorRequest, code: str) -> HttpResponse:
    """GET: the method in a form; POST: change it."""
    method = method_by_code(request.actor, code)
    names = ("code", "name", "name_en", "kind", "position", "instructions", "channels", "customer_levels",
             "delivery_methods", "version")  # fmt: skip
    initial = {name: getattr(method, name) for name in names} | {
        "currencies": ", ".join(method.currencies), "in_use": method.is_valid,
    }  # fmt: skip
    form = MethodForm(posted(request), initial=initial)
    form.fields["code"].disabled = True

    def save() -> str:
        edit_payment_method.keyed(form.token)(
            method_id=method.pk, version=form.seen_version, values=form.entered(), actor=request.actor, at=now()
        )
        done(request, _("支付方式 %(name)s 已保存") % {"name": form.values["name"]})
        return _list()

    return form_page(
        request, form, save, title=_("修改支付方式 %(name)s") % {"name": method.label}, back_url=_list(),
        context={"breadcrumb": [(pgettext("列表", "支付方式"), _list())]},
    )  # fmt: skip
