"""Take an address that was corrected on the order over to the customer (ORD-010)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.sales.operations.take_over_email import take_over_email
from danshu.sales.queries import order_by_number
from danshu.sales.roles import LABELS
from danshu.sales.web.lists import order_url
from danshu.ui.detail import Fact
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done


@allowed_to(EDIT_CUSTOMERS)
def role_email(request: ActorRequest, number: str, role: str) -> HttpResponse:
    """GET: what would be stored with whom; POST: store it."""
    if role not in LABELS:
        raise Http404
    order = order_by_number(request.actor, number)
    form = Form(posted(request))
    name = getattr(order, f"{role}_name") or order.customer_name

    def save() -> str:
        customer = take_over_email.keyed(form.token)(order_id=order.pk, role=role, actor=request.actor, at=now())
        done(request, _("邮箱已更新到客户 %(number)s") % {"number": customer})
        return order_url(order)

    facts = [
        Fact(label=_("订单"), value=order.number),
        Fact(label=LABELS[role], value=name),
        Fact(label=_("邮箱"), value=getattr(order, f"shown_{role}_email") or "—"),
    ]
    crumbs = [(pgettext("列表", "销售订单"), reverse("sales:order_list")), (order.number, order_url(order))]
    return form_page(
        request, form, save, title=_("邮箱更新到客户资料 · %(number)s") % {"number": number}, back_url=order_url(order),
        context={"subject": facts, "breadcrumb": crumbs, "save_label": _("更新客户资料")},
    )  # fmt: skip
