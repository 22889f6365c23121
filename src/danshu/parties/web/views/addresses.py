"""Pages of delivery addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.fields import ADDRESS_FIELDS
from danshu.parties.operations.add_address import add_address
from danshu.parties.operations.edit_address import edit_address
from danshu.parties.operations.remove_address import remove_address
from danshu.parties.web.forms import PartForm
from danshu.parties.web.lists import CUSTOMERS
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go


@allowed_to(rights.EDIT_CUSTOMERS)
def address_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a delivery address to a customer."""
    customer = queries.customer(request.actor, pk, permission=rights.EDIT_CUSTOMERS)
    form = PartForm(posted(request), actor=request.actor, table=ADDRESS_FIELDS, initial={"country": customer.country})
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        add_address.keyed(form.token)(customer_id=pk, values=form.part_values(), actor=request.actor, at=now())
        done(request, _("收货地址已添加"))
        return url

    return form_page(
        request, form, save, title=_("新建收货地址"), back_url=url, context={"breadcrumb": _path(customer, url)}
    )


@allowed_to(rights.EDIT_CUSTOMERS)
def address_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a delivery address."""
    record = queries.address(request.actor, pk)
    url = reverse("parties:customer", args=[record.customer_id])
    form = PartForm(
        posted(request), actor=request.actor, table=ADDRESS_FIELDS, record=record,
        initial={"version": record.version},
    )  # fmt: skip

    def save() -> str:
        edit_address.keyed(form.token)(
            address_id=pk, changes=form.part_values(), version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("收货地址已保存"))
        return url

    return form_page(
        request, form, save, title=_("修改收货地址"), back_url=url,
        context={"breadcrumb": _path(record.customer, url)},
    )  # fmt: skip


@require_POST
@allowed_to(rights.EDIT_CUSTOMERS)
def make_default(request: ActorRequest, pk: int) -> HttpResponse:
    """Make it the default address."""
    record = queries.address(request.actor, pk)
    edit_address(address_id=pk, changes={"is_default": True}, actor=request.actor, at=now())
    done(request, _("默认地址已改"))
    return go(request, reverse("parties:customer", args=[record.customer_id]))


@allowed_to(rights.EDIT_CUSTOMERS)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then take an address out of the choice."""
    record = queries.address(request.actor, pk)
    url = reverse("parties:customer", args=[record.customer_id])

    def impact() -> Impact:
        trial = remove_address.dry_run(address_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除 %(name)s 的收货地址？") % {"name": record.recipient}, effects=trial.effects,
            do_label=_("删除地址"), keep_label=_("保留地址"), reason="",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        remove_address.keyed(key)(address_id=pk, actor=request.actor, at=now())
        done(request, _("收货地址已删除"))
        return url

    return confirm(request, impact=impact, act=act, back_url=url)


def _path(customer: Any, url: str) -> list[tuple[Any, str]]:
    return [(CUSTOMERS.title, reverse("parties:customer_list")), (customer.name, url)]
