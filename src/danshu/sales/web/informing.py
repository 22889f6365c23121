"""Telling the customer about his order by e-mail: choose a ready text, change it, look at it, send it (ORD-030)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.notices.words import queued_text, standing
from danshu.sales.informing import LABELS, PROGRESS, language_of, offered, ready_text
from danshu.sales.models import Order
from danshu.sales.operations.inform_customer import inform_customer
from danshu.sales.operations.resend_message import resend_message
from danshu.sales.permissions import INFORM_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.web.lists import order_url
from danshu.sales.web.subject import about
from danshu.ui.fields import EmailField, RemarkField, TextField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

TEMPLATE = "sales/inform.html"
LANGUAGES = {"zh-hans": "中文", "en": "English"}


class InformForm(Form):
    """An e-mail."""

    recipient = TextField(label=gettext_lazy("收件人"), required=False, max_length=50)
    address = EmailField(label=gettext_lazy("邮箱"), max_length=254)
    subject = TextField(label=gettext_lazy("主题"), max_length=150)
    body = RemarkField(label=gettext_lazy("正文"), required=True, max_length=1500, rows=12)
    language = forms.ChoiceField(choices=list(LANGUAGES.items()), widget=forms.HiddenInput)


@allowed_to(INFORM_ORDER)
def inform(request: ActorRequest, number: str) -> HttpResponse:
    """GET: the form with a ready text; POST: show the e-mail as it will be sent (`preview`), or send it."""
    order = order_by_number(request.actor, number, INFORM_ORDER)
    kinds = offered(order)
    kind = request.GET.get("text") if request.GET.get("text") in kinds else PROGRESS
    language = request.GET.get("language")
    language = language if language in LANGUAGES else language_of(order)
    ready = ready_text(order, kind or PROGRESS, language)
    start = {
        "recipient": order.contact_name, "address": order.shown_contact_email, "subject": ready.subject, "body": ready.body,
        "language": language,
    }  # fmt: skip
    form = InformForm(posted(request), initial=start)

    def save() -> str:
        inform_customer.keyed(form.token)(order_id=order.pk, **form.values, actor=request.actor, at=now())
        done(request, queued_text(form.values["address"]))
        return order_url(order) + "#log"

    title = _("通知客户 · %(number)s") % {"number": number}
    context = about(order) | _choices(order, kinds, kind or PROGRESS, language) | {"save_label": _("发送")}
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        page = {"form": form, "title": title, "back_url": order_url(order), "preview": form.values, **context}
        return render_page(request, TEMPLATE, page)
    return form_page(request, form, save, template=TEMPLATE, title=title, back_url=order_url(order), context=context)


@require_POST
@allowed_to(INFORM_ORDER)
def resend(request: ActorRequest, number: str, note: int) -> HttpResponse:
    """POST: send an e-mail again that could not be delivered."""
    order = order_by_number(request.actor, number, INFORM_ORDER)
    resend_message(order_id=order.pk, note_id=note, actor=request.actor, at=now())
    done(request, _("邮件已重新排队，马上发出"))
    return go(request, order_url(order) + "#log")


def _choices(order: Order, kinds: list[str], kind: str, language: str) -> dict[str, Any]:
    """Ready texts and languages as links: each fills the form anew."""

    def link(text: str, reads: str) -> str:
        return "?" + urlencode({"text": text, "language": reads})

    return {
        "texts": [(LABELS[each], link(each, language), each == kind) for each in kinds],
        "languages": [(label, link(kind, code), code == language, code) for code, label in LANGUAGES.items()],
        "notices": standing(),
    }
