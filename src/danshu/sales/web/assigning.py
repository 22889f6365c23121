"""Assigning orders: one page for one order and for many (ORD-028)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.kit.clock import now
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.keys import keys_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.sales.assigning import processors
from danshu.sales.models import Order
from danshu.sales.operations.assign_order import assign_order
from danshu.sales.permissions import ASSIGN_ORDER
from danshu.sales.queries import orders_to_assign
from danshu.sales.web.statuses import ORDER_STATUSES
from danshu.ui.fields import ChoiceField, RemarkField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done, warn

AT_ONCE = 200
BY_RULE = ""


class TooManyToAssign(DomainError):
    """More than one page can show."""

    code, status = "too_many_to_assign", 422
    message = gettext_lazy("一次最多分派 %(limit)s 张订单，当前选择了 %(count)s 张")
    way_out = gettext_lazy("缩小选择后分批分派")


class AssignmentForm(Form):
    """To whom, and what he should know."""

    handler = ChoiceField(label=gettext_lazy("处理人"), required=False)
    note = RemarkField(label=gettext_lazy("说明"), help_text=gettext_lazy("写入订单动态"))

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        people = [
            (
                str(person.id),
                with_count("%(name)s（处理中 %(count)s 单）") % {"name": person.name, "count": person.in_hand},
            )
            for person in processors()
        ]
        self.fields["handler"].choices = [(BY_RULE, _("按分派规则")), *people]  # type: ignore[attr-defined]


@allowed_to(ASSIGN_ORDER)
def assign(request: ActorRequest) -> HttpResponse:
    """GET: the chosen orders (?ids=) and whom they can go to; POST: assign each on its own, naming those refused."""
    orders = _chosen(request)
    back = reverse("sales:order", args=[orders[0].number]) if len(orders) == 1 else reverse("sales:order_list")
    form = AssignmentForm(posted(request), initial={"handler": str(orders[0].handler_id or BY_RULE)})

    def save() -> str:
        refused = [text for text in (_assign(request, form, order) for order in orders) if text]
        if len(refused) < len(orders):
            done(request, with_count("已分派 %(count)s 单") % {"count": len(orders) - len(refused)})
        for text in refused:
            warn(request, text)
        return back

    context = {
        "orders": [(order, ORDER_STATUSES[order.status]) for order in orders], "save_label": pgettext("订单", "分派"),
        "breadcrumb": [(str(pgettext("列表", "销售订单")), reverse("sales:order_list"))],
    }  # fmt: skip
    return form_page(
        request, form, save, template="sales/assign.html", title=_("分派订单"), back_url=back, context=context
    )


def _chosen(request: ActorRequest) -> Sequence[Order]:
    keys = set(keys_of(key for text in request.GET.getlist("ids") for key in text.split(",")))
    if len(keys) > AT_ONCE:
        raise TooManyToAssign(limit=AT_ONCE, count=len(keys))
    orders = orders_to_assign(request.actor, sorted(keys))
    if not orders:
        raise NotFound()
    return orders


def _assign(request: ActorRequest, form: AssignmentForm, order: Order) -> str:
    """Assign one; "" or the refusal in words."""
    given = form.values
    try:
        assign_order.keyed(f"{form.token}:{order.pk}")(
            order_id=order.pk, handler_id=int(given["handler"]) if given["handler"] else None, note=given["note"],
            version=order.version, actor=request.actor, at=now(),
        )  # fmt: skip
    except DomainError as refusal:
        return str(refusal)
    return ""
