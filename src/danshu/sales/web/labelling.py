"""The stage of handling, chosen from the labels of the order's status (ORD-013)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.labelling import labels_for
from danshu.sales.models import Order
from danshu.sales.operations.set_progress_label import set_progress_label
from danshu.sales.permissions import HANDLE_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.web.subject import about
from danshu.sales.wording import customer_wording
from danshu.ui.fields import ChoiceField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done


class LabelForm(Form):
    """One of the labels that fit."""

    label = ChoiceField(label=gettext_lazy("进度标签"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, order: Order, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        fitting = [(str(pk), words) for pk, words in labels_for(order.status)]
        self.fields["label"].choices = [("", _("不设标签")), *fitting]  # type: ignore[attr-defined]


@allowed_to(HANDLE_ORDER)
def label(request: ActorRequest, number: str) -> HttpResponse:
    """GET: the labels of the order's status; POST: set one, or none."""
    order = order_by_number(request.actor, number, HANDLE_ORDER)
    initial = {"label": str(order.progress_label_id or ""), "version": order.version}
    form = LabelForm(posted(request), order=order, initial=initial)
    back = reverse("sales:order", args=[number])

    def save() -> str:
        chosen = form.values["label"]
        set_progress_label.keyed(form.token)(
            order_id=order.pk, label_id=int(chosen) if chosen else None, version=form.seen_version,
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("进度标签已保存"))
        return back

    title = _("进度标签 · %(number)s") % {"number": number}
    told = about(order, (_("客户看到的状态"), customer_wording(order)))
    return form_page(request, form, save, title=title, back_url=back, context=told | {"save_label": _("保存")})
