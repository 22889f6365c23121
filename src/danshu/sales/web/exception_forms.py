"""Recording and solving what is wrong with an order (ORD-032)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.models import OrderException
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.solve_exception import solve_exception
from danshu.sales.permissions import HANDLE_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.web.lists import order_url
from danshu.sales.web.subject import about
from danshu.ui.fields import ChoiceField, RemarkField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done


class ExceptionForm(Form):
    """What is wrong."""

    exception_type = ChoiceField(label=gettext_lazy("异常类型"), choices=OrderException.Type.choices)
    description = RemarkField(label=gettext_lazy("说明"), required=True)
    contacted = RemarkField(label=gettext_lazy("联系记录（谁、何时、结果）"))


@allowed_to(HANDLE_ORDER)
def exception(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: record an exception."""
    order = order_by_number(request.actor, number)
    form = ExceptionForm(posted(request), initial={"version": order.version})

    def save() -> str:
        record_exception.keyed(form.token)(
            order_id=order.pk, **form.values, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("已登记异常，解决前订单不能发货"))
        return order_url(order)

    title = _("登记异常 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=order_url(order), context=about(order))


class SolutionForm(Form):
    """How it was solved."""

    solution = RemarkField(label=gettext_lazy("解决办法"), required=True)
    contacted = RemarkField(label=gettext_lazy("联系记录（谁、何时、结果）"))


@allowed_to(HANDLE_ORDER)
def solve(request: ActorRequest, number: str, pk: int) -> HttpResponse:
    """GET and POST: solve an exception."""
    order = order_by_number(request.actor, number)
    found = order.exceptions.filter(pk=pk).first()
    if found is None:
        raise NotFound
    form = SolutionForm(posted(request), initial={"version": order.version})

    def save() -> str:
        solve_exception.keyed(form.token)(
            order_id=order.pk, exception_id=pk, **form.values, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("异常已解决"))
        return order_url(order)

    title = _("解决异常 · %(number)s") % {"number": number}
    told = about(order, (found.get_type_display(), found.description), (_("联系记录"), found.contacted))
    return form_page(request, form, save, title=title, back_url=order_url(order), context=told)
